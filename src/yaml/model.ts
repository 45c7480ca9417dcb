/** One thing wrong with a file: where (1-based line), what, and what to write instead. */
export type Diagnostic = {
  readonly file: string
  readonly line: number
  readonly message: string
  readonly instead: string
}
