import type { Facts, PartitionOffsets } from '../kafka/model.ts'
import { words } from '../words/index.ts'
import type { CheckContext, CheckResult, OffsetsCheck } from './model.ts'
import { result, verdictOf, type Wrong } from './result.ts'
import { findTopic } from './topic.ts'

/** `offsets: TOPIC` of one partition: where it begins (the low watermark), and where it ends. */
export async function judgeOffsets(
  spec: OffsetsCheck,
  facts: Facts,
  context: CheckContext,
): Promise<CheckResult> {
  const found = await findTopic(spec, facts, context)
  if (!found.ok) return found.result

  const all = await facts.offsets(spec.topic)
  const own = all.find(({ partition }) => partition === spec.partition)
  if (own === undefined)
    return result(spec, {
      verdict: 'failed',
      message: words.check.noPartition(spec.topic, spec.partition, all.length),
      actual: { topic: spec.topic, partitions: all.length },
    })
  const wrong = [...endFaults(spec, own), ...lowFaults(spec, own, all)]
  return verdictOf(spec, wrong, words.check.offsetsAreRight(spec.topic, spec.partition, own), {
    topic: spec.topic,
    partition: spec.partition,
    lowWatermark: String(own.lowWatermark),
    endOffset: String(own.endOffset),
  })
}

function endFaults(
  { topic, partition, endOffset, endAtLeast }: OffsetsCheck,
  own: PartitionOffsets,
): Wrong[] {
  if (endOffset !== undefined && own.endOffset !== BigInt(endOffset))
    return [
      {
        message: words.check.endOffset(topic, partition, own.endOffset, String(endOffset)),
        help: own.endOffset > endOffset ? words.check.tooManyRecords(topic) : null,
        short: own.endOffset < endOffset,
      },
    ]
  if (endAtLeast !== undefined && own.endOffset < endAtLeast)
    return [
      {
        message: words.check.endOffset(topic, partition, own.endOffset, words.check.atLeast(endAtLeast)),
        help: null,
        short: true,
      },
    ]
  return []
}

function lowFaults(
  { topic, partition, lowWatermark }: OffsetsCheck,
  own: PartitionOffsets,
  all: readonly PartitionOffsets[],
): Wrong[] {
  if (lowWatermark === undefined) return []
  if (own.endOffset === 0n)
    return [{ message: words.check.neverHeld(topic, partition), help: null, short: true }]
  if (lowWatermark === 'end') return leftFaults(topic, partition, own)
  const want = BigInt(lowWatermark)
  if (own.lowWatermark === want) return []
  if (own.lowWatermark === 0n) {
    const other = all.find((each) => each.partition !== partition && each.lowWatermark > 0n)
    return [
      {
        message: words.check.nothingDeleted(topic, partition, want),
        help: other === undefined ? null : words.check.deletedElsewhere(other.partition, partition),
        short: other === undefined,
      },
    ]
  }
  const message = words.check.lowWatermark(topic, partition, own.lowWatermark, want)
  if (own.lowWatermark > want)
    return [{ message, help: words.check.deletedTooMuch(topic, want, own.lowWatermark) }]
  // Whoever comes so near has taken the offset for that of the last record to go.
  return own.lowWatermark === want - 1n
    ? [{ message, help: words.check.deletedTooLittle(want) }]
    : [{ message, help: null, short: true }]
}

/** For all to be deleted: what still lies there. */
function leftFaults(
  topic: string,
  partition: number,
  { lowWatermark, endOffset }: PartitionOffsets,
): Wrong[] {
  return lowWatermark === endOffset
    ? []
    : [
        {
          message: words.check.stillHolds(topic, partition, lowWatermark, endOffset),
          help: null,
          short: true,
        },
      ]
}
