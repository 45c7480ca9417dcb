import type { Facts, KafkaRecord, PartitionOffsets } from '../kafka/model.ts'
import { words } from '../words/index.ts'
import type { CheckContext, CheckResult, Json, RecordsCheck } from './model.ts'
import { strayHelp } from './records-near.ts'
import { result, verdictOf, type Wrong } from './result.ts'
import { findTopic } from './topic.ts'

/** `records: TOPIC` with what must lie in it. What was deleted does not count. */
export async function judgeRecords(
  spec: RecordsCheck,
  facts: Facts,
  context: CheckContext,
): Promise<CheckResult> {
  const found = await findTopic(spec, facts, context)
  if (!found.ok) return found.result

  const offsets = await facts.offsets(spec.topic)
  const total = countOf(offsets)
  const records = looksInside(spec) ? (await facts.records(spec.topic)).records : []
  const actual = {
    topic: spec.topic,
    count: total,
    ...(spec.keys === undefined ? {} : { keys: keysIn(records) }),
    partitions: offsets.map(({ partition, lowWatermark, endOffset }) => ({
      partition,
      lowWatermark: String(lowWatermark),
      endOffset: String(endOffset),
    })),
  } satisfies Json
  const [values, pairs] = [valueFaults(spec, records), pairFaults(spec, records)]
  const others = [...countFaults(spec, total), ...keyFaults(spec, records), ...sameKeyFaults(spec, records)]
  const wrong = [...others, ...values, ...pairs]
  if (wrong.length === 0) return verdictOf(spec, [], words.check.recordsAreRight(spec.topic, total), actual)
  const help =
    wrong.find(({ help }) => help !== null)?.help ?? (await strayHelp(spec, records, facts, context))
  // A value that is not there is not there under its key either: said once.
  const said = values.some(({ short }) => short) ? [...others, ...values] : wrong
  const judged =
    total > 0
      ? verdictOf(spec, said, '', actual)
      : result(spec, { verdict: 'pending', message: words.check.noRecordsYet(spec.topic), actual })
  if (help === null) return judged
  // Something is there, and it is known what is wrong with it.
  const message = total > 0 ? judged.message : words.check.noRecords(spec.topic)
  return { ...judged, verdict: 'failed', message, help }
}

/** How many records lie in a topic. A compacted one has fewer than its offsets say. */
export function countOf(offsets: readonly PartitionOffsets[]): number {
  return Number(offsets.reduce((sum, { lowWatermark, endOffset }) => sum + endOffset - lowWatermark, 0n))
}

function looksInside({ keys, values, pairs, sameKey }: RecordsCheck): boolean {
  return keys !== undefined || values !== undefined || pairs !== undefined || sameKey !== undefined
}

function keysIn(records: readonly KafkaRecord[]): 'all' | 'none' | 'some' {
  const withKey = records.filter(({ key }) => key !== null).length
  return withKey === 0 ? 'none' : withKey === records.length ? 'all' : 'some'
}

function countFaults({ topic, count, atLeast }: RecordsCheck, have: number): Wrong[] {
  if (count !== undefined && have !== count)
    return [
      {
        message: words.check.recordCount(topic, have, String(count)),
        help: have > count ? words.check.tooManyRecords(topic) : null,
        short: have < count,
      },
    ]
  return atLeast !== undefined && have < atLeast
    ? [
        {
          message: words.check.recordCount(topic, have, words.check.atLeast(atLeast)),
          help: null,
          short: true,
        },
      ]
    : []
}

function keyFaults({ topic, keys }: RecordsCheck, records: readonly KafkaRecord[]): Wrong[] {
  const without = records.filter(({ key }) => key === null)
  if (keys === 'all' && without.length > 0) {
    const inValue = without.map(({ value }) => value).find((value) => /\S[:=\t,;|-]\S/.test(value ?? ''))
    return [
      {
        message: words.check.withoutKey(topic, without.length, records.length),
        help: inValue ? words.check.keysInValues(inValue) : words.check.keysMissing,
      },
    ]
  }
  const withKey = records.length - without.length
  return keys === 'none' && withKey > 0
    ? [
        {
          message: words.check.withKey(topic, withKey, records.length),
          help: words.check.keysNotWanted(topic),
        },
      ]
    : []
}

