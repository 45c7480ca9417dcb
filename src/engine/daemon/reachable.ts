import { lookup } from 'node:dns/promises'
import { isIP } from 'node:net'
import { UserError } from '../../errors.ts'
import { words } from '../../words/index.ts'
import { daemonError } from './failures.ts'
import type { Endpoint } from './model.ts'

/** `bind`: the IP address on the daemon's machine that ports are bound to; `advertise`: the host that we come to. */
export type ReachableHost = { readonly bind: string; readonly advertise: string }

const LOOPBACK: ReachableHost = { bind: '127.0.0.1', advertise: '127.0.0.1' }

/**
 * Where ports of containers are reached: on loopback for a daemon of this machine (Docker Desktop and its like pass
 * those on from their machine), else at the address by which the daemon's machine is reached, and at no other of its.
 * `LABS_BIND` and `LABS_ADVERTISED_HOST` override each.
 *
 * @throws UserError (exit 2) where a name has no address, or an override can't be one
 */
export async function reachableHost(endpoint: Endpoint, env: NodeJS.ProcessEnv): Promise<ReachableHost> {
  const bind = env.LABS_BIND || null
  const advertise = env.LABS_ADVERTISED_HOST || null
  if (bind !== null && isIP(bind) === 0)
    throw new UserError(words.docker.badBind(bind), { help: words.docker.badBindHelp })
  if (advertise !== null && !isHost(advertise))
    throw new UserError(words.docker.badAdvertised(advertise), { help: words.docker.badAdvertisedHelp })
  if (bind !== null && advertise !== null) return { bind, advertise }
  const own = await ownHost(endpoint, env)
  return {
    bind: bind ?? own.bind,
    // What is bound to one address only is not on loopback.
    advertise: advertise ?? (bind !== null && isElsewhere(bind, own) ? bind : own.advertise),
  }
}

function isElsewhere(bind: string, own: ReachableHost): boolean {
  return isLoopback(own.bind) && !isLoopback(bind) && !['0.0.0.0', '::'].includes(bind)
}

async function ownHost(endpoint: Endpoint, env: NodeJS.ProcessEnv): Promise<ReachableHost> {
  if (endpoint.kind === 'unix') return LOOPBACK
  const host = endpoint.kind === 'tcp' ? endpoint.host : await bySsh(endpoint, env)
  const bind = await addressOf(host)
  return isLoopback(bind) ? LOOPBACK : { bind, advertise: host }
}

async function bySsh(endpoint: Extract<Endpoint, { kind: 'ssh' }>, env: NodeJS.ProcessEnv): Promise<string> {
  const { sshHostName } = await import('./ssh.ts')
  return sshHostName(endpoint, env).catch((error: unknown) => {
    throw daemonError(error, endpoint)
  })
}

/** IPv4 where there is a choice, as most daemons publish ports on it alone. */
async function addressOf(host: string): Promise<string> {
  try {
    const found = await lookup(host, { all: true })
    const first = found.find(({ family }) => family === 4) ?? found[0]
    if (first !== undefined) return first.address
  } catch (cause) {
    throw new UserError(words.docker.noAddress(host), { help: words.docker.noAddressHelp, cause })
  }
  throw new UserError(words.docker.noAddress(host), { help: words.docker.noAddressHelp })
}

function isLoopback(address: string): boolean {
  return address === '::1' || /^127\./.test(address)
}

function isHost(text: string): boolean {
  return isIP(text) !== 0 || /^[a-z\d]([a-z\d-]*[a-z\d])?(\.[a-z\d]([a-z\d-]*[a-z\d])?)*\.?$/i.test(text)
}
