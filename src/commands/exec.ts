import { UserError } from '../errors.ts'
import type { Context } from '../session/context.ts'
import { labInProgress } from '../session/place.ts'
import { words } from '../words/index.ts'

/** `labs exec -- CMD …`: runs a program in the workbench; its streams and its exit code are the program's own. */
export async function run(
  context: Context,
  name: string | undefined,
  command: readonly string[],
): Promise<number> {
  const [program, ...args] = command
  if (program === undefined)
    throw new UserError(words.cli.execNeedsCommand, { help: words.cli.execNeedsCommandHelp })
  const engine = await context.engineOf(await labInProgress(context, name))
  return (await engine.workbench()).attach([program, ...args])
}
