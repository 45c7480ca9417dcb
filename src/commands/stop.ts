import { rm, rmdir } from 'node:fs/promises'
import { join } from 'node:path'
import { currentEngine, enginesWithTraces, forgetEngine } from '../engine/current.ts'
import type { Engine, EngineName } from '../engine/model.ts'
import { lookForDocker } from '../engine/select.ts'
import type { Context } from '../session/context.ts'
import { IN_WALK } from '../session/guide-env.ts'
import { wrap } from '../text.ts'
import { words } from '../words/index.ts'

/**
 * `labs stop`: takes the cluster and the instance away with their data; `--all` the workbench and the history too.
 * Progress stays.
 */
export async function run(context: Context, options: { readonly all?: boolean }): Promise<number> {
  const { home } = context.paths
  const current = (await currentEngine(home)) ?? (await currentEngine(home, 'instance')) ?? 'local'
  const stopped: Engine[] = []
  context.out.progress(words.engine.stopping)
  const stop = async (engine: Engine) => {
    const before = await engine.stop(context.starting())
    if (before.kind === 'present') stopped.push(engine)
  }
  const clusters = new Set([current, ...(await enginesWithTraces(home))])
  for (const name of clusters) await stop(await context.engineNamed(name))
  const instances = new Set(await enginesWithTraces(home, 'instance'))
  for (const name of instances) await stop(await context.instanceNamed(name))
  // A home that was removed by hand has left its containers; a daemon knows them by its name.
  const unknown = (known: ReadonlySet<EngineName>) => !known.has('docker')
  if (stopped.length === 0 && (unknown(clusters) || unknown(instances))) {
    const docker = await lookForDocker(context.env)
    if (docker.kind === 'answers') {
      if (unknown(clusters)) await stop(await context.engineNamed('docker'))
      if (unknown(instances)) await stop(await context.instanceNamed('docker'))
    }
  }
  for (const on of ['cluster', 'instance'] as const) await forgetEngine(home, on)
  context.out.progressDone()
  if (options.all) {
    await rm(join(home, 'workbench'), { recursive: true, force: true })
    await rm(join(home, 'history'), { force: true })
  } else if (context.env[IN_WALK] === undefined) {
    // Where it is empty, and no shell of the walk stands in it.
    await rmdir(join(home, 'workbench')).catch(() => {})
  }
  const kinds = (['cluster', 'instance'] as const).filter((on) => stopped.some((engine) => engine.on === on))
  if (context.json)
    context.out.json({ stopped: stopped.length > 0, what: kinds, engine: stopped[0]?.name ?? current })
  else
    context.out.line(
      ...wrap(
        kinds.length > 0 ? words.engine.stopped(kinds) : words.engine.nothingToStop,
        context.out.columns(),
      ),
    )
  // On Docker the walk's shell is gone with the workbench, and the walk ends by itself.
  if (!context.json && current === 'local' && context.env[IN_WALK] !== undefined)
    context.out.line(words.cli.stoppedInWalk)
  return 0
}
