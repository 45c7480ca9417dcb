import { UserError } from '../../errors.ts'
import type { Endpoint, Trouble } from './model.ts'

/** A daemon that can't be used, in one line, with what to do. */
export class DaemonError extends UserError {
  readonly trouble: Trouble

  constructor(trouble: Trouble, message: string, options: { help?: string; cause?: unknown } = {}) {
    super(message, options)
    this.name = 'DaemonError'
    this.trouble = trouble
  }
}

/** What a failed call to a daemon means; null where it tells nothing of the daemon (a bug, a cancelled call). */
export function classify(_error: unknown): Trouble | null {
  return null
}

/** Any error of a call to the daemon as what is thrown on: a DaemonError where the daemon is to blame, else itself. */
export function daemonError(error: unknown, _endpoint: Endpoint): Error {
  return error instanceof Error ? error : new Error(String(error))
}

/** HTTP 404. */
export function isNotFound(error: unknown): boolean {
  return statusOf(error) === 404
}

/** HTTP 409: the name is taken, or it is being removed already. */
export function isConflict(error: unknown): boolean {
  return statusOf(error) === 409
}

/** The port on the daemon's machine that somebody else has; null where the error says something else. */
export function portTaken(_error: unknown): number | null {
  return null
}

/** The daemon's disk is full. */
export function diskFull(_error: unknown): boolean {
  return false
}

/** The address that a port was to be bound to is not one of the daemon's machine. */
export function cannotBind(_error: unknown): boolean {
  return false
}

function statusOf(error: unknown): number | null {
  return error instanceof Error && 'statusCode' in error && typeof error.statusCode === 'number'
    ? error.statusCode
    : null
}
