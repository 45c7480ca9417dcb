import { join } from 'node:path'
import type { Context } from '../session/context.ts'

/** `labs shell`: a login shell in the workbench, with the history of the walk. */
export async function run(context: Context): Promise<number> {
  const workbench = await (await context.engine()).workbench()
  return workbench.login(join(context.paths.home, 'history'))
}
