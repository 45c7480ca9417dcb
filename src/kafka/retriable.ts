/** Whether an error is the broker's word that it is between two states (a leader or a coordinator that is still to come). */
export function isRetriable(error: unknown): boolean {
  return error instanceof Error && 'retriable' in error && error.retriable === true
}
