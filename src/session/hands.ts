import type { Console } from '../console/console.ts'
import { until } from '../until.ts'
import { words } from '../words/index.ts'
import { type Program, Unfinished } from './operate.ts'

/** How long the shell may take from its prompt to reading a line, in ms. */
const READING = 10_000
/** How much of a command's output is kept, in characters. */
const KEPT = 200_000
const CTRL_C = '\x03'

/** The runner's hands at the learner's command line. */
export type Hands = {
  /** Puts a command on the line once the shell reads it; `run` presses Enter too. */
  put(command: string, run: boolean): void
  /**
   * Runs a command there, to be worked with; it has ended at the prompt after it. `onBegun` hears of its start at once:
   * its end may be told of before what this gives is looked at.
   */
  run(command: string, signal: AbortSignal, onBegun?: () => void): Promise<Program>
  /**
   * Holds the learner's keys back until the returned function is called, which hands them on: Ctrl-C is told and handed
   * on at once, and forgets what was typed before it.
   */
  holdKeys(onCtrlC: () => void): () => void
}

/** What the console tells the hands. */
export type Watching = {
  started(): void
  output(text: string): void
  /** The shell's prompt, or its end. */
  over(exit: number): void
  /** What the command that runs now has printed; null while none does. */
  readonly running: string | null
}

type Running = {
  output: string
  readonly listeners: ((text: string) => void)[]
  readonly end: (exit: number) => void
}

/** @param keys who gets the learner's keys: where it is set, the one who set it before gets none */
export function createHands(
  shell: () => Console | null,
  keys: { get(): (typed: string) => void; set(to: (typed: string) => void): void },
): Hands & Watching {
  let running: (Running & { readonly program: Program }) | null = null
  /** Who put a command there, and waits for it to begin: it may have ended at the very next moment. */
  let begun: ((program: Program) => void) | null = null

  const reading = async (signal?: AbortSignal): Promise<Console | null> =>
    until(() => (shell()?.atPrompt ? shell() : null), {
      deadline: READING,
      every: 5,
      ...(signal ? { signal } : {}),
    })

  return {
    get running() {
      return running === null ? null : running.output
    },
    started: () => {
      // Several lines that were put there together are one.
      if (running !== null) return
      const listeners: Running['listeners'] = []
      let end: Running['end'] = () => {}
      const ended = new Promise<number>((resolve) => {
        end = resolve
      })
      const program: Program = {
        // Once it has ended, keys would be the shell's.
        write: (typed) => {
          if (running?.program === program) shell()?.type(typed)
        },
        onOutput: (listener) => {
          // Also of one that has ended: it may have done so before anybody listened.
          listener(it.output)
          listeners.push(listener)
        },
        ended,
        kill: () => program.write(CTRL_C),
      }
      const it = { output: '', listeners, end, program }
      running = it
      begun?.(program)
      begun = null
    },
    output: (text) => {
      if (running === null) return
      running.output = (running.output + text).slice(-KEPT)
      for (const listener of running.listeners) listener(text)
    },
    over: (exit) => {
      running?.end(exit)
      running = null
    },
    put: (command, run) => {
      void reading().then((ready) => {
        ready?.insert(command)
        if (run) ready?.type('\r')
      })
    },
    run: async (command, signal, onBegun) => {
      const ready = await reading(signal)
      let started: Program | null = null
      begun = (program) => {
        started = program
        onBegun?.()
      }
      ready?.insert(command)
      ready?.type('\r')
      const found = await until(() => started, { deadline: READING, every: 5 })
      begun = null
      if (found === null) throw new Unfinished(words.work.noShell, '')
      return found
    },
    holdKeys: (onCtrlC) => {
      const before = keys.get()
      let held = ''
      keys.set((typed) => {
        const end = typed.lastIndexOf(CTRL_C)
        held = end < 0 ? held + typed : typed.slice(end + 1)
        if (end < 0) return
        onCtrlC()
        before(CTRL_C)
      })
      return () => {
        keys.set(before)
        if (held !== '') before(held)
        held = ''
      }
    },
  }
}
