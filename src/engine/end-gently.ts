import { until } from '../until.ts'

/** How long tools may take to end at each signal, in ms. What bash started with & hears no Ctrl-C. */
const SIGNALS = [
  ['SIGINT', 3000],
  ['SIGTERM', 7000],
  ['SIGKILL', 3000],
] as const

/**
 * Ends programs as Ctrl-C does, and harder where that is not heeded; returns once they are gone.
 *
 * @param find those that run now
 * @returns what each of those ran that were there at first
 */
export async function endGently<T extends { readonly runs: string }>(
  find: () => Promise<T[]>,
  send: (tools: readonly T[], name: (typeof SIGNALS)[number][0]) => Promise<unknown>,
  signal: AbortSignal,
): Promise<string[]> {
  const found = await find()
  let left = found
  for (const [name, deadline] of SIGNALS) {
    if (left.length === 0) break
    await send(left, name)
    const ended = async () => {
      left = await find()
      return left.length === 0 ? true : null
    }
    await until(ended, { deadline, every: 20, signal })
  }
  return found.map(({ runs }) => runs)
}
