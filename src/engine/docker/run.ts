import { PassThrough, type Writable } from 'node:stream'
import { setTimeout as delay } from 'node:timers/promises'
import type Dockerode from 'dockerode'
import { onBrokenPipe } from '../../broken-pipe.ts'
import { Cancelled } from '../../errors.ts'
import type { Ran } from '../model.ts'
import { type As, type ExecOptions, ended, type Started, startExec } from './exec.ts'

type Argv = readonly [string, ...string[]]

/** Runs a program in a container to its end, without input. `Workbench.run` */
export async function runInside(
  container: Dockerode.Container,
  argv: Argv,
  options: { readonly output: 'capture' | 'show'; readonly signal?: AbortSignal },
  as: Partial<Pick<ExecOptions, 'as' | 'env'>> = {},
): Promise<Ran> {
  options.signal?.throwIfAborted()
  const started = await startExec(container, { argv, env: {}, tty: null, stdin: false, ...as })
  const stop = () => void started.signal('SIGKILL').catch(() => {})
  options.signal?.addEventListener('abort', stop, { once: true })
  let output = ''
  const [out, error] = [new PassThrough(), new PassThrough()]
  if (options.output === 'show') {
    out.pipe(process.stdout, { end: false })
    error.pipe(process.stderr, { end: false })
  } else
    for (const stream of [out, error])
      stream.setEncoding('utf8').on('data', (text: string) => {
        output += text
      })
  try {
    await demultiplexed(container, started, out, error)
    const exit = await started.exit()
    if (options.signal?.aborted) throw new Cancelled()
    return { exit, output }
  } finally {
    options.signal?.removeEventListener('abort', stop)
  }
}

/** Docker sends both streams in one, in frames; returns once all was handed on. */
async function demultiplexed(
  container: Dockerode.Container,
  { stream }: Started,
  out: Writable,
  error: Writable,
): Promise<void> {
  container.modem.demuxStream(stream, out, error)
  await ended(stream)
  out.end()
  error.end()
}

/** Runs a program in a container on our own terminal or streams. `Workbench.attach` */
export async function attachInside(
  container: Dockerode.Container,
  argv: Argv,
  env: Readonly<Record<string, string>> = {},
  as?: As,
): Promise<number> {
  const how = { env, ...(as === undefined ? {} : { as }) }
  return process.stdin.isTTY && process.stdout.isTTY
    ? onTerminal(container, argv, how)
    : onStreams(container, argv, how)
}

type How = Pick<ExecOptions, 'env' | 'as'>

/** What a terminal's programs want to know of it. */
export function terminalSettings(env: NodeJS.ProcessEnv): Record<string, string> {
  return Object.fromEntries(['TERM', 'COLORTERM'].flatMap((name) => (env[name] ? [[name, env[name]]] : [])))
}

/** Every key goes to the program, Ctrl-C too, and the terminal is given back as it was. */
async function onTerminal(container: Dockerode.Container, argv: Argv, how: How): Promise<number> {
  const { stdin, stdout } = process
  const size = () => ({ columns: stdout.columns, rows: stdout.rows })
  const started = await startExec(container, {
    argv,
    ...how,
    env: { ...terminalSettings(process.env), ...how.env },
    tty: size(),
    stdin: true,
  })
  const { stream } = started
  const resize = () => void started.resize(size().columns, size().rows)
  const hangUp = () => void started.signal('SIGHUP').catch(() => {})
  stdin.setRawMode(true)
  stdin.pipe(stream)
  stream.pipe(stdout, { end: false })
  stdout.on('resize', resize)
  process.on('SIGTERM', hangUp).on('SIGHUP', hangUp)
  try {
    await ended(stream)
    return await started.exit()
  } finally {
    stdin.unpipe(stream)
    stdin.setRawMode(false)
    stdin.pause()
    stdout.off('resize', resize)
    process.off('SIGTERM', hangUp).off('SIGHUP', hangUp)
  }
}

/** Signals that a shell would have given the program are passed on to it. */
async function onStreams(container: Dockerode.Container, argv: Argv, how: How): Promise<number> {
  const started = await startExec(container, { argv, ...how, tty: null, stdin: true })
  const signals = ['SIGINT', 'SIGQUIT', 'SIGTERM', 'SIGHUP'] as const
  const pass = (name: NodeJS.Signals) => void started.signal(name).catch(() => {})
  for (const name of signals) process.on(name, pass)
  // `| head -1` has had enough.
  const broken = () => pass('SIGPIPE')
  onBrokenPipe(broken)
  const fed = feed(started)
  const [out, error] = [new PassThrough(), new PassThrough()]
  out.pipe(process.stdout, { end: false })
  error.pipe(process.stderr, { end: false })
  try {
    await demultiplexed(container, started, out, error)
    return await started.exit()
  } finally {
    for (const name of signals) process.off(name, pass)
    onBrokenPipe(null)
    fed.abort()
  }
}

/** How often it is asked whether a program that is still fed has ended, in ms. */
const FED = 250

/**
 * Hands our input on to a program. Docker does not say that one has ended as long as there is input for it (10 s), so
 * it is asked.
 */
function feed({ stream, running }: Started): AbortController {
  const { stdin } = process
  const over = new AbortController()
  const stop = () => {
    stdin.unpipe(stream)
    stdin.pause()
    if (stream.writable) stream.end()
    over.abort()
  }
  over.signal.addEventListener('abort', stop, { once: true })
  stdin.once('end', () => over.abort())
  stdin.pipe(stream)
  const watching = async () => {
    await delay(FED, undefined, { signal: over.signal })
    while (await running()) await delay(FED, undefined, { signal: over.signal })
  }
  // Whatever it ends with, there is nobody to be fed.
  watching().then(stop, stop)
  return over
}
