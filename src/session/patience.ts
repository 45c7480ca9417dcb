import { isRetriable } from '../kafka/retriable.ts'
import { until } from '../until.ts'

/** How long a broker may take for one thing, in ms. */
const DEADLINE = 20_000

/**
 * How long what was done may take until the checks see it, in ms: never a wait for a time, it ends when they do. On an
 * instance servers are started, which takes a slow computer long.
 */
export const SETTLE = { cluster: 10_000, instance: 60_000 } as const

/**
 * As `until`, but what the broker throws while it is between two states (a leader or a coordinator that is still to
 * come) counts as not there yet.
 *
 * @returns the value, or null at the deadline
 * @throws the last of those errors at the deadline, where that is why; any other at once
 */
export async function patiently<T>(
  probe: () => Promise<T | null>,
  { deadline = DEADLINE, every = 10 }: { deadline?: number; every?: number } = {},
): Promise<T | null> {
  let between: unknown = null
  const found = await until(
    async () => {
      between = null
      return probe().catch((error: unknown) => {
        if (!isRetriable(error)) throw error
        between = error
        return null
      })
    },
    { deadline, every },
  )
  if (found === null && between !== null) throw between
  return found
}

/** Does what the broker may refuse for the moment. @throws what it still says at the deadline */
export async function insist(act: () => Promise<void>): Promise<void> {
  await patiently(async () => {
    await act()
    return true
  })
}
