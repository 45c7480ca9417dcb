import type { CheckContext } from '../check/model.ts'
import { judgeCheck } from '../check/run.ts'
import { isRetriable } from '../kafka/retriable.ts'
import type { Look } from './operate.ts'
import type { OpenSight } from './sight.ts'

/** Looks at a live cluster, the workbench's files, and what a program printed. */
export function lookAt(sight: OpenSight, context: CheckContext): Look {
  return async (until, shown) => {
    if (!until.every((one) => one.kind === 'check' || shown.includes(one.text))) return false
    const checks = until.flatMap((one) => (one.kind === 'check' ? [one.check] : []))
    if (checks.length === 0) return true
    try {
      const world = await sight.look()
      const seen = await Promise.all(checks.map((check) => judgeCheck(check, world, context)))
      return seen.every(({ verdict }) => verdict === 'passed')
    } catch (error) {
      // The broker itself says that it is between two states.
      if (isRetriable(error)) return false
      throw error
    }
  }
}
