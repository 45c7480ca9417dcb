import { type ChildProcessWithoutNullStreams, execFile, spawn } from 'node:child_process'
import { Agent } from 'node:http'
import { Socket } from 'node:net'
import { Duplex } from 'node:stream'
import { promisify } from 'node:util'
import type { Address } from './model.ts'
import { SshFailed } from './trouble.ts'

type SshAddress = Extract<Address, { kind: 'ssh' }>

/**
 * Docker over ssh is the user's own ssh, running `docker system dial-stdio` over there, as Docker's command line does it.
 * dockerode's way (the ssh2 package) knows nothing of ~/.ssh/config (aliases, keys, jump hosts) and works with an agent
 * alone; and it takes any host key, so whoever is in between would be root on the daemon's machine.
 */

/** Nobody is asked anything: a question on each connection, in the middle of a progress line, is no way to work. */
const OPTIONS = ['-T', '-o', 'BatchMode=yes', '-o', 'ConnectTimeout=10']

function destination({ host, user, port }: SshAddress): string[] {
  return [...(user === null ? [] : ['-l', user]), ...(port === null ? [] : ['-p', String(port)]), '--', host]
}

export function sshArguments(address: SshAddress): string[] {
  const docker = address.socket === null ? ['docker'] : ['docker', '--host', `unix://${address.socket}`]
  return [...OPTIONS, ...destination(address), ...docker, 'system', 'dial-stdio']
}

/** The name or address that ssh connects to, its aliases resolved. @throws where ssh can't be run, or refuses */
export async function sshHostName(address: SshAddress, env: NodeJS.ProcessEnv): Promise<string> {
  const { stdout } = await promisify(execFile)('ssh', ['-G', ...destination(address)], { env })
  return readHostName(stdout) ?? address.host
}

/** `hostname` in what `ssh -G` prints. */
export function readHostName(output: string): string | null {
  return /^hostname (\S+)$/m.exec(output)?.[1] ?? null
}

/** For HTTP through ssh: each connection is one ssh, which is kept for the next request. */
export class SshAgent extends Agent {
  readonly #address: SshAddress
  readonly #env: NodeJS.ProcessEnv

  constructor(address: SshAddress, env: NodeJS.ProcessEnv) {
    super({ keepAlive: true, maxFreeSockets: 4 })
    this.#address = address
    this.#env = env
  }

  override createConnection(): Duplex {
    // In a session of its own: Ctrl-C at the terminal is for us, who may have to tidy up through this connection.
    const child = spawn('ssh', sshArguments(this.#address), { env: this.#env, detached: true })
    return new SshConnection(child)
  }
}

/** How much of stderr is kept, in characters, and how long its end is waited for, in ms (a shared ssh may hold it open). */
const SAID = 4000
const LAST_WORDS = 300

/** The two pipes of a process as what HTTP takes for a socket. */
class SshConnection extends Duplex {
  readonly #child: ChildProcessWithoutNullStreams
  #said = ''
  #began = false

  constructor(child: ChildProcessWithoutNullStreams) {
    super({ allowHalfOpen: false })
    this.#child = child
    const { stdin, stdout, stderr } = child
    stdout.on('data', (chunk: Buffer) => {
      this.#began = true
      if (!this.push(chunk)) stdout.pause()
    })
    stderr.setEncoding('utf8').on('data', (text: string) => {
      this.#said = (this.#said + text).slice(-SAID)
    })
    // Over there it may wait for the end of what it is sent, though it has said all it had to say.
    stdout.once('end', () => stdin.end())
    // What is written to a process that has ended: its exit code says more.
    stdin.on('error', () => {})
    child.on('error', (error) => this.destroy(error))
    const silence = ended(stderr)
    Promise.all([exitOf(child), ended(stdout)]).then(async ([exit]) => {
      if (exit === 0) this.push(null)
      else {
        await Promise.race([silence, new Promise((done) => setTimeout(done, LAST_WORDS))])
        this.destroy(new SshFailed(exit, this.#said.trim(), this.#began))
      }
    })
  }

  override _read(): void {
    this.#child.stdout.resume()
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    this.#child.stdin.write(chunk, () => done())
  }

  override _final(done: () => void): void {
    this.#child.stdin.end(() => done())
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.#child.kill()
    done(error)
  }

  // What HTTP asks of a socket that it keeps.

  ref(): this {
    this.#child.ref()
    for (const pipe of this.#pipes()) pipe.ref()
    return this
  }

  unref(): this {
    this.#child.unref()
    for (const pipe of this.#pipes()) pipe.unref()
    return this
  }

  setKeepAlive(): this {
    return this
  }

  setNoDelay(): this {
    return this
  }

  setTimeout(): this {
    return this
  }

  /** The pipes of a child are sockets, though their types do not say so. */
  #pipes(): readonly Socket[] {
    const { stdin, stdout, stderr } = this.#child
    return [stdin, stdout, stderr].filter((pipe) => pipe instanceof Socket)
  }
}

function exitOf(child: ChildProcessWithoutNullStreams): Promise<number | null> {
  return new Promise((done) => child.once('exit', (code) => done(code)))
}

function ended(stream: NodeJS.ReadableStream): Promise<void> {
  return new Promise((done) => stream.once('close', () => done()))
}
