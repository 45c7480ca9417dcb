import type { Batch, Content } from '../kafka/changes.ts'
import type { BrokerConnection } from '../kafka/facts.ts'
import type { LogRecord } from '../kafka/log.ts'
import type { PartitionOffsets, TopicState } from '../kafka/model.ts'
import { insist, patiently } from './patience.ts'

/** All that makes a topic what it is, its records with it. */
export type FullTopic = TopicState & {
  /** In the order of the partitions. */
  readonly offsets: readonly PartitionOffsets[]
  /** By partition, then offset. */
  readonly records: readonly LogRecord[]
}

/** How much goes into one batch: well below what Kafka takes by default (1 MB). */
const MOST_RECORDS = 5000
const MOST_BYTES = 500_000
/** What a record takes besides its key and value, in bytes, at most. */
const AROUND = 40

/** What lies where no record is wanted: in front of the low watermark, or where compaction has left a gap. */
const FILLER: Content = { timestamp: -1, key: null, value: null }

/**
 * Makes topics with all their records at the offsets that they had. None of the topics is there.
 * @throws what the broker refuses it with
 */
export async function makeTopics(broker: BrokerConnection, topics: readonly FullTopic[]): Promise<void> {
  await create(broker, topics)
  for (const topic of topics) {
    await fill(broker, topic)
    const before = topic.offsets.flatMap(({ partition, lowWatermark }) =>
      lowWatermark > 0n ? [{ partition, offset: lowWatermark }] : [],
    )
    if (before.length > 0) await insist(() => broker.deleteRecords(topic.topic, before))
  }
  // Last of all: some forbid what was just done (a compacted topic takes no record without a key, and deletes none).
  const own = topics.filter(({ overrides }) => Object.keys(overrides).length > 0)
  if (own.length > 0) await insist(() => broker.setOverrides(own))
}

async function create(broker: BrokerConnection, topics: readonly FullTopic[]): Promise<void> {
  let refused: unknown = null
  const made = await patiently(async () => {
    const there = await (await broker.look()).topics()
    const missing = topics.filter(({ topic }) => !there.has(topic))
    if (missing.length === 0) return true
    const plain = missing.map(({ topic, replicas }) => ({ topic, replicas, overrides: {} }))
    // Refused while the one of that name is still being removed.
    return broker.createTopics(plain).then(
      () => true,
      (error: unknown) => {
        refused = error
        return null
      },
    )
  })
  if (made === null) throw refused
}

/** Where each partition has got to is looked at each time: what was refused may have been done in part. */
async function fill(broker: BrokerConnection, topic: FullTopic): Promise<void> {
  const known = new Map(topic.records.map((record) => [`${record.partition}:${record.offset}`, record]))
  const contentAt = (partition: number, offset: bigint) => known.get(`${partition}:${offset}`) ?? FILLER
  await patiently(async () => {
    for (;;) {
      const reached = await (await broker.look()).offsets(topic.topic)
      const batches = topic.offsets.flatMap(({ partition, endOffset }): Batch[] => {
        const from = reached[partition]?.endOffset ?? 0n
        const records = batchOf((offset) => contentAt(partition, offset), from, endOffset)
        return records.length > 0 ? [{ partition, records }] : []
      })
      if (batches.length === 0) return true
      await broker.append(topic.topic, batches)
    }
  })
}

/** What lies from `from` (with it) to `to` (without), as far as it goes into one batch: one record at the least. */
function batchOf(contentAt: (offset: bigint) => Content, from: bigint, to: bigint): Content[] {
  const batch: Content[] = []
  let bytes = 0
  for (let offset = from; offset < to && batch.length < MOST_RECORDS; offset++) {
    const content = contentAt(offset)
    bytes += (content.key?.length ?? 0) + (content.value?.length ?? 0) + AROUND
    if (batch.length > 0 && bytes > MOST_BYTES) break
    batch.push(content)
  }
  return batch
}
