import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { currentEngine, enginesWithTraces, forgetEngine } from '../engine/current.ts'
import type { EngineName } from '../engine/model.ts'
import type { Context } from '../session/context.ts'
import { wrap } from '../text.ts'
import { words } from '../words/index.ts'

/** `labs stop`: takes the cluster away with its data; `--all` the workbench and the history too. Progress stays. */
export async function run(context: Context, options: { readonly all?: boolean }): Promise<number> {
  const { home } = context.paths
  const current = (await currentEngine(home)) ?? 'local'
  const stopped: EngineName[] = []
  context.out.progress(words.engine.stopping)
  for (const name of new Set([current, ...(await enginesWithTraces(home))])) {
    const before = await (await context.engineNamed(name)).stop(context.starting())
    if (before.kind === 'present') stopped.push(name)
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
