import type { Context } from '../session/context.ts'
import { runInWorkbench } from './exec.ts'

/** `labs shell`: a login shell in the workbench. */
export async function run(context: Context): Promise<number> {
  const workbench = await (await context.engine()).workbench()
  // A login shell reads profiles that may set PATH anew; ours goes on top again in front of the first prompt.
  const init = `PATH=${JSON.stringify(workbench.env.PATH ?? '')}; unset PROMPT_COMMAND`
  return runInWorkbench({ ...workbench, env: { ...workbench.env, PROMPT_COMMAND: init } }, 'bash', ['-l'])
}
