import { spawn } from 'node:child_process'
import type { Workbench } from '../engine/model.ts'
import { errorCode, UserError } from '../errors.ts'
import type { Context } from '../session/context.ts'
import { signalExit } from '../session/ways.ts'
import { words } from '../words/index.ts'

/** `labs exec -- CMD …`: runs a program in the workbench; its streams and its exit code are the program's own. */
export async function run(
  context: Context,
  _lab: string | undefined,
  command: readonly string[],
): Promise<number> {
  const [program, ...args] = command
  if (program === undefined)
    throw new UserError(words.cli.execNeedsCommand, { help: words.cli.execNeedsCommandHelp })
  const engine = await context.engine()
  return runInWorkbench(await engine.workbench(), program, args)
}

/** Ctrl-C and the like go to the program (it shares our terminal), and not to us. */
export function runInWorkbench(
  workbench: Workbench,
  program: string,
  args: readonly string[],
): Promise<number> {
  const ignore = () => {}
  const signals = ['SIGINT', 'SIGQUIT', 'SIGTERM', 'SIGHUP'] as const
  return new Promise<number>((done, fail) => {
    const child = spawn(program, args, { cwd: workbench.cwd, env: workbench.env, stdio: 'inherit' })
    const pass = (signal: NodeJS.Signals) => child.kill(signal)
    process.on('SIGINT', ignore).on('SIGQUIT', ignore).on('SIGTERM', pass).on('SIGHUP', pass)
    const finish = () => {
      for (const signal of signals) process.removeListener(signal, ignore).removeListener(signal, pass)
    }
    child.once('error', (error) => {
      finish()
      const code = errorCode(error)
      if (code === 'ENOENT') fail(new ProgramMissing(program))
      else fail(error)
    })
    child.once('exit', (code, signal) => {
      finish()
      done(code ?? signalExit(signal))
    })
  }).catch((error: unknown) => {
    if (!(error instanceof ProgramMissing)) throw error
    process.stderr.write(`${words.cli.noSuchProgram(error.program)}\n`)
    return COMMAND_NOT_FOUND
  })
}

/** As every shell has it. */
const COMMAND_NOT_FOUND = 127

class ProgramMissing extends Error {
  readonly program: string
  constructor(program: string) {
    super(program)
    this.program = program
  }
}
