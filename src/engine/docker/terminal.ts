import { StringDecoder } from 'node:string_decoder'
import type Dockerode from 'dockerode'
import type { Terminal, TerminalExit } from '../../console/model.ts'
import { EXIT, UserError } from '../../errors.ts'
import { until } from '../../until.ts'
import { words } from '../../words/index.ts'
import { isNotFound } from '../daemon/failures.ts'
import { type As, startExec } from './exec.ts'
import { terminalSettings } from './run.ts'

/** A program, and the size of the terminal that it is to have. */
type Request = {
  readonly argv: readonly [string, ...string[]]
  readonly env: Readonly<Record<string, string>>
  readonly columns: number
  readonly rows: number
  readonly as?: As
}

/**
 * A program behind a terminal in a container.
 *
 * @param failed what an error of the daemon's means to the learner
 * @param gone what it means that the container has ended
 */
export async function openTerminal(
  container: Dockerode.Container,
  { argv, env, columns, rows, as }: Request,
  failed: (error: unknown) => Error,
  gone: () => UserError = workbenchLost,
): Promise<Terminal> {
  const started = await startExec(container, {
    argv,
    env: { ...terminalSettings(process.env), ...env },
    tty: { columns, rows },
    stdin: true,
    ...(as === undefined ? {} : { as }),
  })
  const { stream } = started
  const decoder = new StringDecoder('utf8')
  const listeners: ((data: string) => void)[] = []
  const emit = (text: string): void => {
    if (text !== '') for (const listener of listeners) listener(text)
  }
  let over = false
  let broken: unknown = null
  stream.on('data', (chunk: Buffer) => emit(decoder.write(chunk)))
  stream.on('error', (error: unknown) => {
    broken = error
  })
  const exit = async (): Promise<TerminalExit> => {
    try {
      const code = await started.exit()
      if (code !== KILLED || !(await hasEnded(container))) return { code, signal: null }
      return { code, signal: null, lost: gone() }
    } catch (error) {
      return { code: 255, signal: null, lost: isNotFound(error) ? gone() : failed(broken ?? error) }
    }
  }
  const ended = new Promise<TerminalExit>((resolve) => {
    stream.once('close', () => {
      over = true
      emit(decoder.end())
      resolve(exit())
    })
  })
  return {
    write: (data) => void (over || stream.write(data)),
    resize: (columns, rows) => void (over || started.resize(columns, rows)),
    onData: (listener) => void listeners.push(listener),
    onExit: (listener) => void ended.then(listener),
    kill: (signal = 'SIGHUP') => {
      if (!over) started.signal(signal).catch(() => {})
    },
    pause: () => void stream.pause(),
    resume: () => void stream.resume(),
  }
}

/** 128 and SIGKILL's number: so a shell ends whose container does, and one that killed itself. */
const KILLED = 137
/** How long the daemon may take to note the end of a container after that of what ran in it, in ms. */
const NOTED = 2000

async function hasEnded(container: Dockerode.Container): Promise<boolean> {
  const ended = async () => ((await container.inspect()).State.Running ? null : true)
  return (await until(ended, { deadline: NOTED, every: 50 })) !== null
}

function workbenchLost(): UserError {
  return new UserError(words.docker.lost, { help: words.engine.restartHelp, exit: EXIT.blocked })
}
