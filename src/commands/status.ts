import { currentEngine } from '../engine/current.ts'
import { serversAmong } from '../instance/facts.ts'
import type { ServerFacts } from '../instance/model.ts'
import { labOf } from '../lab/load.ts'
import { labProgress } from '../progress.ts'
import type { Context } from '../session/context.ts'
import { scoreOf } from '../session/place.ts'
import { visible } from '../visible.ts'
import { words } from '../words/index.ts'

/** `labs status`: what runs, where, on which ports, and how far the learner is. */
export async function run(context: Context): Promise<number> {
  const { home } = context.paths
  const name = (await currentEngine(home)) ?? (await currentEngine(home, 'instance')) ?? 'local'
  const engine = await context.engineNamed(name)
  const [state, instance, progress, course] = [
    await engine.state(),
    await instanceOf(context),
    await context.progress.read(),
    await context.course(),
  ]
  const entry = course.find(({ slug }) => slug === progress.current)
  const lab = entry === undefined ? null : labOf(entry)
  const own = lab === null ? null : labProgress(progress, lab.slug)
  const at =
    lab === null || own === null
      ? null
      : {
          lab: lab.slug,
          number: lab.number,
          step: own.at,
          score: scoreOf(lab, own),
        }
  const services = state.kind === 'present' ? state.services : []
  const cluster = state.kind === 'present' ? state.cluster : null
  if (context.json) {
    context.out.json({
      engine: engine.name,
      home,
      cache: context.paths.cache,
      clusterId: cluster?.id ?? null,
      bootstrapServer: cluster?.bootstrapServer ?? null,
      services,
      instance,
      progress: at,
    })
    return 0
  }
  const { style, line } = context.out
  // Who is at the instance need not hear of a cluster that is not there.
  if (services.length === 0 && instance === null)
    line(`${words.cli.cluster}  ${words.engine.notRunning} (${words.engine.notRunningHelp})`)
  for (const each of services) {
    const paint = each.state === 'running' ? style.good : style.bad
    line(`${each.service.padEnd(10)} ${paint(words.cli.serviceState(each))}  ${each.address ?? ''}`.trimEnd())
  }
  if (cluster !== null)
    line(`${words.cli.cluster.padEnd(10)} ${cluster.id}, ${cluster.bootstrapServer} ${words.cli.inWorkbench}`)
  if (instance !== null) {
    const paint = instance.running ? style.good : style.bad
    line(
      `${words.cli.instance.padEnd(10)} ${paint(words.cli.instanceState(instance.running))}  ${instance.id ?? ''}`.trimEnd(),
    )
    for (const { server, pid, user } of instance.processes)
      line(`${server.padEnd(10)} ${style.good(words.cli.serverState(pid, visible(user)))}`)
  }
  if (at !== null && lab !== null)
    line(
      `${words.cli.lab.padEnd(10)} ${at.number} ${visible(lab.title)}: ${words.cli.score(at.score.passed, at.score.total)}`,
    )
  line(`${words.cli.home.padEnd(10)} ${home}`, `${words.cli.cache.padEnd(10)} ${context.paths.cache}`)
  return 0
}

type InstanceStatus = {
  /** Null where it never answered. */
  readonly id: string | null
  readonly running: boolean
  /** The learner's servers. */
  readonly processes: readonly Pick<ServerFacts, 'server' | 'pid' | 'user'>[]
}

/** Null where there is none. */
async function instanceOf(context: Context): Promise<InstanceStatus | null> {
  const name = await currentEngine(context.paths.home, 'instance')
  if (name === null) return null
  const state = await (await context.instanceNamed(name)).state()
  if (state.kind === 'absent') return null
  const servers = serversAmong(state.processes)
  return {
    id: state.instance?.id ?? null,
    running: state.running,
    processes: servers.map(({ server, pid, user }) => ({ server, pid, user })),
  }
}
