import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { onPath } from '../../../src/kafka/java.ts'
import { until } from '../../../src/until.ts'
import { listen } from './fake.ts'

const run = promisify(execFile)

/** A real sshd on loopback, and an `ssh` on PATH whose configuration is a directory's, not the user's. */
export type Sshd = {
  readonly dir: string
  readonly port: number
  readonly env: NodeJS.ProcessEnv
  /** The alias that its ssh configuration has for the sshd, with user, port and key. */
  readonly alias: string
  stop(): Promise<void>
}

/** The programs that it needs and that are not there; null where all are. */
export async function missingForSshd(): Promise<string | null> {
  for (const program of ['sshd', 'ssh', 'ssh-keygen', 'docker'])
    if ((await onPath(program, SEARCHED)) === null) return `there is no ${program}`
  return null
}

// sshd is root's by custom, and on no user's PATH; it runs without root all the same.
const SEARCHED = { ...process.env, PATH: `${process.env.PATH}:/usr/sbin:/usr/local/sbin` }

export async function startSshd(): Promise<Sshd> {
  const dir = await mkdtemp(join(tmpdir(), 'labs-sshd-'))
  const at = (name: string) => join(dir, name)
  const [sshd, ssh] = [await onPath('sshd', SEARCHED), await onPath('ssh', SEARCHED)]
  if (sshd === null || ssh === null) throw new Error('no ssh')
  for (const key of ['host', 'user'])
    await run('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', at(key)])
  const port = await freePort()
  const user = userInfo().username
  await writeFile(at('authorized'), await readFile(at('user.pub')))
  await writeFile(
    at('sshd_config'),
    `ListenAddress 127.0.0.1\nPort ${port}\nHostKey ${at('host')}\nPidFile none\nUsePAM no\nStrictModes no\n` +
      `AuthorizedKeysFile ${at('authorized')}\nPasswordAuthentication no\nPermitRootLogin prohibit-password\n` +
      `KbdInteractiveAuthentication no\n`,
  )
  await writeFile(at('known_hosts'), `[127.0.0.1]:${port} ${await readFile(at('host.pub'), 'utf8')}`)
  await writeFile(
    at('config'),
    `Host the-alias\n  HostName 127.0.0.1\n  Port ${port}\n  User ${user}\n  IdentityFile ${at('user')}\n` +
      `Host *\n  IdentitiesOnly yes\n  StrictHostKeyChecking yes\n  GlobalKnownHostsFile /dev/null\n` +
      `  UserKnownHostsFile ${at('known_hosts')}\n`,
  )
  await mkdir(at('bin'))
  await writeFile(at('bin/ssh'), `#!/bin/sh\nexec '${ssh}' -F '${at('config')}' "$@"\n`)
  await chmod(at('bin/ssh'), 0o755)
  if (process.getuid?.() === 0) await mkdir('/run/sshd', { recursive: true, mode: 0o755 })
  const child = spawn(sshd, ['-D', '-e', '-f', at('sshd_config')], { stdio: ['ignore', 'ignore', 'pipe'] })
  await listening(child)
  return {
    dir,
    port,
    env: { ...process.env, PATH: `${at('bin')}:${process.env.PATH}` },
    alias: 'the-alias',
    stop: async () => {
      const ended = new Promise((done) => child.once('exit', done))
      child.kill()
      await ended
      await rm(dir, { recursive: true, force: true })
    },
  }
}

async function listening(child: ChildProcess): Promise<void> {
  let said = ''
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    said += text
  })
  const up = await until(
    () => (/Server listening/.test(said) ? 'up' : child.exitCode === null ? null : 'ended'),
    { deadline: 10_000 },
  )
  if (up !== 'up') throw new Error(`sshd does not listen: ${said}`)
}

async function freePort(): Promise<number> {
  const { port, stop } = await listen(createServer())
  await stop()
  return port
}
