import { stripVTControlCharacters } from 'node:util'
import type { Until } from '../check/model.ts'
import type { Ran } from '../engine/model.ts'
import { Cancelled, UserError } from '../errors.ts'
import type { Act, Stop } from '../lab/model.ts'
import { until } from '../until.ts'
import { words } from '../words/index.ts'

/** A program that is worked with by keys: behind a terminal of its own, or in the learner's. */
export type Program = {
  write(keys: string): void
  onOutput(listener: (text: string) => void): void
  /** Its exit code, after all of its output. */
  readonly ended: Promise<number>
  /** Without asking it, and all that it started. */
  kill(): void
}

/** Whether all of it holds now. `shown`: what the program printed, without what was typed into it. */
export type Look = (until: readonly Until[], shown: string) => Promise<boolean>

/** A command did not go as it was to. `output` is all that it printed. */
export class Unfinished extends UserError {
  readonly output: string

  constructor(message: string, output: string) {
    const last = output.trimEnd().split('\n').slice(-LAST_LINES)
    super(message, { help: words.work.help, details: output.trim() === '' ? [] : last })
    this.name = 'Unfinished'
    this.output = output
  }
}

const LAST_LINES = 5
const ENTER = '\r'
const CTRL_C = '\x03'
const CTRL_D = '\x04'
/** How long a prompt, or what a program is waited for, may take to come, in ms. */
const PATIENCE = 30_000
/** How long a program may take to end once it was told to, in ms. */
const GRACE = 10_000
/** How long a command that ends by itself may run, in ms. */
export const LONGEST = 90_000

export type OperateOptions = {
  readonly look: Look
  readonly signal: AbortSignal
  /** Before Ctrl-C, while what was waited for holds. */
  readonly held?: () => Promise<void>
}

/**
 * Works with a program to its end: types each line once it shows its prompt `>`, then ends it as `stop` says.
 *
 * @throws Unfinished where it does not go that way; Cancelled on abort. It has ended then, too.
 */
export async function operate(
  program: Program,
  { typed, stop }: Pick<Act, 'typed' | 'stop'>,
  { look, signal, held }: OperateOptions,
): Promise<Ran> {
  const follow = followOutput(program)
  try {
    for (const line of typed) {
      await follow.prompt(signal)
      follow.type(line)
    }
    await bringToEnd(follow, stop, typed.length > 0, look, signal, held)
    return { exit: await program.ended, output: follow.shown() }
  } catch (error) {
    throw signal.aborted ? new Cancelled() : error
  } finally {
    await follow.killed()
  }
}

async function bringToEnd(
  follow: Follow,
  stop: Stop,
  prompts: boolean,
  look: Look,
  signal: AbortSignal,
  held: OperateOptions['held'],
): Promise<void> {
  if (stop.kind === 'end-of-input') {
    if (prompts) await follow.prompt(signal)
    follow.press(CTRL_D)
  }
  if (stop.kind === 'ctrl-c') {
    await follow.comesTrue(stop.until, look, signal)
    await held?.()
    follow.press(CTRL_C)
  }
  if (!(await follow.end(stop.kind === 'ends' ? LONGEST : GRACE, signal)))
    throw new Unfinished(stop.kind === 'ctrl-c' ? words.work.notHeeded : words.work.noEnd, follow.shown())
}

/** Waits until a program has brought about what it is for. @throws Unfinished, Cancelled */
export async function comesTrue(
  program: Program,
  ready: readonly Until[],
  { look, signal }: Pick<OperateOptions, 'look' | 'signal'>,
): Promise<void> {
  await followOutput(program).comesTrue(ready, look, signal)
}

/** Runs `run` while a program that was started for it runs, from when that is ready; then ends it with Ctrl-C. */
export async function during<T>(
  program: Program,
  ready: readonly Until[],
  { look, signal }: Pick<OperateOptions, 'look' | 'signal'>,
  run: () => Promise<T>,
): Promise<T> {
  const follow = followOutput(program)
  try {
    await follow.comesTrue(ready, look, signal)
    const result = await run()
    if (follow.over()) throw new Unfinished(words.work.besideEnded, follow.shown())
    follow.press(CTRL_C)
    if (!(await follow.end(GRACE, signal))) throw new Unfinished(words.work.notHeeded, follow.shown())
    return result
  } catch (error) {
    throw signal.aborted ? new Cancelled() : error
  } finally {
    await follow.killed()
  }
}

type Follow = ReturnType<typeof followOutput>

function followOutput(program: Program) {
  let raw = ''
  let ended = false
  /** What was typed so far, and how much had been printed before each. */
  const lines: { readonly text: string; readonly from: number }[] = []
  program.onOutput((text) => {
    raw += text
  })
  void program.ended.then(() => {
    ended = true
  })
  const plain = () => stripVTControlCharacters(raw).replaceAll('\r', '')

  /** Since the last line was typed and shown, the program began a line of its own with its prompt. */
  const prompts = (): boolean => {
    const last = lines.at(-1)
    const text = plain()
    const echoed = last === undefined ? 0 : text.indexOf('\n', last.from)
    return echoed >= 0 && /^>/m.test(text.slice(last === undefined ? 0 : echoed + 1))
  }
  /** What the program printed itself: the terminal shows what is typed, too. */
  const shown = (): string => {
    let text = plain()
    for (const line of lines.toReversed()) {
      const at = text.indexOf(line.text, line.from)
      if (at >= 0) text = text.slice(0, at) + text.slice(at + line.text.length)
    }
    return text
  }
  const press = (keys: string) => {
    if (!ended) program.write(keys)
  }
  const end = async (deadline: number, signal?: AbortSignal): Promise<boolean> => {
    const options = { deadline, every: 5, ...(signal ? { signal } : {}) }
    return (await until(() => (ended ? true : null), options)) !== null
  }

  return {
    over: () => ended,
    shown,
    press,
    end,
    type: (line: string) => {
      lines.push({ text: line, from: plain().length })
      press(line + ENTER)
    },
    prompt: async (signal: AbortSignal) => {
      const found = await until(() => (ended || prompts() ? true : null), {
        deadline: PATIENCE,
        every: 5,
        signal,
      })
      if (found === null || (ended && !prompts()))
        throw new Unfinished(ended ? words.work.endedEarly : words.work.noPrompt, shown())
    },
    /** Until all of it holds; a program that has ended is looked at once more. */
    comesTrue: async (wanted: readonly Until[], look: Look, signal: AbortSignal) => {
      const found = await until(
        async () => {
          const last = ended
          if (await look(wanted, shown())) return true
          return last ? false : null
        },
        { deadline: PATIENCE, every: 50, signal },
      )
      if (found !== true) throw new Unfinished(ended ? words.work.endedEarly : words.work.neverHeld, shown())
    },
    /** Makes sure that nothing of it is left. */
    killed: async () => {
      if (ended) return
      program.kill()
      await end(GRACE)
    },
  }
}
