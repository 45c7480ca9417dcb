/** How a program behind a terminal ended. `lost`: the way to it broke off, and what became of it is not known. */
export interface TerminalExit {
  code: number
  signal: number | null
  lost?: Error
}

/** A program behind a terminal: a pty here, or a TTY exec in a container. */
export interface Terminal {
  write(data: string): void
  resize(columns: number, rows: number): void
  onData(listener: (data: string) => void): void
  /** After the last data, once. */
  onExit(listener: (exit: TerminalExit) => void): void
  kill(signal?: NodeJS.Signals): void
  /** Reads no more until `resume`: the program waits when the terminal's buffer is full. */
  pause(): void
  resume(): void
}

/** The bash that the console wants, and the size of the terminal that it is to have. */
export interface ShellRequest {
  readonly args: readonly string[]
  readonly env: Readonly<Record<string, string>>
  readonly columns: number
  readonly rows: number
}
