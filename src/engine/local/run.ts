import { spawn } from 'node:child_process'
import { constants } from 'node:os'
import { Cancelled, errorCode } from '../../errors.ts'
import { words } from '../../words/index.ts'
import type { Ran } from '../model.ts'

type Place = { readonly cwd: string; readonly env: Readonly<Record<string, string>> }
type Argv = readonly [string, ...string[]]

/** As every shell has it. */
const COMMAND_NOT_FOUND = 127

/** Runs a program of this machine to its end, in a process group of its own. `Workbench.run` */
export function runHere(
  place: Place,
  [program, ...args]: Argv,
  options: { readonly output: 'capture' | 'show'; readonly signal?: AbortSignal },
): Promise<Ran> {
  return new Promise((done, fail) => {
    const child = spawn(program, args, {
      ...place,
      stdio: options.output === 'show' ? ['ignore', 'inherit', 'inherit'] : ['ignore', 'pipe', 'pipe'],
      detached: true,
    })
    let output = ''
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => {
        output += text
      })
    }
    const stop = () => {
      try {
        if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL')
      } catch {
        // It had ended already.
      }
    }
    options.signal?.addEventListener('abort', stop, { once: true })
    child.once('error', fail)
    child.once('close', (code, signal) => {
      options.signal?.removeEventListener('abort', stop)
      if (options.signal?.aborted) fail(new Cancelled())
      else done({ exit: code ?? signalExit(signal), output })
    })
  })
}

/** Runs a program on our own streams. Ctrl-C and the like go to it (it shares our terminal), and not to us. */
export function attachHere(place: Place, [program, ...args]: Argv): Promise<number> {
  const ignore = () => {}
  const signals = ['SIGINT', 'SIGQUIT', 'SIGTERM', 'SIGHUP'] as const
  return new Promise<number>((done, fail) => {
    const child = spawn(program, args, { ...place, stdio: 'inherit' })
    const pass = (signal: NodeJS.Signals) => child.kill(signal)
    process.on('SIGINT', ignore).on('SIGQUIT', ignore).on('SIGTERM', pass).on('SIGHUP', pass)
    const finish = () => {
      for (const signal of signals) process.removeListener(signal, ignore).removeListener(signal, pass)
    }
    child.once('error', (error) => {
      finish()
      if (errorCode(error) !== 'ENOENT') return fail(error)
      process.stderr.write(`${words.cli.noSuchProgram(program)}\n`)
      done(COMMAND_NOT_FOUND)
    })
    child.once('exit', (code, signal) => {
      finish()
      done(code ?? signalExit(signal))
    })
  })
}

/** As a shell has it: a program that a signal ended gives 128 and the signal's number. */
function signalExit(signal: NodeJS.Signals | null): number {
  return 128 + (signal === null ? 0 : constants.signals[signal])
}
