import type { Facts } from '../kafka/model.ts'
import { words } from '../words/index.ts'
import type { AnswerSpec, CheckResult, Json } from './model.ts'

/** What the cluster says: a number, or a word; null where what is asked about is not there. */
type Truth =
  | { readonly kind: 'number'; readonly value: number; readonly unit: Unit | null }
  | { readonly kind: 'word'; readonly value: string }

type Unit = 'ms' | 'hours' | 'days'
const MS: Readonly<Record<Unit, number>> = { ms: 1, hours: 3_600_000, days: 86_400_000 }
const UNITS: readonly [RegExp, number][] = [
  [/^(ms|msec|milliseconds?)$/, 1],
  [/^(s|secs?|seconds?)$/, 1000],
  [/^(m|mins?|minutes?)$/, 60_000],
  [/^(h|hrs?|hours?)$/, MS.hours],
  [/^(d|days?)$/, MS.days],
  [/^(w|weeks?)$/, 7 * MS.days],
]

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
  if (truth === null)
    return result('blocked', words.check.askedAboutMissing('topic' in spec ? spec.topic : ''))
  const answer = given.trim()
  if (truth.kind === 'word')
    return answer.toLowerCase() === truth.value.toLowerCase()
      ? result('passed', words.check.answerIsRight(answer))
      : result('failed', words.check.answerIsWrong(answer))
  const number = readNumber(answer, truth.unit)
  if (number === null) return result('failed', words.check.notANumber(answer))
  return number === truth.value
    ? result('passed', words.check.answerIsRight(answer))
    : result('failed', words.check.answerIsWrong(answer))
}

/** The right answer, for `solution` and for an author's gate; null where what is asked about is not there. */
export async function rightAnswer(spec: AnswerSpec, facts: Facts): Promise<string | null> {
  const truth = await read(spec, facts)
  return truth === null ? null : String(truth.value)
}

async function read(spec: AnswerSpec, facts: Facts): Promise<Truth | null> {
  const topics = await facts.topics()
  const number = (value: number | null | undefined, unit: Unit | null = null): Truth | null =>
    value === null || value === undefined ? null : { kind: 'number', value, unit }
  switch (spec.kind) {
    case 'topic-count':
      return number([...topics.values()].filter((topic) => spec.internal || !topic.internal).length)
    case 'partitions-of':
      return number(topics.get(spec.topic)?.partitions.length)
    case 'leader-of':
      return number(topics.get(spec.topic)?.partitions[spec.partition]?.leader)
    case 'in-sync-replicas-of':
      return number(topics.get(spec.topic)?.partitions[spec.partition]?.inSyncReplicas.length)
    case 'config-of': {
      if (!topics.has(spec.topic)) return null
      const value = await facts.config(spec.topic, spec.name)
      if (value === null) return null
      if (spec.unit !== null) return number(Number(value) / MS[spec.unit], spec.unit)
      return /^-?\d+$/.test(value) ? number(Number(value)) : { kind: 'word', value }
    }
  }
}

/** A number that is no part of a name (`hellokafka2`); thousands may be set apart. */
const NUMBER = /(?<![\p{L}\p{N}._-])-?(?:\d{1,3}(?:[,_]\d{3})+(?!\d)|\d+(?:\.\d+)?)/gu

/** The one number in the answer ("broker 0", "2 days", "172,800,000"), in the unit asked for; null where there is none, or are two. */
function readNumber(answer: string, unit: Unit | null): number | null {
  const numbers = [...answer.matchAll(NUMBER)]
  const only = numbers[0]
  if (only === undefined || numbers.length > 1) return null
  const value = Number(only[0].replaceAll(/[,_]/g, ''))
  if (unit === null) return value
  const after = answer
    .slice(only.index + only[0].length)
    .trim()
    .toLowerCase()
  const factor = UNITS.find(([name]) => name.test(after))?.[1]
  return factor === undefined ? value : (value * factor) / MS[unit]
}
