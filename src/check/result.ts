import type { CheckResult, CheckSpec, Json, Verdict } from './model.ts'

/** One thing that is not as it should be, and the next move, if one is known. */
export type Wrong = {
  readonly message: string
  readonly help: string | null
  /** So far only: nothing of it is wrong, there is but more to do. */
  readonly short?: boolean
}

/** What a check saw; `expected` is the check itself, as it is written. */
export function result(
  spec: CheckSpec,
  seen: {
    readonly verdict: Verdict
    readonly message: string
    readonly actual: Json
    readonly help?: string | null
    readonly converging?: boolean
  },
): CheckResult {
  const { kind, ...expected } = spec
  return { kind, expected: expected as Json, help: null, converging: false, ...seen }
}

/** Passed where nothing is wrong; pending where it is only short of what is wanted; with all that is, and the first help. */
export function verdictOf(
  spec: CheckSpec,
  wrong: readonly Wrong[],
  right: string,
  actual: Json,
): CheckResult {
  if (wrong.length === 0) return result(spec, { verdict: 'passed', message: right, actual })
  return result(spec, {
    verdict: wrong.every(({ short }) => short) ? 'pending' : 'failed',
    message: wrong.map(({ message }) => message).join('; '),
    actual,
    help: wrong.map(({ help }) => help).find((help) => help !== null) ?? null,
  })
}
