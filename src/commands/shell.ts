import { join } from 'node:path'
import type { Context } from '../session/context.ts'
import { labInProgress } from '../session/place.ts'

/** `labs shell`: a login shell in the workbench, with the history of the walk. */
export async function run(context: Context, name: string | undefined): Promise<number> {
  const engine = await context.engineOf(await labInProgress(context, name))
  return (await engine.workbench()).login(join(context.paths.home, 'history'))
}
