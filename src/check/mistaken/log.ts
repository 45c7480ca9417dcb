import type { Facts, KafkaRecord, PartitionOffsets } from '../../kafka/model.ts'
import { words } from '../../words/index.ts'
import type { ClusterAnswer } from '../model.ts'
import { countOf } from '../records.ts'
import { recordAsked } from '../truth.ts'
import { type Lookalike, number, word } from './model.ts'

/** What a consumer that shows keys may put between key and value. */
const SEPARATORS = ['-', ':', ' ', '\t', '=', ','] as const

/** What is near the offsets of a topic's partitions, and near the numbers of its records. */
export async function ofOffsets(
  spec: Extract<
    ClusterAnswer,
    { kind: 'record-count' | 'partitions-used-of' | 'low-watermark-of' | 'end-offset-of' }
  >,
  facts: Facts,
): Promise<Lookalike[]> {
  const offsets = await facts.offsets(spec.topic)
  if (spec.kind === 'partitions-used-of')
    return [
      number(offsets.length, words.mistaken.partitionsOf(spec.topic)),
      number(countOf(offsets), words.mistaken.recordsOf(spec.topic)),
    ]
  if (spec.kind === 'record-count') return ofCount(spec, offsets)
  const own = offsets.find(({ partition }) => partition === spec.partition)
  if (own === undefined) return []
  const records = number(countOf([own]), words.mistaken.recordsIn(spec.partition))
  const ownNumber = number(spec.partition, words.mistaken.partitionNumber)
  if (spec.kind === 'low-watermark-of')
    return [
      ...before(own.lowWatermark, words.mistaken.lastRemoved),
      number(own.endOffset, words.mistaken.endOffset),
      ...before(own.endOffset, words.mistaken.lastOffset),
      records,
      ownNumber,
    ]
  return [
    ...before(own.endOffset, words.mistaken.lastRecord),
    number(own.lowWatermark, words.mistaken.lowWatermark),
    records,
    ...offsets
      .filter(({ partition }) => partition !== spec.partition)
      .map(({ partition, endOffset }) => number(endOffset, words.mistaken.endOffsetOf(partition))),
    ownNumber,
  ]
}

/** The offset in front of this one, where there is one. */
function before(offset: bigint, is: string): Lookalike[] {
  return offset > 0n ? [number(offset - 1n, is)] : []
}

function ofCount(
  spec: Extract<ClusterAnswer, { kind: 'record-count' }>,
  offsets: readonly PartitionOffsets[],
): Lookalike[] {
  const asked = offsets.filter(({ partition }) => spec.partition === null || partition === spec.partition)
  const ends = asked.reduce((sum, { endOffset }) => sum + endOffset, 0n)
  const removed = asked.reduce((sum, { lowWatermark }) => sum + lowWatermark, 0n)
  return [
    number(ends, words.mistaken.withRemoved),
    ...(removed > 0n ? [number(removed, words.mistaken.removed)] : []),
    ...(spec.partition === null
      ? offsets.map((each) => number(countOf([each]), words.mistaken.partAlone(each.partition)))
      : [number(countOf(offsets), words.mistaken.recordsOf(spec.topic))]),
    number(offsets.length, words.mistaken.partitionsOf(spec.topic)),
  ]
}

/** What is near a record: others' values and partitions, its key, its offset. */
export async function ofRecords(
  spec: Extract<ClusterAnswer, { kind: 'value-at' | 'partition-of-key' | 'partition-of-value' }>,
  facts: Facts,
): Promise<Lookalike[]> {
  const { records } = await facts.records(spec.topic)
  if (spec.kind === 'value-at') return ofValue(spec, records)
  const part = (record: KafkaRecord) => (spec.kind === 'partition-of-key' ? record.key : record.value)
  const wanted = spec.kind === 'partition-of-key' ? spec.key : spec.value
  const newest = recordAsked(spec, records)
  const others = records.filter((record) => part(record) !== null && part(record) !== wanted)
  return [
    ...others.map((record) => number(record.partition, words.mistaken.whereOther(part(record) ?? ''))),
    ...(newest === undefined ? [] : [number(newest.offset, words.mistaken.itsOffset)]),
    number((await facts.offsets(spec.topic)).length, words.mistaken.partitionsOf(spec.topic)),
  ]
}

function ofValue(
  spec: Extract<ClusterAnswer, { kind: 'value-at' }>,
  records: readonly KafkaRecord[],
): Lookalike[] {
  const own = recordAsked(spec, records)
  // What stands beside it on the screen comes first.
  const far = ({ partition, offset }: KafkaRecord) =>
    partition === spec.partition ? Math.abs(Number(offset) - spec.offset) : Number.MAX_SAFE_INTEGER
  const others = records.filter((record) => record !== own).sort((a, b) => far(a) - far(b))
  return [
    ...(own?.key == null
      ? []
      : [
          word(own.key, words.mistaken.itsKey),
          ...SEPARATORS.map((between) =>
            word(`${own.key}${between}${own.value}`, words.mistaken.keyAndValue),
          ),
        ]),
    ...others.flatMap(({ partition, offset, value }) =>
      value === null ? [] : [word(value, words.mistaken.valueAt(partition, offset))],
    ),
  ]
}
