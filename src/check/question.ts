import { bytesOf, sizeText } from '../instance/size.ts'
import { words } from '../words/index.ts'
import type { AnswerSpec, CheckContext, CheckResult, Json, World } from './model.ts'
import { isEqual, MS, readQuantity } from './quantity.ts'
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
  const judged = (right: boolean) =>
    right
      ? result('passed', words.check.answerIsRight(answer))
      : result('failed', words.check.answerIsWrong(answer, world.on))
  switch (truth.kind) {
    case 'missing':
      return result('blocked', words.check.askedAboutMissing(truth.what), truth.help)
    case 'premature':
      return result('failed', truth.message, truth.help)
    case 'unsettled':
      return { ...result('pending', words.check.unsettled(truth.what)), converging: true }
    case 'word':
      return judged(plain(answer) === plain(truth.value) || isSameNumber(answer, truth.value))
    case 'size': {
      const bytes = readSize(answer)
      return bytes === null
        ? result('failed', words.instance.notASize(answer))
        : judged(bytes === truth.bytes)
    }
    case 'number': {
      const quantity = readQuantity(answer)
      if (quantity === null) return result('failed', words.check.notANumber(answer))
      if (truth.unit === null) return judged(isEqual({ ...quantity, ms: null }, truth.value))
      return judged(isEqual({ ...quantity, ms: quantity.ms ?? MS[truth.unit] }, truth.value))
    }
  }
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

/** As a learner may write it: case, quotes, the article and the slash in front of an address say nothing. */
function plain(text: string): string {
  return text
    .trim()
    .replaceAll(/^["'/]+|["'.]+$/g, '')
    .toLowerCase()
    .replace(/^(in )?(the )/, '')
    .replace(/^pagecache$/, 'page cache')
}

/** `1G`, `-Xmx1G`, `1024 MiB`, `1 gigabyte`; null for what is no size with a unit. */
function readSize(text: string): bigint | null {
  const [, figures, unit] =
    /^(?:-Xmx)?(\d+)\s*([kmgKMG])(?:i?b|(?:ilo|ega|iga)?bytes?)?$/i.exec(plain(text)) ?? []
  return figures === undefined || unit === undefined ? null : bytesOf(`${figures}${unit}`)
}

/** `value 31`, where the value is 31. */
function isSameNumber(answer: string, value: string): boolean {
  const quantity = /^\d{1,15}$/.test(value) ? readQuantity(answer) : null
  return quantity !== null && isEqual({ ...quantity, ms: null }, BigInt(value))
}
