import { writeSync } from 'node:fs'
import type { IPty } from '@lydell/node-pty'
import { errorCode, UserError } from '../errors.ts'
import { words } from '../words/index.ts'

export interface TerminalExit {
  code: number
  signal: number | null
}

/** A program behind a terminal: a pty here, or a TTY exec in a container. */
export interface Terminal {
  write(data: string): void
  resize(columns: number, rows: number): void
  onData(listener: (data: string) => void): void
  /** After the last data, once. */
  onExit(listener: (exit: TerminalExit) => void): void
  kill(signal?: NodeJS.Signals): void
  /** Reads no more until `resume`: the program waits when the terminal's buffer is full. */
  pause(): void
  resume(): void
}

export interface PtyOptions {
  file: string
  args: string[]
  cwd: string
  env: Record<string, string | undefined>
  columns: number
  rows: number
}

/** How long keys wait before they are offered again to a program that does not read them. */
const RETRY_MS = 10

/** Starts a program behind a pty on this machine. */
export async function openPty(options: PtyOptions): Promise<Terminal> {
  const { spawn } = await loadPty()
  const { file, args, cwd, columns, rows } = options
  const { COLUMNS: _columns, LINES: _lines, ...env } = options.env
  const pty = spawn(file, args, { name: env.TERM ?? 'xterm-256color', cwd, env, cols: columns, rows })
  return terminalOf(pty)
}

async function loadPty(): Promise<typeof import('@lydell/node-pty')> {
  try {
    return await import('@lydell/node-pty')
  } catch (cause) {
    throw new UserError(words.console.noPty(process.platform, process.arch), {
      help: words.console.noPtyHelp,
      cause,
    })
  }
}

function terminalOf(pty: IPty): Terminal {
  let over = false
  const write = writer(pty, () => over)
  pty.onExit(() => {
    over = true
    // What still runs in the shell's own process group has lost its terminal.
    signalTo(-pty.pid, 'SIGHUP')
  })
  return {
    write,
    resize(columns, rows) {
      if (!over) attempt(() => pty.resize(Math.max(1, columns), Math.max(1, rows)))
    },
    onData: (listener) => void pty.onData(listener),
    onExit: (listener) =>
      void pty.onExit(({ exitCode, signal }) => listener({ code: exitCode, signal: signal || null })),
    kill(signal = 'SIGHUP') {
      if (!over) signalTo(pty.pid, signal)
    },
    pause: () => attempt(() => pty.pause()),
    resume: () => attempt(() => pty.resume()),
  }
}

/**
 * node-pty's own write blocks the whole process while the program behind the pty reads nothing and the kernel's buffer
 * is full (a long paste during `sleep`). The file is non-blocking, so we write to it ourselves, and wait.
 */
function writer(pty: IPty, over: () => boolean): (data: string) => void {
  const queue: Buffer[] = []
  let waiting = false
  const flush = (): void => {
    waiting = false
    for (let next = queue[0]; next !== undefined; next = queue[0]) {
      const file = openFile(pty)
      if (over() || file === null) {
        queue.length = 0
        return
      }
      try {
        const written = writeSync(file, next)
        if (written < next.length) queue[0] = next.subarray(written)
        else queue.shift()
      } catch (error) {
        if (errorCode(error) !== 'EAGAIN') queue.length = 0
        else {
          waiting = true
          setTimeout(flush, RETRY_MS).unref()
          return
        }
      }
    }
  }
  return (data) => {
    if (data === '' || over()) return
    if (process.platform === 'win32') return pty.write(data)
    queue.push(Buffer.from(data))
    if (!waiting) flush()
  }
}

/** The pty's file while it is open: node-pty's typings do not name it. Once closed, the number may be another file's. */
function openFile(pty: IPty): number | null {
  const { fd, _socket } = pty as { fd?: unknown; _socket?: { destroyed?: unknown } }
  return typeof fd === 'number' && _socket?.destroyed === false ? fd : null
}

function signalTo(process_: number, signal: NodeJS.Signals): void {
  attempt(() => process.kill(process_, signal))
}

/** The program may have ended a moment ago. */
function attempt(act: () => unknown): void {
  try {
    act()
  } catch {}
}
