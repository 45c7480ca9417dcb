import type { BrokerConnection } from '../kafka/facts.ts'
import type { Facts } from '../kafka/model.ts'
import type { Lab, Step } from '../lab/model.ts'
import { until } from '../until.ts'
import { words } from '../words/index.ts'
import type { CheckContext, CheckResult, Json, Verdict } from './model.ts'
import { judgeAnswer } from './question.ts'
import { judgeTopic } from './topic.ts'

/** How long a check that is still converging is looked at again, in ms. */
const CONVERGE = 10_000

/** Worst first: what a step is when its checks differ. */
const ORDER: readonly Verdict[] = ['blocked', 'failed', 'pending', 'passed']

export function worst(verdicts: readonly Verdict[]): Verdict {
  return ORDER.find((verdict) => verdicts.includes(verdict)) ?? 'blocked'
}

/** The topics that a lab's steps speak of. */
export function labTopics(lab: Lab): ReadonlySet<string> {
  const names = new Set<string>()
  for (const { task } of lab.steps) {
    if (task.kind === 'work') for (const check of task.checks) names.add(check.topic)
    else if ('topic' in task.answer) names.add(task.answer.topic)
  }
  return names
}

/** Judges one step by one look at the cluster. `answer` is what the learner said to a question. */
export async function judgeStep(
  step: Step,
  facts: Facts,
  answer: string | null,
  context: CheckContext,
): Promise<CheckResult[]> {
  return step.task.kind === 'question'
    ? [await judgeAnswer(step.task.answer, answer, facts)]
    : Promise.all(step.task.checks.map((check) => judgeTopic(check, facts, context)))
}

/**
 * Judges steps, looking again while something is still converging, until it has or the deadline is over.
 *
 * @returns the results in the order of `steps`; all blocked where the broker stopped answering
 */
export async function judge(
  steps: readonly { step: Step; answer: string | null }[],
  broker: BrokerConnection,
  context: CheckContext,
  deadline = CONVERGE,
): Promise<CheckResult[][]> {
  let last: CheckResult[][] = []
  try {
    await until(
      async () => {
        const seen = await lookAt(steps, broker, context)
        if (seen === null) return null
        last = seen
        return seen.some((checks) => checks.some((check) => check.converging)) ? null : true
      },
      { deadline, every: 100 },
    )
  } catch (error) {
    if (isBug(error)) throw error
    last = []
  }
  return last.length > 0 ? last : steps.map(({ step }) => [blocked(step, words.check.brokerStoppedAnswering)])
}

/** What no broker and no connection throws: a mistake in a check must not pass for one of theirs. */
function isBug(error: unknown): boolean {
  return error instanceof TypeError || error instanceof ReferenceError || error instanceof RangeError
}

/** Null while the broker itself says that it is between two states (a leader being elected). */
async function lookAt(
  steps: readonly { step: Step; answer: string | null }[],
  broker: BrokerConnection,
  context: CheckContext,
): Promise<CheckResult[][] | null> {
  try {
    const facts = await broker.look()
    return await Promise.all(steps.map(({ step, answer }) => judgeStep(step, facts, answer, context)))
  } catch (error) {
    if (error instanceof Error && 'type' in error && 'retriable' in error && error.retriable === true)
      return null
    throw error
  }
}

/** A step that nothing can be said about, and why. */
export function blocked(step: Step, message: string, help: string | null = null): CheckResult {
  return {
    kind: step.task.kind === 'question' ? 'question' : (step.task.checks[0]?.kind ?? 'topic'),
    verdict: 'blocked',
    message,
    expected: null,
    actual: null,
    help,
    converging: false,
  }
}

/** What is kept of a pass: what was there, as the checks saw it. */
export function evidence(checks: readonly CheckResult[]): Json {
  return checks.map((check) => check.actual)
}
