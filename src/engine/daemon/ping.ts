import { access } from 'node:fs/promises'
import { words } from '../../words/index.ts'
import { daemonError, troubled } from './failures.ts'
import type { DaemonInfo, Endpoint } from './model.ts'
import type { Answer } from './transport.ts'
import { speaksTls } from './trouble.ts'

/** How long an answer is waited for, in ms: by ssh there is a key exchange before it, perhaps across the world. */
const PATIENCE = { unix: 3000, tcp: 3000, ssh: 15_000 } as const

/** The oldest Engine API that has all that is used here: Docker 19.03's. */
const OLDEST = [1, 40] as const

/**
 * What the daemon says of itself. By plain HTTP, without dockerode, so that a look costs little; where the socket is not
 * there, next to nothing.
 *
 * @param env what ssh is run with
 * @throws DaemonError (exit 2), within 3 s (15 s by ssh), where it can't be used
 */
export async function pingDaemon(
  endpoint: Endpoint,
  env: NodeJS.ProcessEnv = process.env,
): Promise<DaemonInfo> {
  try {
    if (endpoint.kind === 'unix' && !endpoint.path.startsWith('//./')) await access(endpoint.path)
    const { close, get, transportTo } = await import('./transport.ts')
    const transport = await transportTo(endpoint, env)
    const end = performance.now() + PATIENCE[endpoint.kind]
    const ask = async (path: string) =>
      fieldsOf(await get(transport, path, end - performance.now()), endpoint)
    try {
      const version = await ask('/version')
      const apiVersion = textIn(version, 'ApiVersion')
      if (apiVersion === '') throw troubled('not-docker', endpoint)
      if (isOld(apiVersion)) throw troubled('too-old', endpoint, textIn(version, 'Version'))
      // One after the other: by ssh, the second goes through the first one's connection.
      return daemonInfo(version, await ask('/info'))
    } finally {
      close(transport)
    }
  } catch (error) {
    throw daemonError(error, endpoint)
  }
}

type Fields = Readonly<Record<string, unknown>>

/** What an answer says, where a Docker gave it. @throws DaemonError */
function fieldsOf({ status, headers, text }: Answer, endpoint: Endpoint): Fields {
  const fields = parsed(text)
  if (status === 200 && fields !== null) return fields
  if (speaksTls(text)) throw troubled('tls', endpoint, words.docker.wantsTls)
  const message = fields === null ? '' : textIn(fields, 'message')
  const isDocker = headers['api-version'] !== undefined && message !== ''
  throw isDocker ? troubled('refused', endpoint, message) : troubled('not-docker', endpoint)
}

function parsed(text: string): Fields | null {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : null
  } catch {
    return null
  }
}

function isOld(apiVersion: string): boolean {
  const [major = 0, minor = 0] = apiVersion.split('.').map(Number)
  return major < OLDEST[0] || (major === OLDEST[0] && minor < OLDEST[1])
}

function daemonInfo(version: Fields, info: Fields): DaemonInfo {
  const security = Array.isArray(info.SecurityOptions) ? info.SecurityOptions : []
  return {
    name: textIn(info, 'Name'),
    version: textIn(version, 'Version'),
    apiVersion: textIn(version, 'ApiVersion'),
    os: textIn(version, 'Os'),
    arch: textIn(version, 'Arch'),
    memory: numberIn(info, 'MemTotal'),
    cpus: numberIn(info, 'NCPU'),
    rootless: security.some((each) => typeof each === 'string' && /^name=rootless\b/.test(each)),
    root: textIn(info, 'DockerRootDir'),
  }
}

function textIn(fields: Fields, name: string): string {
  const value = fields[name]
  return typeof value === 'string' ? value : ''
}

function numberIn(fields: Fields, name: string): number {
  const value = fields[name]
  return typeof value === 'number' ? value : 0
}
