import { currentEngine } from '../engine/current.ts'
import type { ClusterEngine, Engine, EngineName, InstanceEngine, StartOptions } from '../engine/model.ts'
import { UserError } from '../errors.ts'
import type { GivenHome } from '../kafka/model.ts'
import { type Course, type LabEntry, loadCourse, resolveLab } from '../lab/load.ts'
import type { Lab } from '../lab/model.ts'
import { worldFor } from '../lab/world.ts'
import { withLock } from '../lock.ts'
import { createOutput, type Output } from '../output.ts'
import { type Paths, paths } from '../paths.ts'
import { type ProgressStore, progressStore } from '../progress.ts'
import { words } from '../words/index.ts'

/** What every command works with. Nothing is read or started until it is asked for. */
export type Context = {
  readonly env: NodeJS.ProcessEnv
  readonly paths: Paths
  readonly out: Output
  readonly json: boolean
  readonly progress: ProgressStore
  /** A Kafka directory that the user named, by option or environment. */
  readonly givenKafkaHome: GivenHome | null
  /** The engine that this home's cluster last was on. */
  engine(): Promise<ClusterEngine>
  /** That of the name; `home` for a cluster apart from the learner's. */
  engineNamed(name: EngineName, home?: string): Promise<ClusterEngine>
  /** The same for the instance; `begin` is where commands run that are not marked. */
  instanceNamed(name: EngineName, begin?: Lab['on'], home?: string): Promise<InstanceEngine>
  /** What a lab happens on; by default on the engine that this home last used for it. */
  engineOf(lab: Pick<Lab, 'on'>, name?: EngineName | null, home?: string): Promise<Engine>
  course(): Promise<Course>
  /** The lab that `LAB` names; the one in progress where it names none. */
  lab(text: string | undefined): Promise<LabEntry>
  /** Shows what is under way; Ctrl-C aborts it. */
  starting(): StartOptions
}

export type GlobalOptions = { readonly json?: boolean; readonly kafkaHome?: string }

export function createContext(
  env: NodeJS.ProcessEnv,
  options: GlobalOptions,
  signal: () => AbortSignal,
): Context {
  const json = options.json === true
  const out = createOutput(env, json)
  const places = paths(env)
  const progress = progressStore(
    places.home,
    (file, run) => withLock(file, {}, run),
    (file) => out.note(words.cli.progressSetAside(file)),
  )
  let course: Promise<Course> | null = null
  const context: Context = {
    env,
    paths: places,
    out,
    json,
    progress,
    givenKafkaHome: givenHome(options.kafkaHome ?? null, env),
    engine: async () => context.engineNamed((await currentEngine(places.home)) ?? 'local'),
    engineNamed: async (name, home = places.home): Promise<ClusterEngine> => {
      const options = { paths: { ...places, home }, env, givenHome: context.givenKafkaHome }
      if (name === 'docker') return (await import('../engine/docker/engine.ts')).dockerEngine(options)
      return (await import('../engine/local/engine.ts')).localEngine(options)
    },
    instanceNamed: async (name, begin = 'computer', home = places.home) => {
      const options = { paths: { ...places, home }, env, givenHome: context.givenKafkaHome }
      const at = begin === 'instance' ? 'instance' : 'computer'
      if (name === 'docker')
        return (await import('../engine/docker/instance/engine.ts')).dockerInstance(options, at)
      return (await import('../engine/local/instance/engine.ts')).localInstance(options)
    },
    engineOf: async (lab, name = null, home = places.home) => {
      const world = worldFor(lab)
      const chosen = name ?? (await currentEngine(home, world)) ?? 'local'
      return world === 'cluster'
        ? context.engineNamed(chosen, home)
        : context.instanceNamed(chosen, lab.on, home)
    },
    course: () => {
      course ??= loadCourse()
      return course
    },
    lab: async (text) => {
      const labs = await context.course()
      if (text !== undefined) return resolveLab(labs, text)
      const { current } = await progress.read()
      const entry = labs.find(({ slug }) => slug === current)
      if (entry === undefined)
        throw new UserError(words.cli.noLabInProgress, {
          help: words.cli.noLabInProgressHelp(labs.map((l) => l.number)),
        })
      return entry
    },
    starting: () => ({
      onProgress: ({ task, done, total, unit }) =>
        out.progress(task, unit === null ? undefined : words.cli.amount(done, total, unit)),
      signal: signal(),
    }),
  }
  return context
}

function givenHome(option: string | null, env: NodeJS.ProcessEnv): GivenHome | null {
  if (option !== null) return { dir: option, from: '--kafka-home' }
  const dir = env.KAFKA_HOME
  return dir ? { dir, from: 'KAFKA_HOME' } : null
}
