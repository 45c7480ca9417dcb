import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { currentEngine, enginesWithTraces, forgetEngine } from '../engine/current.ts'
import type { EngineName } from '../engine/model.ts'
import { lookForDocker } from '../engine/select.ts'
import type { Context } from '../session/context.ts'
import { wrap } from '../text.ts'
import { words } from '../words/index.ts'

/** `labs stop`: takes the cluster away with its data; `--all` the workbench and the history too. Progress stays. */
export async function run(context: Context, options: { readonly all?: boolean }): Promise<number> {
  const { home } = context.paths
  const current = (await currentEngine(home)) ?? 'local'
  const stopped: EngineName[] = []
  context.out.progress(words.engine.stopping)
  const stop = async (name: EngineName) => {
    const before = await (await context.engineNamed(name)).stop(context.starting())
    if (before.kind === 'present') stopped.push(name)
  }
  const known = new Set([current, ...(await enginesWithTraces(home))])
  for (const name of known) await stop(name)
  // A home that was removed by hand has left its containers; a daemon knows them by its name.
  if (stopped.length === 0 && !known.has('docker')) {
    const docker = await lookForDocker(context.env)
    if (docker.kind === 'answers') await stop('docker')
  }
  await forgetEngine(home)
  context.out.progressDone()
  if (options.all) {
    await rm(join(home, 'workbench'), { recursive: true, force: true })
    await rm(join(home, 'history'), { force: true })
  }
  if (context.json) context.out.json({ stopped: stopped.length > 0, engine: stopped[0] ?? current })
  else
    context.out.line(
      ...wrap(stopped.length > 0 ? words.engine.stopped : words.engine.nothingToStop, context.out.columns()),
    )
  return 0
}
