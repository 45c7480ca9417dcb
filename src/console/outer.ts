import { StringDecoder } from 'node:string_decoder'
import type { ReadStream, WriteStream } from 'node:tty'
import { stripVTControlCharacters } from 'node:util'

/** The learner's own terminal, in raw mode: every key comes to us, Ctrl-C too. */
export interface Outer {
  readonly columns: number
  readonly rows: number
  /** What was written last has ended its line. */
  readonly atLineStart: boolean
  write(text: string): void
  onInput(listener: (keys: string) => void): void
  onResize(listener: (columns: number, rows: number) => void): void
  /** The terminal was closed, or this process is told to end: once, after the terminal was released. */
  onHangup(listener: () => void): void
  /** Hands the terminal to something else for a while, such as a menu: cooked mode, no input read. */
  pause(): void
  resume(): void
  /** Gives the terminal back as it was; the second time does nothing. It is done on the process's exit in any case. */
  release(): void
}

const SIGNALS = ['SIGTERM', 'SIGHUP', 'SIGINT'] as const
/** Paste brackets, application keys, mouse reports and colours off, and the cursor shown. */
const PLAIN =
  '\u001b[?2004l\u001b[?1l\u001b>\u001b[?1000l\u001b[?1002l\u001b[?1003l\u001b[?1006l\u001b[0m\u001b[?25h'
/** How much of what is written is looked at for how it ends, in characters. */
const TAIL = 256
const LEAVE_ALTERNATE = '\u001b[?1049l'

/** Takes the terminal: raw mode on, until `release`. */
export function takeTerminal(stdin: ReadStream, stdout: WriteStream): Outer {
  const decoder = new StringDecoder('utf8')
  const inputs: ((keys: string) => void)[] = []
  const resizes: ((columns: number, rows: number) => void)[] = []
  const hangups: (() => void)[] = []
  let released = false
  let alternate = false
  let atLineStart = true
  const size = () => ({ columns: stdout.columns || 80, rows: stdout.rows || 24 })

  const onData = (data: Buffer | string): void => {
    const keys = typeof data === 'string' ? data : decoder.write(data)
    for (const listener of inputs) listener(keys)
  }
  const onResize = (): void => {
    const { columns, rows } = size()
    for (const listener of resizes) listener(columns, rows)
  }
  const onGone = (): void => {
    release()
    for (const listener of hangups.splice(0)) listener()
  }
  const onSignal = (signal: NodeJS.Signals): void => {
    onGone()
    // Whoever else listens decides; with nobody, the signal does what it does.
    if (process.listenerCount(signal) === 0) process.kill(process.pid, signal)
  }

  const listen = (): void => {
    raw(stdin, true)
    stdin.on('data', onData)
    stdin.resume()
  }
  const stop = (): void => {
    stdin.off('data', onData)
    stdin.pause()
    raw(stdin, false)
  }
  const release = (): void => {
    if (released) return
    released = true
    stop()
    for (const event of ['end', 'close', 'error']) stdin.off(event, onGone)
    stdout.off('resize', onResize)
    stdout.off('error', onGone)
    // What is written to a closed terminal fails later.
    stdout.on('error', () => {})
    process.off('exit', release)
    for (const signal of SIGNALS) process.off(signal, onSignal)
    stdout.write((alternate ? LEAVE_ALTERNATE : '') + PLAIN)
  }

  for (const event of ['end', 'close', 'error']) stdin.on(event, onGone)
  stdout.on('resize', onResize)
  stdout.on('error', onGone)
  process.on('exit', release)
  for (const signal of SIGNALS) process.on(signal, onSignal)
  listen()

  return {
    get columns() {
      return size().columns
    },
    get rows() {
      return size().rows
    },
    get atLineStart() {
      return atLineStart
    },
    write(text) {
      if (released) return
      const seen = stripVTControlCharacters(text.slice(-TAIL)).replaceAll('\r', '')
      if (seen !== '') atLineStart = seen.endsWith('\n')
      const on = text.lastIndexOf('\u001b[?1049h')
      const off = text.lastIndexOf(LEAVE_ALTERNATE)
      if (on !== off) alternate = on > off
      stdout.write(text)
    },
    onInput: (listener) => void inputs.push(listener),
    onResize: (listener) => void resizes.push(listener),
    onHangup: (listener) => void hangups.push(listener),
    pause: () => {
      if (!released) stop()
    },
    resume: () => {
      if (!released) listen()
    },
    release,
  }
}

/** A terminal that is gone refuses. */
function raw(stdin: ReadStream, on: boolean): void {
  try {
    if (stdin.isTTY) stdin.setRawMode(on)
  } catch {}
}
