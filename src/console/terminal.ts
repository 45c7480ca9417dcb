import type { IPty } from '@lydell/node-pty'
import { UserError } from '../errors.ts'
import { words } from '../words/index.ts'
import type { Terminal } from './model.ts'
import { onLastRead, writer } from './pty.ts'

export interface PtyOptions {
  file: string
  args: string[]
  cwd: string
  env: Record<string, string | undefined>
  columns: number
  rows: number
}

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
  const listeners: ((data: string) => void)[] = []
  const emit = (text: string): void => {
    if (text !== '') for (const listener of listeners) listener(text)
  }
  pty.onData(emit)
  onLastRead(pty, emit)
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
    onData: (listener) => void listeners.push(listener),
    onExit: (listener) =>
      void pty.onExit(({ exitCode, signal }) => listener({ code: exitCode, signal: signal || null })),
    kill(signal = 'SIGHUP') {
      if (!over) signalTo(pty.pid, signal)
    },
    pause: () => attempt(() => pty.pause()),
    resume: () => attempt(() => pty.resume()),
  }
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
