let last: (() => void) | null = null

/**
 * What is to happen when whoever reads our output has had enough (`| head -1`), in place of ending at once: something
 * that writes to it may have to be ended first. Null takes it back.
 */
export function onBrokenPipe(listener: (() => void) | null): void {
  last = listener
}

/** False where nobody wants to know. */
export function tellBrokenPipe(): boolean {
  last?.()
  return last !== null
}
