import type { Facts } from '../kafka/model.ts'
import { words } from '../words/index.ts'
import type { AnswerSpec, CheckResult, Json } from './model.ts'
import { isEqual, MS, readQuantity, type Unit } from './quantity.ts'

/**
 * What the cluster says: a number (in ms, where it is asked in a unit of time), or a word. `missing`: what is asked
 * about is not there; `unsettled`: it is, but has no value yet.
 */
type Truth =
  | { readonly kind: 'number'; readonly value: bigint; readonly unit: Unit | null }
  | { readonly kind: 'word'; readonly value: string }
  | { readonly kind: 'missing' }
  | { readonly kind: 'unsettled' }

/**
 * Judges a learner's answer by what the live cluster says now.
 *
 * @param given the answer as typed; null while there is none
 */
export async function judgeAnswer(
  spec: AnswerSpec,
  given: string | null,
  facts: Facts,
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
  const truth = await read(spec, facts)
  const answer = given.trim()
  const judged = (right: boolean) =>
    right
      ? result('passed', words.check.answerIsRight(answer))
      : result('failed', words.check.answerIsWrong(answer))
  switch (truth.kind) {
    case 'missing':
      return result('blocked', words.check.askedAboutMissing('topic' in spec ? spec.topic : ''))
    case 'unsettled':
      return {
        ...result('pending', words.check.noLeaderYet('topic' in spec ? spec.topic : '')),
        converging: true,
      }
    case 'word':
      return judged(answer.toLowerCase() === truth.value.toLowerCase())
    case 'number': {
      const quantity = readQuantity(answer)
      if (quantity === null) return result('failed', words.check.notANumber(answer))
      if (truth.unit === null) return judged(isEqual({ ...quantity, ms: null }, truth.value))
      return judged(isEqual({ ...quantity, ms: quantity.ms ?? MS[truth.unit] }, truth.value))
    }
  }
}

/** The right answer, for `solution` and for an author's gate; null where what is asked about is not there. */
export async function rightAnswer(spec: AnswerSpec, facts: Facts): Promise<string | null> {
  const truth = await read(spec, facts)
  if (truth.kind === 'missing' || truth.kind === 'unsettled') return null
  if (truth.kind === 'word' || truth.unit === null) return String(truth.value)
  const unit = MS[truth.unit]
  return truth.value % unit === 0n ? String(truth.value / unit) : `${truth.value} ms`
}

async function read(spec: AnswerSpec, facts: Facts): Promise<Truth> {
  const topics = await facts.topics()
  const missing: Truth = { kind: 'missing' }
  const number = (value: number | undefined): Truth =>
    value === undefined ? missing : { kind: 'number', value: BigInt(value), unit: null }
  switch (spec.kind) {
    case 'topic-count':
      return number([...topics.values()].filter((topic) => spec.internal || !topic.internal).length)
    case 'partitions-of':
      return number(topics.get(spec.topic)?.partitions.length)
    case 'leader-of': {
      const leader = topics.get(spec.topic)?.partitions[spec.partition]?.leader
      return leader === null ? { kind: 'unsettled' } : number(leader)
    }
    case 'in-sync-replicas-of':
      return number(topics.get(spec.topic)?.partitions[spec.partition]?.inSyncReplicas.length)
    case 'config-of': {
      const value = topics.has(spec.topic) ? await facts.config(spec.topic, spec.name) : null
      if (value === null) return missing
      return /^-?\d+$/.test(value)
        ? { kind: 'number', value: BigInt(value), unit: spec.unit }
        : { kind: 'word', value }
    }
  }
}
