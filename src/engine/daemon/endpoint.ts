import { access } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { UserError } from '../../errors.ts'
import { words } from '../../words/index.ts'
import { type Mistake, parseAddress, urlOf, usualSocket } from './address.ts'
import { certificates, currentContext, noCertificate, readContext } from './contexts.ts'
import type { Address, Endpoint, Origin, Tls } from './model.ts'

/** The machine this runs on, for tests to be another. */
type Machine = { readonly platform: NodeJS.Platform; readonly socket: string }

/**
 * The daemon that the docker command line would talk to: `DOCKER_HOST`, `DOCKER_CONTEXT`, the current context, or the
 * usual sockets. Reads small files only; nothing is connected to.
 *
 * @throws UserError (exit 2) where the environment or a file names what can't be
 */
export async function findEndpoint(
  env: NodeJS.ProcessEnv,
  home: string = env.HOME || homedir(),
  machine: Machine = { platform: process.platform, socket: usualSocket(process.platform) },
): Promise<Endpoint> {
  const configDir = env.DOCKER_CONFIG || join(home, '.docker')
  const host = env.DOCKER_HOST?.trim() ?? ''
  if (host !== '') {
    const address = addressOf(host, 'DOCKER_HOST', machine.platform)
    return endpoint(withTls(address, await tlsOf(env, configDir)), { kind: 'environment' })
  }
  const name = env.DOCKER_CONTEXT || (await currentContext(configDir))
  if (name === null || name === 'default') return usual(env, home, machine)
  const { host: named, tls, file } = await readContext(configDir, name)
  const from = { kind: 'context', name, file } as const
  // A context without a host means the usual socket.
  const address = addressOf(
    named || `unix://${machine.socket}`,
    words.docker.ofContext(name, file),
    machine.platform,
  )
  return endpoint(withTls(address, tls), from)
}

function addressOf(text: string, source: string, platform: NodeJS.Platform): Address {
  const address = parseAddress(text, platform)
  if (typeof address !== 'string') return address
  const help = address === 'pipe' ? words.docker.pipeHelp : words.docker.badHostHelp
  throw new UserError(reason(address, source, text), { help })
}

function reason(mistake: Mistake, source: string, text: string): string {
  switch (mistake) {
    case 'pipe':
      return words.docker.pipe(source, text)
    case 'path':
      return words.docker.path(source, text)
    // The text would show the password.
    case 'password':
      return words.docker.password(source)
    case 'form':
      return words.docker.badHost(source, text)
  }
}

function withTls(address: Address, tls: Tls | null): Address {
  return address.kind === 'tcp' && tls !== null ? { ...address, tls } : address
}

function endpoint(address: Address, from: Origin): Endpoint {
  return { ...address, from, url: urlOf(address) }
}

/**
 * `DOCKER_TLS_VERIFY` (whatever it says) turns TLS on, `DOCKER_TLS` turns it on unverified, and `DOCKER_CERT_PATH` alone
 * turns nothing on: so the docker command line has it.
 */
async function tlsOf(env: NodeJS.ProcessEnv, configDir: string): Promise<Tls | null> {
  const verify = Boolean(env.DOCKER_TLS_VERIFY)
  if (!verify && !env.DOCKER_TLS) return null
  const dir = env.DOCKER_CERT_PATH || configDir
  const found = await certificates(dir)
  if (verify && found.ca === null) throw noCertificate(join(dir, 'ca.pem'))
  return { ...found, verify }
}

/** Where nothing names a daemon: Docker's own socket; where that is not, the first other one that is there. */
async function usual(env: NodeJS.ProcessEnv, home: string, machine: Machine): Promise<Endpoint> {
  const path = machine.socket
  if (!(await exists(path)))
    for (const other of others(env, home))
      if (await exists(other)) return endpoint({ kind: 'unix', path: other }, { kind: 'found' })
  return endpoint({ kind: 'unix', path }, { kind: 'default' })
}

/** The sockets of a rootless Docker, Docker Desktop (on macOS, on Linux), Colima, OrbStack and Rancher Desktop. */
function others(env: NodeJS.ProcessEnv, home: string): readonly string[] {
  return [
    ...(env.XDG_RUNTIME_DIR ? [join(env.XDG_RUNTIME_DIR, 'docker.sock')] : []),
    join(home, '.docker/run/docker.sock'),
    join(home, '.docker/desktop/docker.sock'),
    join(home, '.colima/default/docker.sock'),
    join(home, '.orbstack/run/docker.sock'),
    join(home, '.rd/docker.sock'),
  ]
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  )
}
