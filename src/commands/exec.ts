import { UserError } from '../errors.ts'
import type { Context } from '../session/context.ts'
import { words } from '../words/index.ts'

/** `labs exec -- CMD …`: runs a program in the workbench; its streams and its exit code are the program's own. */
export async function run(
  context: Context,
  _lab: string | undefined,
  command: readonly string[],
): Promise<number> {
  const [program, ...args] = command
  if (program === undefined)
    throw new UserError(words.cli.execNeedsCommand, { help: words.cli.execNeedsCommandHelp })
  const engine = await context.engine()
  return (await engine.workbench()).attach([program, ...args])
}
