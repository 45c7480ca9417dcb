import { words } from '../../words/index.ts'
import type { CheckResult, CheckSpec, InstanceCheck } from '../model.ts'
import { result } from '../result.ts'

/** The kinds that are about what lies between the instance and another machine. */
const BETWEEN: readonly CheckSpec['kind'][] = [
  'inbound',
  'login',
  'resolves',
] satisfies InstanceCheck['kind'][]

/** Whether a check can't be told without a second machine. */
export function needsNetwork(check: CheckSpec): boolean {
  return BETWEEN.includes(check.kind) || (check.kind === 'reachable' && check.from === 'colleague')
}

/** Where the instance is a part of the learner's own computer, nothing lies between the two. */
export function noNetwork(spec: CheckSpec): CheckResult {
  return result(spec, {
    verdict: 'blocked',
    message: words.instance.noNetwork,
    actual: null,
    help: words.instance.noNetworkHelp,
  })
}
