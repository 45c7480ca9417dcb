import { posix } from 'node:path'
import type { Address } from './model.ts'

/** Why a text is no address of a daemon. */
export type Mistake = 'form' | 'pipe' | 'password' | 'path'

/** Where Docker listens by itself; on Windows that is a named pipe. */
export function usualSocket(platform: NodeJS.Platform): string {
  return platform === 'win32' ? '//./pipe/docker_engine' : '/var/run/docker.sock'
}

const PLAIN_PORT = 2375

/**
 * An address as `DOCKER_HOST` and contexts write it: `unix://`, `tcp://` (or `http://`, `https://`), `ssh://`, and on
 * Windows `npipe://`. A lone HOST:PORT is tcp, as for the docker command line; a lone word, which it takes for a host
 * too, is more often a mistake and counts as one here. `tls` is set by `https://` alone: certificates are the caller's.
 */
export function parseAddress(text: string, platform: NodeJS.Platform): Address | Mistake {
  const [, scheme = '', rest = ''] = /^(?:([a-z]+):\/\/)?(.*)$/is.exec(text.trim()) ?? []
  switch (scheme.toLowerCase()) {
    case 'unix':
      if (rest === '') return { kind: 'unix', path: usualSocket(platform) }
      return posix.isAbsolute(rest) ? { kind: 'unix', path: rest } : 'form'
    case 'npipe':
      if (platform !== 'win32') return 'pipe'
      return { kind: 'unix', path: rest === '' ? usualSocket(platform) : rest }
    case 'tcp':
    case 'http':
      return tcp(rest, false)
    case 'https':
      return tcp(rest, true)
    case 'ssh':
      return ssh(rest)
    case '':
      return /:\d+$/.test(rest) ? tcp(rest, false) : 'form'
    default:
      return 'form'
  }
}

function tcp(rest: string, secure: boolean): Address | Mistake {
  const url = parts(rest.startsWith(':') || rest === '' ? `localhost${rest}` : rest)
  if (url === null) return 'form'
  if (url.user !== null || url.password) return 'password'
  if (url.path !== null) return 'path'
  const tls = secure ? { ca: null, cert: null, key: null, verify: true } : null
  return { kind: 'tcp', host: url.host, port: url.port ?? PLAIN_PORT, tls }
}

function ssh(rest: string): Address | Mistake {
  const url = parts(rest)
  if (url === null) return 'form'
  if (url.password) return 'password'
  const { host, user, port, path } = url
  // All of these become arguments of ssh, and the socket's path a word of the shell over there.
  if ([host, user].some((word) => word?.startsWith('-'))) return 'form'
  if (path !== null && !/^\/[\w./@+-]+$/.test(path)) return 'path'
  return { kind: 'ssh', host, user, port, socket: path }
}

type Parts = {
  readonly host: string
  readonly user: string | null
  readonly password: boolean
  readonly port: number | null
  readonly path: string | null
}

function parts(rest: string): Parts | null {
  // Under a scheme that no browser knows, no port is taken for the usual one and dropped.
  const text = `daemon://${rest}`
  const url = URL.canParse(text) ? new URL(text) : null
  if (url === null || url.hostname === '' || url.search !== '' || url.hash !== '' || url.port === '0')
    return null
  return {
    host: url.hostname.replace(/^\[(.*)\]$/, '$1'),
    user: url.username === '' ? null : decoded(url.username),
    password: url.password !== '',
    port: url.port === '' ? null : Number(url.port),
    path: url.pathname === '' || url.pathname === '/' ? null : url.pathname,
  }
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/** An address as people write it. */
export function urlOf(address: Address): string {
  switch (address.kind) {
    case 'unix':
      return address.path.startsWith('//./pipe/') ? `npipe://${address.path}` : `unix://${address.path}`
    case 'tcp':
      return `tcp://${inUrl(address.host)}:${address.port}`
    case 'ssh': {
      const user = address.user === null ? '' : `${address.user}@`
      const port = address.port === null ? '' : `:${address.port}`
      return `ssh://${user}${inUrl(address.host)}${port}${address.socket ?? ''}`
    }
  }
}

/** A host as it stands in a URL: IPv6 addresses have brackets there. */
export function inUrl(host: string): string {
  return host.includes(':') ? `[${host}]` : host
}
