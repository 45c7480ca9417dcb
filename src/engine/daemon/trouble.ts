import { errorCode, UserError } from '../../errors.ts'
import type { Trouble } from './model.ts'

/** A daemon that can't be used, in one line, with what to do. */
export class DaemonError extends UserError {
  readonly trouble: Trouble

  constructor(trouble: Trouble, message: string, options: { help?: string; cause?: unknown } = {}) {
    super(message, options)
    this.name = 'DaemonError'
    this.trouble = trouble
  }
}

/** Nobody answered within the time given. `connected`: the connection was taken. */
export class NoAnswer extends Error {
  readonly connected: boolean

  constructor(connected: boolean) {
    super(connected ? 'no answer' : 'no connection')
    this.name = 'NoAnswer'
    this.connected = connected
  }
}

/** ssh ended before its work was done. `exit` is 255 where ssh itself failed, else what came back from over there. */
export class SshFailed extends Error {
  readonly exit: number | null
  /** What it said on stderr, the last of it. */
  readonly said: string
  /** Whether anything had come through. */
  readonly began: boolean

  constructor(exit: number | null, said: string, began: boolean) {
    super(`ssh: exit ${exit}: ${said}`)
    this.name = 'SshFailed'
    this.exit = exit
    this.said = said
    this.began = began
  }
}

const BY_CODE: Readonly<Record<string, Trouble>> = {
  ENOENT: 'absent',
  ENOTDIR: 'absent',
  ECONNREFUSED: 'absent',
  EACCES: 'forbidden',
  EPERM: 'forbidden',
  ENOTSOCK: 'not-docker',
  ENOTFOUND: 'unreachable',
  ETIMEDOUT: 'unreachable',
  EHOSTUNREACH: 'unreachable',
  EHOSTDOWN: 'unreachable',
  ENETUNREACH: 'unreachable',
  ENETDOWN: 'unreachable',
  EADDRNOTAVAIL: 'unreachable',
  ECONNRESET: 'broken-off',
  ECONNABORTED: 'broken-off',
  EPIPE: 'broken-off',
  ERR_STREAM_PREMATURE_CLOSE: 'broken-off',
  EPROTO: 'tls',
}

/** Families of codes: of Node's HTTP parser, of name look-ups, of TLS and of OpenSSL's view of certificates. */
const BY_FAMILY: readonly { readonly code: RegExp; readonly trouble: Trouble }[] = [
  { code: /^HPE_/, trouble: 'not-docker' },
  { code: /^EAI_/, trouble: 'unreachable' },
  {
    code: /^(ERR_TLS_|ERR_SSL_|ERR_OSSL_|ERR_CRYPTO_|CERT_|UNABLE_TO_|SELF_SIGNED_|DEPTH_ZERO_|HOSTNAME_)/,
    trouble: 'tls',
  },
]

/** What a failed call to a daemon means; null where it tells nothing of the daemon (a bug, a cancelled call). */
export function classify(error: unknown): Trouble | null {
  if (error instanceof DaemonError) return error.trouble
  if (!(error instanceof Error)) return null
  if (error instanceof NoAnswer) return error.connected ? 'silent' : 'unreachable'
  if (error instanceof SshFailed) return ofSsh(error)
  if (statusOf(error) !== null) return speaksTls(error.message) ? 'tls' : 'refused'
  const code = errorCode(error)
  // Not all of what ends in the middle of an answer has a code.
  if (code === null) return /^(socket hang up|aborted)$/.test(error.message) ? 'broken-off' : null
  // There is no ssh to be run: that says nothing of Docker.
  if ('syscall' in error && /^spawn/.test(String(error.syscall))) return 'unreachable'
  return BY_CODE[code] ?? BY_FAMILY.find((family) => family.code.test(code))?.trouble ?? null
}

function ofSsh({ exit, said, began }: SshFailed): Trouble {
  if (began) return 'broken-off'
  if (exit === 255) return 'unreachable'
  if (/permission denied/i.test(said)) return 'forbidden'
  // 127: the shell over there knows no docker; 1: docker is there, and finds no daemon.
  return 'absent'
}

/** The answer of a daemon that wants TLS to one who came without. */
export function speaksTls(answer: string): boolean {
  return /HTTP request to an HTTPS server/i.test(answer)
}

/** The HTTP status that dockerode gives an error; null where the daemon did not answer. */
export function statusOf(error: unknown): number | null {
  return error instanceof Error && 'statusCode' in error && typeof error.statusCode === 'number'
    ? error.statusCode
    : null
}
