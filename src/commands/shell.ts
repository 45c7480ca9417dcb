import { join } from 'node:path'
import type { Context } from '../session/context.ts'
import { runInWorkbench } from './exec.ts'

/** `labs shell`: a login shell in the workbench. */
export async function run(context: Context): Promise<number> {
  const workbench = await (await context.engine()).workbench()
  // A login shell reads profiles that may set PATH anew; ours goes on top again in front of the first prompt.
  const init = `PATH=${JSON.stringify(workbench.env.PATH ?? '')}; unset PROMPT_COMMAND`
  // The history of the walk, which `stop --all` takes away; the learner's own file is not written to.
  const env = { ...workbench.env, PROMPT_COMMAND: init, HISTFILE: join(context.paths.home, 'history') }
  return runInWorkbench({ ...workbench, env }, 'bash', ['-l'])
}
