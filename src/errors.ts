/** Exit codes of the command line, as the contract has them. */
export const EXIT = { done: 0, notPassed: 1, usage: 2, blocked: 3, cancelled: 130 } as const

/**
 * Something the user can do something about: shown as one line and a way out, never as a stack.
 * `help` says what to do; `exit` is 2 (usage, a bad file, an environment that can't) or 3 (can't tell).
 */
export class UserError extends Error {
  readonly help: string | null
  readonly exit: 2 | 3
  /** Lines that show it, between the two: what a tool printed last. */
  readonly details: readonly string[]

  constructor(
    message: string,
    options: { help?: string; exit?: 2 | 3; details?: readonly string[]; cause?: unknown } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.name = 'UserError'
    this.help = options.help ?? null
    this.exit = options.exit ?? EXIT.usage
    this.details = options.details ?? []
  }
}

/** The user pressed Ctrl-C, or closed the prompt: exit 130, nothing to explain but what goes on all the same. */
export class Cancelled extends Error {
  readonly goesOn: string | null

  constructor(goesOn: string | null = null) {
    super('cancelled')
    this.name = 'Cancelled'
    this.goesOn = goesOn
  }
}

/** The `code` of a Node system error (`ENOENT`, `ENOSPC`, …), or null. */
export function errorCode(error: unknown): string | null {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : null
}
