import { randomUUID } from 'node:crypto'
import type { Duplex } from 'node:stream'
import type Dockerode from 'dockerode'
import { ownProcess, type ProcessId } from '../../lock.ts'
import { until } from '../../until.ts'
import { words } from '../../words/index.ts'

/** One program in a container. */
export type Started = {
  /** Its output (raw with a TTY, else multiplexed), and its input. */
  readonly stream: Duplex
  running(): Promise<boolean>
  /** Its exit code, once the stream has ended. */
  exit(): Promise<number>
  resize(columns: number, rows: number): Promise<void>
  /** To it, and to all that it started. */
  signal(name: NodeJS.Signals): Promise<void>
}

export type ExecOptions = {
  readonly argv: readonly [string, ...string[]]
  readonly env: Readonly<Record<string, string>>
  readonly tty: { readonly columns: number; readonly rows: number } | null
  readonly stdin: boolean
  readonly as?: As
}

/** As whom a program runs, and where, if not as the container itself does. */
export type As = { readonly user: string; readonly cwd: string }

/** How long Docker may take to say how a program ended whose output has, in ms. */
const ENDED = 10_000

/**
 * The Engine API can't signal what it executes, and its pid is the daemon's, not the container's: a variable that all
 * its children inherit tells which processes are meant, and whose they are: `id/pid/start` of our own process.
 */
export const MARK = 'LABS_EXEC'

/** Says that there is no such program as a shell does, and with its exit code. */
const RUN = 'command -v -- "$2" >/dev/null || { echo "$1" >&2; exit 127; }; shift; exec "$@"'
const SIGNAL = `grep -lzxs "${MARK}=$1" /proc/[0-9]*/environ | cut -d/ -f3 |
  while read -r pid; do kill -s "$2" "$pid"; done 2>/dev/null`

/** Starts a program in a container. @throws what dockerode throws */
export async function startExec(container: Dockerode.Container, options: ExecOptions): Promise<Started> {
  const { argv, env, tty, stdin, as } = options
  const { pid, started: since } = await ownProcess()
  const mark = `${randomUUID()}/${pid}/${since}`
  const exec = await container.exec({
    Cmd: ['bash', '-c', RUN, 'labs', words.cli.noSuchProgram(argv[0]), ...argv],
    Env: Object.entries({ ...env, [MARK]: mark }).map(([name, value]) => `${name}=${value}`),
    AttachStdin: stdin,
    AttachStdout: true,
    AttachStderr: true,
    Tty: tty !== null,
    ...(as === undefined ? {} : { User: as.user, WorkingDir: as.cwd }),
  })
  const stream = await exec.start({ hijack: true, stdin: true, Tty: tty !== null })
  const resize = async (columns: number, rows: number) => {
    // Refused where it has ended.
    await exec.resize({ w: Math.max(1, columns), h: Math.max(1, rows) }).catch(() => {})
  }
  if (tty !== null) await resize(tty.columns, tty.rows)
  return {
    stream,
    resize,
    running: async () => (await exec.inspect()).Running,
    exit: async () => {
      const exit = await until(
        async () => {
          const { Running, ExitCode } = await exec.inspect()
          return Running ? null : ExitCode
        },
        { deadline: ENDED, every: 5 },
      )
      return exit ?? 255
    },
    signal: (name) => signalMarked(container, mark, name, as),
  }
}

/**
 * Waits for the end of a program's output. What is still to be written to it is of no use then; a connection that broke
 * shows in whatever is asked next.
 */
export function ended(stream: Duplex): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      stream.destroy()
      resolve()
    }
    stream.once('end', end).once('close', end)
    // More than one may come.
    stream.on('error', end)
  })
}

/** Sends a signal to all that was started with a mark. */
export async function signalMarked(
  container: Dockerode.Container,
  mark: string,
  name: NodeJS.Signals,
  as?: As,
): Promise<void> {
  const sender = await container.exec({
    Cmd: ['bash', '-c', SIGNAL, 'labs', mark, name.replace(/^SIG/, '')],
    // One without power over others' processes can end its own.
    ...(as === undefined ? {} : { User: as.user }),
    AttachStdout: true,
  })
  const done = await sender.start({ hijack: true, stdin: false })
  done.resume()
  await ended(done)
}

/** The process of this machine that a mark names; null for what is none. */
export function ownerOf(mark: string): ProcessId | null {
  // The start is a text of the system's own, and may have any character in it.
  const [, pid, ...started] = mark.split('/')
  return started.length === 0 ? null : { pid: Number(pid), started: started.join('/') }
}