function valueFaults(
  { topic, values = [], inOrder }: RecordsCheck,
  records: readonly KafkaRecord[],
): Wrong[] {
  const missing = missingFrom(
    values,
    records.flatMap(({ value }) => value ?? []),
  )
  if (missing.length > 0)
    return [{ message: words.check.valuesMissing(topic, missing), help: notUtf8(records), short: true }]
  if (!inOrder || byPartition(records).some((all) => standsIn(values, all))) return []
  const partitions = new Set(
    records.filter(({ value }) => value !== null && values.includes(value)).map(({ partition }) => partition),
  )
  return [
    partitions.size > 1
      ? { message: words.check.onSeveral(topic, partitions.size), help: words.check.onSeveralHelp }
      : { message: words.check.otherOrder(topic, values), help: words.check.otherOrderHelp },
  ]
}

function pairFaults({ topic, pairs = {} }: RecordsCheck, records: readonly KafkaRecord[]): Wrong[] {
  return Object.entries(pairs).flatMap(([key, values]): Wrong[] => {
    const own = records.filter((record) => record.key === key)
    const missing = missingFrom(
      values,
      own.flatMap(({ value }) => value ?? []),
    )
    if (missing.length > 0)
      return [
        {
          message: words.check.pairsMissing(topic, key, missing),
          help: swallowed(key, missing, records),
          short: true,
        },
      ]
    return byPartition(own).some((all) => standsIn(values, all))
      ? []
      : [{ message: words.check.keyOtherOrder(topic, key, values), help: words.check.otherOrderHelp }]
  })
}

/** A value that has the key in itself, or that came without one. */
function swallowed(key: string, values: readonly string[], records: readonly KafkaRecord[]): string | null {
  for (const value of values) {
    const whole = records.find(
      (record) => record.value?.startsWith(key) && record.value.endsWith(value) && record.value !== value,
    )
    if (whole?.value) return words.check.keysInValues(whole.value)
    const other = records.find((record) => record.value === value)
    if (other)
      return other.key === null ? words.check.keysMissing : words.check.otherKey(value, other.key, key)
  }
  return null
}

function sameKeyFaults({ topic, sameKey }: RecordsCheck, records: readonly KafkaRecord[]): Wrong[] {
  if (sameKey === undefined) return []
  const places = new Map<string, Set<number>>()
  for (const { key, partition } of records)
    if (key !== null) places.set(key, (places.get(key) ?? new Set()).add(partition))
  const [spread] = [...places].filter(([, partitions]) => partitions.size > 1)
  if (spread === undefined) return []
  const [key, partitions] = spread
  return [
    {
      message: words.check.keySpread(topic, key, [...partitions].sort()),
      help: words.check.keySpreadHelp(topic),
    },
  ]
}

/** What a terminal that is not set to UTF-8 has sent. */
function notUtf8(records: readonly KafkaRecord[]): string | null {
  return records.some(({ value }) => value?.includes('\uFFFD')) ? words.check.notUtf8 : null
}

/** The records of each partition, in the order of their offsets. */
function byPartition(records: readonly KafkaRecord[]): KafkaRecord[][] {
  const all = new Map<number, KafkaRecord[]>()
  for (const record of records) all.set(record.partition, [...(all.get(record.partition) ?? []), record])
  return [...all.values()]
}

/** What of `wanted` is not among `have`, each as often as it is missing. */
function missingFrom(wanted: readonly string[], have: readonly string[]): string[] {
  const left = [...have]
  return wanted.filter((value) => {
    const index = left.indexOf(value)
    if (index >= 0) left.splice(index, 1)
    return index < 0
  })
}

/** Whether the values stand there one after the other; others may lie between them. */
function standsIn(values: readonly string[], records: readonly KafkaRecord[]): boolean {
  let reached = 0
  for (const { value } of records) if (value === values[reached]) reached++
  return reached >= values.length
}
