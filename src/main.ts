import { tellBrokenPipe } from './broken-pipe.ts'
import { Cancelled, EXIT, UserError } from './errors.ts'
import { version } from './version.ts'
import { visible } from './visible.ts'
import { words } from './words/index.ts'

/** Ctrl-C asks once, nicely; whoever presses it again wants out now. */
const cancel = new AbortController()
let listening = false
function cancelSignal(): AbortSignal {
  if (!listening) {
    listening = true
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      process.on(signal, () => {
        if (cancel.signal.aborted) process.exit(EXIT.cancelled)
        cancel.abort(new Cancelled())
      })
    }
  }
  return cancel.signal
}

/** Whoever read our output has had enough (`| head -1`): no error of anybody's. */
for (const stream of [process.stdout, process.stderr])
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE' && error.code !== 'EIO') throw error
    if (!tellBrokenPipe()) process.exit(process.exitCode ?? EXIT.done)
  })

function print(error: unknown): number {
  if (error instanceof Cancelled || cancel.signal.aborted) {
    process.stderr.write(`\n${words.cli.cancelled}\n`)
    if (error instanceof Cancelled && error.goesOn !== null) process.stderr.write(`  ${error.goesOn}\n`)
    return EXIT.cancelled
  }
  if (error instanceof UserError) {
    process.stderr.write(`labs: ${visible(error.message)}\n`)
    for (const line of error.details) process.stderr.write(`  | ${visible(line)}\n`)
    if (error.help !== null) process.stderr.write(`  ${visible(error.help)}\n`)
    return error.exit
  }
  process.stderr.write(`${words.cli.bug}\n`)
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`)
  return EXIT.usage
}

// A shell may stand in a directory that a stop took away: nothing that is started from there would find its feet.
try {
  process.cwd()
} catch {
  process.chdir('/')
}

const argv = process.argv.slice(2)
try {
  // What scripts ask before anything else is answered before the command line is even described.
  if (argv.length === 1 && argv[0] === '--version') process.stdout.write(`${version()}\n`)
  else {
    const { cli } = await import('./cli.ts')
    process.exitCode = await cli(argv, async (options) => {
      const { createContext } = await import('./session/context.ts')
      return createContext(process.env, options, cancelSignal)
    })
  }
} catch (error) {
  process.exitCode = print(error)
}
