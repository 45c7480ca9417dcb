import { isRetriable } from '../../src/kafka/retriable.ts'
import { until } from '../../src/until.ts'

/** How long anything may take before a test gives it up, in ms: a wait ends when what it waits for is there. */
export const PATIENCE = 60_000

/** Waits for a condition, with a deadline. What a broker refuses for the moment (it says so) is not yet. */
export async function eventually(
  what: string,
  holds: () => Promise<boolean> | boolean,
  deadline = PATIENCE,
): Promise<void> {
  const look = async () => {
    try {
      return (await holds()) ? true : null
    } catch (error) {
      if (isRetriable(error)) return null
      throw error
    }
  }
  const held = await until(look, { deadline, every: 10 })
  if (held === null) throw new Error(`not within ${deadline / 1000} s: ${what}`)
}
