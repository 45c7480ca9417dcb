import fetch from 'kafkajs/src/protocol/requests/fetch/index.js'
import listOffsets from 'kafkajs/src/protocol/requests/listOffsets/index.js'
import type { PartitionOffsets, TopicFacts } from './model.ts'
import type { Call } from './protocol.ts'
import { UnreadableRecords } from './unreadable.ts'

/** One record as it lies in a partition's log. */
export type LogRecord = {
  readonly partition: number
  readonly offset: bigint
  /** ms since 1970; -1 where it has none. */
  readonly timestamp: number
  readonly key: Buffer | null
  readonly value: Buffer | null
}

/** What ListOffsets takes for a time. */
const EARLIEST = -2
const LATEST = -1
/** As Kafka's own tools look at a log by default. */
const READ_UNCOMMITTED = 0 as const
/** How much one answer may bring, in bytes, and one partition of it: a big log is read in small bites. */
const ANSWER = 1024 * 1024
const BITE = 256 * 1024

/** How far each partition's log reaches: two requests, whatever the number of partitions. */
export async function readOffsets(
  call: Call,
  { topic, partitions }: TopicFacts,
): Promise<PartitionOffsets[]> {
  const at = async (timestamp: number) => {
    const asked = partitions.map(({ partition }) => ({ partition, timestamp }))
    const { responses } = await call(listOffsets, {
      isolationLevel: READ_UNCOMMITTED,
      topics: [{ topic, partitions: asked }],
    })
    return new Map(
      responses.flatMap((each) => each.partitions.map((p) => [p.partition, BigInt(p.offset)] as const)),
    )
  }
  const [low, end] = [await at(EARLIEST), await at(LATEST)]
  return partitions.map(({ partition }) => ({
    partition,
    lowWatermark: low.get(partition) ?? 0n,
    endOffset: end.get(partition) ?? 0n,
  }))
}

/**
 * The records that lie in those stretches of a topic, by partition and then offset. A plain Fetch: no consumer, no
 * group, no session.
 *
 * @param stretches from the low watermark (with it) to the end offset (without)
 * @throws UnreadableRecords, and the protocol's errors
 */
export async function readLog(
  call: Call,
  topic: string,
  stretches: readonly PartitionOffsets[],
): Promise<LogRecord[]> {
  const records: LogRecord[] = []
  let open = stretches.filter((stretch) => !isRead(stretch))
  while (open.length > 0) {
    const bites = await fetchBites(call, topic, open)
    for (const { control, ...record } of bites)
      if (!control && open.some((stretch) => isIn(stretch, record))) records.push(record)
    const next = open.map((stretch) => {
      const last = bites.findLast(({ partition }) => partition === stretch.partition)
      return last === undefined || last.offset < stretch.lowWatermark
        ? stretch
        : { ...stretch, lowWatermark: last.offset + 1n }
    })
    const moved = next.some((stretch, i) => stretch !== open[i])
    open = (moved ? next : next.map(oneFurther)).filter((stretch) => !isRead(stretch))
  }
  return records.sort((a, b) => a.partition - b.partition || Number(a.offset - b.offset))
}

/** All of the batches in which the open stretches begin, and of some behind them. */
async function fetchBites(
  call: Call,
  topic: string,
  open: readonly PartitionOffsets[],
): Promise<(LogRecord & { readonly control: boolean })[]> {
  const request = {
    isolationLevel: READ_UNCOMMITTED,
    maxWaitTime: 0,
    minBytes: 0,
    maxBytes: ANSWER,
    topics: [
      {
        topic,
        partitions: open.map(({ partition, lowWatermark }) => ({
          partition,
          fetchOffset: lowWatermark.toString(),
          maxBytes: BITE,
        })),
      },
    ],
  }
  const { responses } = await call(fetch, request).catch((error: unknown) => {
    throw told(topic, error)
  })
  return responses.flatMap((each) =>
    each.partitions.flatMap(({ partition, messages }) =>
      messages.map((message) => ({
        partition,
        offset: BigInt(message.offset),
        timestamp: Number(message.timestamp ?? -1),
        key: message.key,
        value: message.value,
        // The end of a transaction: an offset that no record has.
        control: message.isControlRecord === true,
      })),
    ),
  )
}

/** What an error of a Fetch means. Deleted since the offsets were read: the next look begins further on. */
function told(topic: string, error: unknown): unknown {
  if (!(error instanceof Error)) return error
  if (error.name === 'KafkaJSNotImplemented') return new UnreadableRecords(topic, error)
  if ('type' in error && error.type === 'OFFSET_OUT_OF_RANGE')
    return Object.assign(error, { retriable: true })
  return error
}

const isRead = ({ lowWatermark, endOffset }: PartitionOffsets) => lowWatermark >= endOffset

/** A batch may begin before the offset that was asked for. */
function isIn(stretch: PartitionOffsets, record: LogRecord): boolean {
  return (
    record.partition === stretch.partition &&
    record.offset >= stretch.lowWatermark &&
    record.offset < stretch.endOffset
  )
}

/** Where compaction has left a batch without records, there is nothing to say how far it reaches. */
function oneFurther(stretch: PartitionOffsets): PartitionOffsets {
  return { ...stretch, lowWatermark: stretch.lowWatermark + 1n }
}
