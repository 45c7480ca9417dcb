import { setTimeout as delay } from 'node:timers/promises'

/**
 * Looks until `probe` gives something, or the deadline is over. A wait for a condition, never for a time:
 * the pause between two looks only spares the processor.
 *
 * @param probe gives the value once it is there, null while it is not
 * @param options `deadline` and `every` in ms; `signal` ends the wait with its reason
 * @returns the value, or null at the deadline (after one last look)
 */
export async function until<T>(
  probe: () => Promise<T | null> | T | null,
  options: { deadline: number; every?: number; signal?: AbortSignal },
): Promise<T | null> {
  const end = performance.now() + options.deadline
  for (;;) {
    options.signal?.throwIfAborted()
    const late = performance.now() >= end
    const found = await probe()
    if (found !== null) return found
    if (late) return null
    options.signal?.throwIfAborted()
    const pause = Math.min(options.every ?? 50, Math.max(0, end - performance.now()))
    // An abort ends the pause; the reason is thrown above, not the timer's own error.
    await delay(pause, undefined, options.signal ? { signal: options.signal } : {}).catch(() => {})
  }
}
