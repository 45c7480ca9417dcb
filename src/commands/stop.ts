import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Context } from '../session/context.ts'
import { wrap } from '../text.ts'
import { words } from '../words/index.ts'

/** `labs stop`: takes the cluster away with its data; `--all` the workbench and the history too. Progress stays. */
export async function run(context: Context, options: { readonly all?: boolean }): Promise<number> {
  const engine = await context.engine()
  context.out.progress(words.engine.stopping)
  const before = await engine.stop(context.starting())
  context.out.progressDone()
  if (options.all) {
    await rm(join(context.paths.home, 'workbench'), { recursive: true, force: true })
    await rm(join(context.paths.home, 'history'), { force: true })
  }
  const stopped = before.kind === 'present'
  if (context.json) context.out.json({ stopped, engine: engine.name })
  else
    context.out.line(
      ...wrap(stopped ? words.engine.stopped : words.engine.nothingToStop, context.out.columns()),
    )
  return 0
}
