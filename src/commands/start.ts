import { currentEngine, setCurrentEngine } from '../engine/current.ts'
import type { Engine, EngineName, Host } from '../engine/model.ts'
import { type Asked, askedByEnvironment, chooseEngine } from '../engine/select.ts'
import { Cancelled, UserError } from '../errors.ts'
import { type LabEntry, labOf } from '../lab/load.ts'
import type { Lab } from '../lab/model.ts'
import { labProgress, withLab } from '../progress.ts'
import type { Context } from '../session/context.ts'
import { IN_WALK } from '../session/guide-env.ts'
import { bringIn } from '../session/needs.ts'
import { restore } from '../session/restore.ts'
import { closeSight, openSight } from '../session/sight.ts'
import { wrap } from '../text.ts'
import { visible } from '../visible.ts'
import { words } from '../words/index.ts'

export type StartCommandOptions = { readonly detach?: boolean; readonly engine?: Asked }

/** `labs start`: cluster up, what earlier steps had made in place, then the guided walk (or not, with `--detach`). */
export async function run(
  context: Context,
  name: string | undefined,
  options: StartCommandOptions,
): Promise<number> {
  // Inside a walk, which goes on by itself once the cluster is there again.
  const walked = context.env[IN_WALK]
  const detach = options.detach === true || walked !== undefined
  if (!detach && !(process.stdin.isTTY && process.stdout.isTTY))
    throw new UserError(words.cli.walkNeedsTerminal, { help: words.cli.walkNeedsTerminalHelp })
  if (context.json && !detach)
    throw new UserError(words.cli.jsonNeedsDetach, { help: words.cli.walkNeedsTerminalHelp })
  const entry = await context.lab(name)
  const lab = labOf(entry)
  const { out } = context
  const engine = await context.engineOf(lab, await choose(context, lab, options.engine))
  await context.progress.read()

  const began = performance.now()
  const host: Host = await engine.start(context.starting())
  await setCurrentEngine(context.paths.home, engine)
  out.progressDone()
  await context.progress.update((progress) =>
    withLab(progress, lab.slug, (before) => ({ ...before, engine: engine.name })),
  )
  try {
    await prepare(context, entry, engine)
    await restore(context, entry, engine)
  } catch (error) {
    throw context.starting().signal.aborted
      ? new Cancelled(words.cli.keepsRunning(lab.number, engine.on))
      : error
  }
  const seconds = ((performance.now() - began) / 1000).toFixed(1)
  if (context.json) {
    out.json({ engine: engine.name, ...asJson(host), lab: lab.slug })
    return 0
  }
  const readied =
    'address' in host
      ? words.cli.ready(engine.name, seconds, host.bootstrapServer, host.zookeeper)
      : words.cli.instanceReady(engine.name, seconds, host.id)
  out.line(...wrap(readied, out.columns()))
  if (host.bootstrapServer !== 'my-kafka:9092' || host.zookeeper !== 'my-kafka:2181')
    out.line(...wrap(words.cli.otherPorts(host.bootstrapServer, host.zookeeper), out.columns()))
  if (!detach) return walkThrough(context, entry, engine, host)
  if (walked !== undefined && walked !== lab.slug)
    out.line(...wrap(words.cli.inOtherWalk(lab.number), out.columns()))
  if (options.detach) out.line(...words.cli.detached(lab.number, lab.on))
  return 0
}

/** What the lab begins with, unless it is under way on this cluster: then its own steps may have changed that. */
async function prepare(context: Context, entry: LabEntry, engine: Engine): Promise<void> {
  if (labOf(entry).needs.length === 0) return
  const sight = await openSight(engine)
  if (sight.kind !== 'open') return
  try {
    const progress = labProgress(await context.progress.read(), entry.slug)
    if (labOf(entry).steps.some(({ id }) => progress.passes[id]?.clusterId === sight.id)) return
    await bringIn({
      course: await context.course(),
      entry,
      engine,
      sight,
      signal: context.starting().signal,
      onWork: (lab, step) => context.out.progress(words.cli.bringingIn(lab, visible(step.title))),
    })
  } finally {
    context.out.progressDone()
    await closeSight(sight)
  }
}

/** Docker that is there, or that the user named, and can't be used is worth a line; none at all is not. */
async function choose(context: Context, lab: Lab, asked: Asked | undefined): Promise<EngineName> {
  const { home } = context.paths
  const last = lab.on === 'cluster' ? null : await currentEngine(home, 'instance')
  const { engine, why } = await chooseEngine({
    asked: asked ?? askedByEnvironment(context.env),
    env: context.env,
    lastUsed: last ?? (await currentEngine(home)),
  })
  const named = context.env.DOCKER_HOST || context.env.DOCKER_CONTEXT
  if (why.kind === 'no-docker' && (named || !isAbsent(why.error))) {
    context.out.note(words.engine.notOnDocker(why.error.message))
    if (why.error.help !== null) context.out.note(`  ${why.error.help}`)
  }
  return engine
}

function isAbsent(error: UserError): boolean {
  return 'trouble' in error && error.trouble === 'absent'
}

async function walkThrough(context: Context, entry: LabEntry, engine: Engine, host: Host): Promise<number> {
  const { guide } = await import('../session/guide.ts')
  return guide(context, entry, engine, host)
}

function asJson(host: Host): Readonly<Record<string, string | number>> {
  return 'address' in host
    ? { clusterId: host.id, bootstrapServer: host.bootstrapServer, port: host.address.port }
    : { instanceId: host.id, bootstrapServer: host.bootstrapServer }
}
