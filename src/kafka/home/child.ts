import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { Cancelled, errorCode } from '../../errors.ts'

/** How a child ended: its exit code (null: by a signal), and the last lines that it printed, on either stream. */
export type Ended = { readonly code: number | null; readonly lines: readonly string[] }

const KEPT_LINES = 400

/** A shell that becomes the program, once it is told to; if nobody is left to tell it, it just ends. */
const WAIT_FOR_GO = 'read -r go && exec "$@" </dev/null'

/**
 * Runs a program in a process group of its own, until it and its output have ended. Abort kills the whole group, and
 * throws Cancelled once it is gone. `onStart` gets its pid, and has it to itself before the program begins: so what it
 * writes down is there in time, whatever happens to us. `onLine` gets each line of output. Throws what `spawn` reports.
 */
export async function runChild(
  program: string,
  args: readonly string[],
  options: {
    cwd: string
    env: NodeJS.ProcessEnv
    signal: AbortSignal
    onStart?: (pid: number) => Promise<void>
    onLine?: (line: string) => void
  },
): Promise<Ended> {
  if (options.signal.aborted) throw new Cancelled()
  const child = spawn('/bin/sh', ['-c', WAIT_FOR_GO, 'sh', program, ...args], {
    cwd: options.cwd,
    env: options.env,
    detached: true,
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  const lines: string[] = []
  const keep = (line: string) => {
    lines.push(line)
    if (lines.length > KEPT_LINES) lines.shift()
    options.onLine?.(line)
  }
  createInterface({ input: child.stdout }).on('line', keep)
  createInterface({ input: child.stderr }).on('line', keep)
  child.stdin.on('error', () => undefined) // killed before it was told to go
  const kill = () => {
    if (child.exitCode === null && child.signalCode === null) killGroup(child.pid)
  }
  options.signal.addEventListener('abort', kill)
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', resolve)
  })
  ended.catch(() => undefined) // looked at below; a failing onStart must not make it an unhandled one
  try {
    if (child.pid !== undefined) await options.onStart?.(child.pid)
    child.stdin.end('go\n')
    const code = await ended
    if (options.signal.aborted) throw new Cancelled()
    return { code, lines }
  } catch (error) {
    kill()
    await ended.catch(() => undefined)
    throw error
  } finally {
    options.signal.removeEventListener('abort', kill)
  }
}

/** Kills a process group, at once and with all that is in it; does nothing where there is none. */
export function killGroup(pid: number | undefined): void {
  if (pid === undefined || pid <= 1) return
  try {
    process.kill(-pid, 'SIGKILL')
  } catch (error) {
    // EPERM is what macOS says of a group that has ended and was not yet noticed by its parent.
    if (!['ESRCH', 'EPERM'].includes(errorCode(error) ?? '')) throw error
  }
}
