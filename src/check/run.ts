import { isRetriable } from '../kafka/retriable.ts'
import { UnreadableRecords } from '../kafka/unreadable.ts'
import type { Step } from '../lab/model.ts'
import { until } from '../until.ts'
import { words } from '../words/index.ts'
import { judgeFile } from './file.ts'
import { judgeGroup } from './group.ts'
import { judgeInstance } from './instance/judge.ts'
import { isOfInstance } from './instance/kinds.ts'
import type { CheckContext, CheckResult, CheckSpec, Json, Verdict, World } from './model.ts'
import { judgeOffsets } from './offsets.ts'
import { judgeAnswer } from './question.ts'
import { judgeRecords } from './records.ts'
import { judgeTopic } from './topic.ts'

/** How long a check that is still converging is looked at again, in ms. */
const CONVERGE = 10_000

/** Worst first: what a step is when its checks differ. */
const ORDER: readonly Verdict[] = ['blocked', 'failed', 'pending', 'passed']

export function worst(verdicts: readonly Verdict[]): Verdict {
  return ORDER.find((verdict) => verdicts.includes(verdict)) ?? 'blocked'
}

/** Whether all of it passed. */
export function isGreen(checks: readonly CheckResult[]): boolean {
  return worst(checks.map(({ verdict }) => verdict)) === 'passed'
}

/** Judges one step by one look at the world. `answer` is what the learner said to a question. */
export async function judgeStep(
  step: Step,
  world: World,
  answer: string | null,
  context: CheckContext,
): Promise<CheckResult[]> {
  const { task } = step
  const judged = (result: Promise<CheckResult>) =>
    result.catch((error: unknown) => {
      if (error instanceof UnreadableRecords) return blocked(step, words.check.unreadable(error.topic))
      throw error
    })
  return task.kind === 'question'
    ? [await judged(judgeAnswer(task.answer, answer, world, context))]
    : Promise.all(task.checks.map((check) => judged(judgeCheck(check, world, context))))
}

/**
 * Judges one statement by one look at the world.
 * @throws Error for one on another world, which no lab that was read has
 */
export async function judgeCheck(
  check: CheckSpec,
  world: World,
  context: CheckContext,
): Promise<CheckResult> {
  if (check.kind === 'file') return judgeFile(check, world.files)
  if (isOfInstance(check)) {
    if (world.on !== 'instance') throw new TypeError(`a check ${check.kind} on a cluster`)
    return judgeInstance(check, world.instance, world.files, context)
  }
  if (world.on !== 'cluster') throw new TypeError(`a check ${check.kind} on the instance`)
  const { facts } = world
  switch (check.kind) {
    case 'topic':
      return judgeTopic(check, facts, context)
    case 'records':
      return judgeRecords(check, facts, context)
    case 'offsets':
      return judgeOffsets(check, facts, context)
    case 'group':
      return judgeGroup(check, facts, context)
  }
}

/**
 * Judges steps, looking again while something is still converging, until it has or the deadline is over.
 *
 * @param look a fresh look at the world
 * @returns the results in the order of `steps`; all blocked where what is looked at stopped answering
 */
export async function judge(
  steps: readonly { step: Step; answer: string | null }[],
  look: () => Promise<World>,
  context: CheckContext,
  deadline = CONVERGE,
): Promise<CheckResult[][]> {
  let last: CheckResult[][] = []
  try {
    await until(
      async () => {
        const seen = await lookAt(steps, look, context)
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
  return last.length > 0 ? last : steps.map(({ step }) => [blocked(step, words.check.stoppedAnswering)])
}

/** What no broker and no connection throws: a mistake in a check must not pass for one of theirs. */
function isBug(error: unknown): boolean {
  return error instanceof TypeError || error instanceof ReferenceError || error instanceof RangeError
}

/** Null while the broker itself says that it is between two states (a leader being elected). */
async function lookAt(
  steps: readonly { step: Step; answer: string | null }[],
  look: () => Promise<World>,
  context: CheckContext,
): Promise<CheckResult[][] | null> {
  try {
    const world = await look()
    return await Promise.all(steps.map(({ step, answer }) => judgeStep(step, world, answer, context)))
  } catch (error) {
    // Without a type it is the connection's, and not the broker's word.
    if (isRetriable(error) && error instanceof Error && 'type' in error) return null
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
