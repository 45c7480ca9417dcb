import type { Command, Step } from '../lab/model.ts'

/** A command that the learner ran. */
export type Ran = {
  /** Null where the shell's history did not keep it. */
  readonly command: string | null
  readonly exit: number
  /** What it printed. */
  readonly printed: string
}

/** What was offered of a step's commands, and what came of it. */
export type Offers = {
  /** How many of the step's commands were put on the line. */
  readonly offered: number
  /** The last of them still stands there. */
  readonly onLine: boolean
  /** What was run with one of its tools and came to something, typed by hand or not; null where it is not known. */
  readonly tries: readonly (string | null)[]
  /** The learner closed the question: it comes again after a further command of the step, or when they ask for it. */
  readonly dismissed: boolean
}

/** All that a step shows, those for a second terminal too. */
export function shownIn(step: Step): Command[] {
  return step.blocks.flatMap((block) => (block.kind === 'command' ? [block] : []))
}

/** The commands that are put on the line, in order: not those for a second terminal. */
export function commandsOf(step: Step): string[] {
  return shownIn(step).flatMap(({ command, manner }) => (manner === 'beside' ? [] : [command]))
}

/** Whether it is `labs` itself that was run. */
export function isOfLabs(command: string | null): boolean {
  return /^\s*(npx\s+)?labs(\s|$)/.test(command ?? '')
}

/** How a command ends that did what it was for, or that was left with Ctrl-C. */
const WELL: readonly number[] = [0, 130]
/** A console consumer that has shown no record. */
const EMPTY_HANDED = /Processed a total of 0 messages/

/** Whether there was something to see; a command of the step's own may be there to fail. */
export function wentWell(step: Step, { command, exit, printed }: Ran): boolean {
  return !EMPTY_HANDED.test(printed) && (WELL.includes(exit) || isAsShown(step, command))
}

/** A command has run. */
export function withRun(step: Step, before: Offers, ran: Ran): Offers {
  const { offered, onLine, tries } = before
  const { command } = ran
  if (!wentWell(step, ran))
    // What was put on the line, and came to nothing, is offered again.
    return { ...before, offered: onLine ? offered - 1 : offered, onLine: false }
  const isNew = command === null || !tries.some((tried) => tried !== null && isSame(tried, command))
  return {
    offered,
    onLine: false,
    tries: isNew && isTry(step, command) ? [...tries, command] : tries,
    dismissed: before.dismissed && !(isNew && command !== null && isOwn(step, command)),
  }
}

/** Whether it is one of the step's commands, or has a tool of theirs: a learner types it in their own way. */
function isOwn(step: Step, command: string): boolean {
  return isAsShown(step, command) || toolsOf(command).some((tool) => toolsIn(step).includes(tool))
}

/** Where no command of the step has a tool, every one is a try. */
function isTry(step: Step, command: string | null): boolean {
  return command === null || toolsIn(step).length === 0 || isOwn(step, command)
}

/**
 * Whether so many different ones were tried as the step shows, tool by tool. Those without a tool are but helpers, where
 * there are others.
 */
export function areTried(step: Step, tries: readonly (string | null)[]): boolean {
  const commands = commandsOf(step)
  const wanted = commands.filter((command) => toolsOf(command).length > 0)
  const left = [...tries]
  return (wanted.length > 0 ? wanted : commands).every((shown) => {
    const tools = toolsOf(shown)
    const serves = (tried: string | null) =>
      tried === null || tools.length === 0 || toolsOf(tried).some((tool) => tools.includes(tool))
    const same = left.findIndex((tried) => tried !== null && isSame(tried, shown))
    const at = same >= 0 ? same : left.findIndex(serves)
    if (at >= 0) left.splice(at, 1)
    return at >= 0
  })
}

/** Kafka's scripts; and what looks at the machine below it, which no step shows as a mere helper. */
function toolsOf(command: string): string[] {
  return command.match(/[\w-]+\.sh|\bfincore\b/g) ?? []
}

function toolsIn(step: Step): string[] {
  return commandsOf(step).flatMap(toolsOf)
}

function isAsShown(step: Step, command: string | null): boolean {
  return command !== null && commandsOf(step).some((shown) => isSame(command, shown))
}

/** However it is laid out, and in whatever order the options stand. Of several lines the one with a tool says enough. */
function isSame(one: string, other: string): boolean {
  const [lines, others] = [essence(one), essence(other)]
  return lines.some((line) => others.includes(line))
}

function essence(command: string): string[] {
  const lines = command.replaceAll('\\\n', ' ').split('\n')
  const telling = lines.filter((line) => toolsOf(line).length > 0)
  return (telling.length > 0 ? telling : lines)
    .map((line) =>
      line
        .replaceAll(/["']/g, '')
        .trim()
        .replace(/^bin\//, '')
        .split(/\s+/)
        .sort()
        .join(' '),
    )
    .filter((line) => line !== '')
}
