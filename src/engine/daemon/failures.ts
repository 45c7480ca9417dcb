import { errorCode, UserError } from '../../errors.ts'
import { words } from '../../words/index.ts'
import type { Endpoint, Origin, Trouble } from './model.ts'
import { classify, DaemonError, SshFailed, statusOf } from './trouble.ts'

/**
 * Any error of a call to the daemon as what is thrown on: a DaemonError (exit 2) where it tells of the daemon, else
 * itself. An answer with an error status that the caller makes nothing of is one too, in the daemon's own words.
 */
export function daemonError(error: unknown, endpoint: Endpoint): Error {
  if (error instanceof UserError) return error
  const trouble = classify(error)
  if (trouble !== null) return troubled(trouble, endpoint, detailOf(error), error)
  return error instanceof Error ? error : new Error(String(error))
}

/**
 * @param detail what is known beyond the kind: the daemon's or ssh's own words, a code, a version
 */
export function troubled(trouble: Trouble, endpoint: Endpoint, detail = '', cause?: unknown): DaemonError {
  const { message, help } = sentence(trouble, endpoint, detail)
  return new DaemonError(trouble, message, { help, cause })
}

function sentence(trouble: Trouble, endpoint: Endpoint, detail: string): { message: string; help: string } {
  const t = words.docker
  const { url } = endpoint
  const ssh = endpoint.kind === 'ssh' ? endpoint.host : null
  const named = howNamed(endpoint.from)
  switch (trouble) {
    case 'absent':
      if (ssh !== null) return { message: t.absentBySsh(ssh, detail), help: t.absentBySshHelp(ssh) }
      return { message: t.absent(url), help: `${howToStart(endpoint)}${named}` }
    case 'forbidden':
      if (ssh !== null) return { message: t.forbiddenBySsh(ssh), help: t.forbiddenBySshHelp(ssh) }
      return { message: t.forbidden(url), help: t.forbiddenHelp }
    case 'silent':
      return { message: t.silent(url), help: `${t.silentHelp}${named}` }
    case 'unreachable':
      if (ssh !== null) return { message: t.sshFailed(ssh, detail), help: t.sshFailedHelp(url) }
      return { message: t.unreachable(url, detail), help: `${t.unreachableHelp}${named}` }
    case 'tls':
      return { message: t.tls(url, detail), help: `${t.tlsHelp}${named}` }
    case 'too-old':
      return { message: t.tooOld(url, detail), help: t.tooOldHelp }
    case 'not-docker':
      return { message: t.notDocker(url), help: `${t.notDockerHelp}${named}` }
    case 'broken-off':
      return { message: t.brokenOff(url), help: t.brokenOffHelp }
    case 'refused':
      return { message: t.refused(url, detail), help: t.refusedHelp }
  }
}

/** Who named this daemon can name another: one more sentence of help, or none. */
function howNamed(from: Origin): string {
  if (from.kind === 'environment') return ` ${words.docker.namedByEnvironment}`
  return from.kind === 'context' ? ` ${words.docker.namedByContext(from.name)}` : ''
}

function howToStart(endpoint: Endpoint): string {
  if (endpoint.kind === 'tcp') return words.docker.startThere(endpoint.host)
  return process.platform === 'linux' ? words.docker.startLinux : words.docker.startDesktop
}

function detailOf(error: unknown): string {
  if (error instanceof SshFailed)
    return (
      error.said
        .split(/[\r\n]+/)
        .at(-1)
        ?.replace(/\.$/, '') ?? ''
    )
  if (!(error instanceof Error)) return ''
  if (statusOf(error) !== null) return said(error)
  switch (errorCode(error)) {
    case 'ENOTFOUND':
      return words.docker.noSuchHost
    case 'ETIMEDOUT':
    case null:
      return words.docker.noConnection
    default:
      return errorCode(error) === 'ENOENT' ? words.docker.noSsh : (errorCode(error) ?? '')
  }
}

/** HTTP 404. */
export function isNotFound(error: unknown): boolean {
  return statusOf(error) === 404
}

/** HTTP 409: the name is taken, or what it is about is being removed, or not in a state for it. */
export function isConflict(error: unknown): boolean {
  return statusOf(error) === 409
}

/** HTTP 304: it is already as it was to become. */
export function isAlready(error: unknown): boolean {
  return statusOf(error) === 304
}

const TAKEN = /port is already allocated|address already in use|ports are not available/i

/** Where the port stands in what the daemons say: dockerd's, its rootless kin's and Docker Desktop's ways. */
const TAKEN_PORT: readonly RegExp[] = [
  /Bind for \S*:(\d+) failed/i,
  /bind host port (?:for )?(?:\[[^\]]*\]|[^\s:]*):(\d+)/i,
  /exposing port \w+ \S*:(\d+) ->/i,
  /listen (?:tcp|udp)\S* \S*:(\d+):/i,
]

/** The port on the daemon's machine that somebody else has; null where the error says something else. */
export function portTaken(error: unknown): number | null {
  const text = said(error)
  if (!TAKEN.test(text) || cannotBind(error)) return null
  for (const where of TAKEN_PORT) {
    const port = where.exec(text)?.[1]
    if (port !== undefined) return Number(port)
  }
  return null
}

/** The daemon's disk is full: an error of a call, or the text of one in a stream. */
export function diskFull(error: unknown): boolean {
  return /no space left on device/i.test(said(error))
}

/** The address that a port was to be bound to is not one of the daemon's machine. */
export function cannotBind(error: unknown): boolean {
  return /cannot assign requested address/i.test(said(error))
}

/** What the daemon says, without what dockerode puts around it; where it gives no reason, what its status means. */
function said(error: unknown): string {
  if (typeof error === 'string') return error
  if (!(error instanceof Error)) return ''
  const [, meaning = '', reason = error.message] =
    /^\(HTTP code \d+\) ([^-]*) - (.*)$/s.exec(error.message) ?? []
  return reason.trim() || meaning
}
