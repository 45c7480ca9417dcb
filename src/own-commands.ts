import type { Command, Step } from './lab/model.ts'

/** All that a step shows, those for a second terminal too. */
export function shownIn(step: Step): Command[] {
  return step.blocks.flatMap((block) => (block.kind === 'command' ? [block] : []))
}

/** The commands that are put on the line, in order: not those for a second terminal. */
export function commandsOf(step: Step): string[] {
  return shownIn(step).flatMap(({ command, manner }) => (manner === 'beside' ? [] : [command]))
}

/** How many commands are to be tried: of those with a tool, where there are any, the others are but helpers. */
export function toTry(step: Step): number {
  const commands = commandsOf(step)
  return commands.filter((command) => TOOL.test(command)).length || commands.length
}

const TOOL = /[\w-]+\.sh/

/** Whether a command uses a tool that the step's own commands use: a learner types it in their own way. */
export function isTry(step: Step, command: string | null): boolean {
  const tools = commandsOf(step).flatMap((shown) => shown.match(/[\w-]+\.sh/g) ?? [])
  return command === null || tools.length === 0 || tools.some((tool) => command.includes(tool))
}
