import { type Style, style, wantsColour } from './style.ts'
import { visible } from './visible.ts'

type Stream = NodeJS.WriteStream

/** Where a command prints: facts to stdout, all else to stderr. */
export type Output = {
  readonly style: Style
  /** Columns to wrap prose at: the terminal's, at most 80. */
  readonly columns: () => number
  /** Finished lines of facts, on stdout. */
  line(...lines: readonly string[]): void
  /** Exactly one JSON value, on stdout. */
  json(value: unknown): void
  /** A line that is no fact: what is under way, a warning. On stderr. */
  note(text: string): void
  /** One line that is written over by the next one, on a terminal; elsewhere a line a task. On stderr. */
  progress(task: string, amount?: string): void
  /** Takes the progress line away. */
  progressDone(): void
}

const PROSE = 80

/** @param quiet no progress at all (`--json`) */
export function createOutput(
  env: NodeJS.ProcessEnv,
  quiet: boolean,
  stdout: Stream = process.stdout,
  stderr: Stream = process.stderr,
): Output {
  const live = stderr.isTTY === true && env.TERM !== 'dumb'
  let shown = ''
  const clear = () => {
    if (live && shown !== '') stderr.write('\r\x1b[K')
    shown = ''
  }
  return {
    style: style(wantsColour(stdout, env)),
    columns: () => Math.min(stdout.columns ?? PROSE, PROSE),
    line: (...lines) => {
      clear()
      stdout.write(lines.map((line) => `${line}\n`).join(''))
    },
    json: (value) => {
      // JSON leaves the C1 controls as they are, and some terminals obey them.
      const text = JSON.stringify(value, null, 2).replaceAll(/[\u007f-\u009f]/g, escapeControl)
      stdout.write(`${text}\n`)
    },
    note: (text) => {
      clear()
      stderr.write(`${visible(text)}\n`)
    },
    progress: (task, amount) => {
      const text = live && amount !== undefined ? `${task}  ${amount}` : `${task} …`
      if (quiet || text === shown) return
      if (live) stderr.write(`\r\x1b[K${visible(text).slice(0, (stderr.columns ?? PROSE) - 1)}`)
      else stderr.write(`${visible(text)}\n`)
      shown = text
    },
    progressDone: clear,
  }
}

function escapeControl(char: string): string {
  return `\\u${(char.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`
}
