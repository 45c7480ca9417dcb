import { sizeText } from '../instance/size.ts'
import { words } from '../words/index.ts'
import { says } from './answer.ts'
import type { AnswerSpec, CheckContext, CheckResult, Json, World } from './model.ts'
import { MS } from './quantity.ts'
import { read } from './truth.ts'

/**
 * Judges a learner's answer by what the live cluster says now.
 *
 * @param given the answer as typed; null while there is none
 */
export async function judgeAnswer(
  spec: AnswerSpec,
  given: string | null,
  world: World,
  context: CheckContext,
): Promise<CheckResult> {
  const result = (
    verdict: CheckResult['verdict'],
    message: string,
    help: string | null = null,
  ): CheckResult => ({
    kind: 'question',
    verdict,
    message,
    // The question, not its answer: who reads the report should still find it out from the cluster.
    expected: spec as Json,
    actual: given,
    help,
    converging: false,
  })
  if (given === null || given.trim() === '') return result('pending', words.check.notAnsweredYet)
  const truth = await read(spec, world, context)
  const answer = given.trim()
  switch (truth.kind) {
    case 'missing':
      return result('blocked', words.check.askedAboutMissing(truth.what), truth.help)
    case 'premature':
      return result('failed', truth.message, truth.help)
    case 'unsettled':
      return { ...result('pending', words.check.unsettled(truth.what)), converging: true }
  }
  const right = says(answer, truth)
  if (right === true) return result('passed', words.check.answerIsRight(answer))
  const { mistakenFor } = await import('./mistaken/mistaken.ts')
  const mistaken = await mistakenFor(spec, answer, world, context)
  const help = mistaken === null ? null : words.mistaken.thatIs(mistaken)
  if (right === false) return result('failed', words.check.answerIsWrong(answer, world.on), help)
  const unreadable = truth.kind === 'size' ? words.instance.notASize : words.check.notANumber
  return result('failed', unreadable(answer), help)
}

/** The right answer, for `solution` and for an author's gate; null where what is asked about is not there. */
export async function rightAnswer(
  spec: AnswerSpec,
  world: World,
  context: CheckContext,
): Promise<string | null> {
  const truth = await read(spec, world, context)
  if (truth.kind === 'missing' || truth.kind === 'unsettled' || truth.kind === 'premature') return null
  if (truth.kind === 'size') return sizeText(truth.bytes)
  if (truth.kind === 'word' || truth.unit === null) return String(truth.value)
  const unit = MS[truth.unit]
  return truth.value % unit === 0n ? String(truth.value / unit) : `${truth.value} ms`
}
