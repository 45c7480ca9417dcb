import { access, constants, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { errorCode, UserError } from '../../errors.ts'
import { words } from '../../words/index.ts'
import type { Tls } from './model.ts'

/** The docker command line's own files: its configuration, and a directory a context. */

/** What a context says of its daemon. */
export type DockerContext = {
  /** The file that says it. */
  readonly file: string
  readonly host: string
  readonly tls: Tls | null
}

/** The name of the current context; null where none was chosen. @throws UserError where the file is not what it should be */
export async function currentContext(configDir: string): Promise<string | null> {
  const file = join(configDir, 'config.json')
  const config = await readJson(file)
  if (config === null) return null
  const name = isRecord(config) ? (config.currentContext ?? '') : null
  if (typeof name !== 'string')
    throw new UserError(words.docker.badFile(file), { help: words.docker.badConfigHelp })
  return name === '' ? null : name
}

/** @throws UserError where there is no such context, or its files are not what they should be */
export async function readContext(configDir: string, name: string): Promise<DockerContext> {
  // Loaded where a context is chosen only: most have none, and it takes a few ms.
  const { createHash } = await import('node:crypto')
  const id = createHash('sha256').update(name).digest('hex')
  const file = join(configDir, 'contexts', 'meta', id, 'meta.json')
  const meta = await readJson(file)
  if (meta === null)
    throw new UserError(words.docker.noContext(name, file), { help: words.docker.noContextHelp })
  const endpoints = isRecord(meta) && isRecord(meta.Endpoints) ? meta.Endpoints : {}
  const docker = isRecord(endpoints.docker) ? endpoints.docker : null
  const host = docker?.Host ?? ''
  if (docker === null || typeof host !== 'string')
    throw new UserError(words.docker.badFile(file), { help: words.docker.badContextHelp(name) })
  const found = await certificates(join(configDir, 'contexts', 'tls', id, 'docker'))
  const verify = docker.SkipTLSVerify !== true
  const tls = verify && Object.values(found).every((each) => each === null) ? null : { ...found, verify }
  return { file, host, tls }
}

/**
 * The certificates in a directory, by the names that Docker gives them; null for one that is not there.
 * @throws UserError where one can't be read, or a certificate and its key are not both there
 */
export async function certificates(dir: string): Promise<Omit<Tls, 'verify'>> {
  const [ca, cert, key] = await Promise.all(
    ['ca.pem', 'cert.pem', 'key.pem'].map((name) => readable(join(dir, name))),
  )
  if ((cert ?? null) === null && (key ?? null) !== null) throw noCertificate(join(dir, 'cert.pem'))
  if ((key ?? null) === null && (cert ?? null) !== null) throw noCertificate(join(dir, 'key.pem'))
  return { ca: ca ?? null, cert: cert ?? null, key: key ?? null }
}

export function noCertificate(file: string): UserError {
  return new UserError(words.docker.noCertificate(file), { help: words.docker.noCertificateHelp })
}

async function readable(file: string): Promise<string | null> {
  try {
    await access(file, constants.R_OK)
    return file
  } catch (error) {
    if (isMissing(error)) return null
    throw unreadable(file, error)
  }
}

async function readJson(file: string): Promise<unknown> {
  let text: string
  try {
    text = await readFile(file, 'utf8')
  } catch (error) {
    if (isMissing(error)) return null
    throw unreadable(file, error)
  }
  try {
    return JSON.parse(text) ?? ''
  } catch (cause) {
    throw new UserError(words.docker.badFile(file), { help: words.docker.badConfigHelp, cause })
  }
}

function isMissing(error: unknown): boolean {
  return ['ENOENT', 'ENOTDIR'].includes(errorCode(error) ?? '')
}

function unreadable(file: string, cause: unknown): UserError {
  return new UserError(words.docker.unreadable(file, errorCode(cause) ?? ''), {
    help: words.docker.unreadableHelp,
    cause,
  })
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
