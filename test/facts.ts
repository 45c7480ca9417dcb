import type { CheckContext, Files, World } from '../src/check/model.ts'
import type {
  Facts,
  GroupFacts,
  KafkaRecord,
  MemberFacts,
  PartitionFacts,
  PartitionOffsets,
  TopicFacts,
} from '../src/kafka/model.ts'

/** A topic as a test writes it down; what is left out is as the broker makes it by default. */
export type TopicNote = {
  readonly partitions?: number
  /** Brokers that hold each partition; one list for all of them, or one a partition. */
  readonly replicas?: readonly number[] | readonly (readonly number[])[]
  /** Leaders by partition; null for none. The first replica where nothing is said. */
  readonly leaders?: readonly (number | null)[]
  readonly inSyncReplicas?: readonly number[]
  /** Configs that the topic itself carries. */
  readonly own?: Readonly<Record<string, string>>
  readonly internal?: boolean
  /** In the order in which each partition has them. */
  readonly records?: readonly RecordNote[]
  /** By partition; 0 where nothing is said. */
  readonly lowWatermarks?: readonly number[]
  /** By partition; behind the last record where nothing is said. */
  readonly endOffsets?: readonly number[]
  /** False: there are more records than were read. */
  readonly whole?: boolean
}

/** A value alone (without a key, on partition 0), or more of a record; its offset is the next one where none is said. */
export type RecordNote =
  | string
  | {
      readonly partition?: number
      readonly offset?: number
      readonly timestamp?: number
      readonly key?: string | null
      readonly value: string | null
    }

/** A group as a test writes it down: empty, and without commits, where nothing is said. */
export type GroupNote = {
  /** Stable where there are members. */
  readonly state?: GroupFacts['state']
  readonly members?: readonly Partial<MemberFacts>[]
  /** Offsets by topic and then partition; null where nothing is committed. */
  readonly committed?: Readonly<Record<string, readonly (number | null)[]>>
}

/** What the broker says of every topic that does not say otherwise. */
export const DEFAULTS: Readonly<Record<string, string>> = {
  'retention.ms': '604800000',
  'cleanup.policy': 'delete',
  'max.message.bytes': '1048588',
}

/** Facts that were written down, not read from a broker: data for what judges them. */
export function facts(
  notes: Readonly<Record<string, TopicNote>> = {},
  groups: Readonly<Record<string, GroupNote>> = {},
): Facts {
  const topics = new Map(Object.entries(notes).map(([name, note]) => [name, topicFacts(name, note)]))
  const noted = (topic: string) => (Object.hasOwn(notes, topic) ? notes[topic] : undefined)
  const own = (topic: string) => noted(topic)?.own ?? {}
  return {
    clusterId: 'a-cluster',
    brokers: [{ id: 0, host: 'my-kafka', port: 9092 }],
    topics: async () => topics,
    overrides: async (topic) => own(topic),
    config: async (topic, name) =>
      topics.has(topic) ? ({ ...DEFAULTS, ...own(topic) }[name] ?? null) : null,
    offsets: async (topic) => {
      const note = noted(topic)
      return note === undefined ? [] : offsetsOf(note)
    },
    records: async (topic) => ({
      records: recordsOf(noted(topic) ?? {}),
      whole: noted(topic)?.whole ?? true,
    }),
    groups: async () =>
      new Map(Object.entries(groups).map(([group, note]) => [group, groupFacts(group, note)])),
  }
}

/** By partition, then offset, as they are read from a broker. */
function recordsOf(note: TopicNote): KafkaRecord[] {
  const next = new Map<number, number>()
  return (note.records ?? [])
    .map((each): KafkaRecord => {
      const given = typeof each === 'string' ? { value: each } : each
      const { partition = 0, timestamp = -1, key = null, value } = given
      const offset = given.offset ?? next.get(partition) ?? note.lowWatermarks?.[partition] ?? 0
      next.set(partition, offset + 1)
      return { partition, offset: BigInt(offset), timestamp, key, value }
    })
    .sort((a, b) => a.partition - b.partition || Number(a.offset - b.offset))
}

function offsetsOf(note: TopicNote): PartitionOffsets[] {
  const records = recordsOf(note)
  return Array.from({ length: note.partitions ?? 1 }, (_, partition) => {
    const lowWatermark = BigInt(note.lowWatermarks?.[partition] ?? 0)
    const last = records.findLast((record) => record.partition === partition)
    const given = note.endOffsets?.[partition]
    const behind = last === undefined ? lowWatermark : last.offset + 1n
    return { partition, lowWatermark, endOffset: given === undefined ? behind : BigInt(given) }
  })
}

function groupFacts(group: string, note: GroupNote): GroupFacts {
  const members = (note.members ?? []).map((member, n) => ({
    memberId: `member-${n}`,
    clientId: `client-${n}`,
    host: '/127.0.0.1',
    assignment: [],
    ...member,
  }))
  const committed = Object.entries(note.committed ?? {}).flatMap(([topic, offsets]) =>
    offsets.flatMap((offset, partition) =>
      offset === null ? [] : [{ topic, partition, offset: BigInt(offset) }],
    ),
  )
  return { group, state: note.state ?? (members.length > 0 ? 'Stable' : 'Empty'), members, committed }
}

function topicFacts(topic: string, note: TopicNote): TopicFacts {
  const count = note.partitions ?? 1
  const partitions = Array.from({ length: count }, (_, partition): PartitionFacts => {
    const given = note.replicas ?? [0]
    const ofThis = given[partition]
    const replicas = Array.isArray(ofThis) ? (ofThis as readonly number[]) : (given as readonly number[])
    const leader = note.leaders?.[partition]
    return {
      partition,
      leader: leader === undefined ? (replicas[0] ?? null) : leader,
      replicas,
      inSyncReplicas: note.inSyncReplicas ?? replicas,
    }
  })
  return { topic, internal: note.internal ?? false, partitions }
}

/** What nothing was said of, for what judges. */
export const context: CheckContext = { bootstrapServer: 'my-kafka:9092', labTopics: new Set() }

/** A cluster with these facts, and a workbench with these files. */
export function world(facts: Facts, workbench: Files = files()): World {
  return { on: 'cluster', facts, files: workbench }
}

/** Gives one look after the other, and the last one again and again; a thrown look is an Error among them. */
export function looks(...each: readonly (Facts | Error)[]): {
  readonly look: () => Promise<World>
  readonly taken: () => number
} {
  let taken = 0
  return {
    taken: () => taken,
    look: async () => {
      const now = each[Math.min(taken++, each.length - 1)]
      if (now === undefined || now instanceof Error) throw now ?? new Error('no look was written down')
      return world(now)
    },
  }
}

/** A workbench with these files; their modes are 644 where nothing is said. */
export function files(
  texts: Readonly<Record<string, string>> = {},
  modes: Readonly<Record<string, string>> = {},
): Files {
  return {
    read: async (path) => texts[path] ?? null,
    mode: async (path) => (Object.hasOwn(texts, path) ? (modes[path] ?? '644') : null),
  }
}
