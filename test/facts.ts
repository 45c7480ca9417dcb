import type { BrokerConnection } from '../src/kafka/facts.ts'
import type { Facts, PartitionFacts, TopicFacts } from '../src/kafka/model.ts'

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
}

/** What the broker says of every topic that does not say otherwise. */
export const DEFAULTS: Readonly<Record<string, string>> = {
  'retention.ms': '604800000',
  'cleanup.policy': 'delete',
  'max.message.bytes': '1048588',
}

/** Facts that were written down, not read from a broker: data for what judges them. */
export function facts(notes: Readonly<Record<string, TopicNote>> = {}): Facts {
  const topics = new Map(Object.entries(notes).map(([name, note]) => [name, topicFacts(name, note)]))
  const own = (topic: string) => (Object.hasOwn(notes, topic) ? (notes[topic]?.own ?? {}) : {})
  return {
    clusterId: 'a-cluster',
    brokers: [{ id: 0, host: 'my-kafka', port: 9092 }],
    topics: async () => topics,
    overrides: async (topic) => own(topic),
    config: async (topic, name) =>
      topics.has(topic) ? ({ ...DEFAULTS, ...own(topic) }[name] ?? null) : null,
  }
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

/** A connection that gives one look after the other, and the last one again and again; a thrown look is an Error among them. */
export function looks(
  ...each: readonly (Facts | Error)[]
): BrokerConnection & { readonly taken: () => number } {
  let taken = 0
  const refuse = async () => {
    throw new Error('checks only look')
  }
  return {
    taken: () => taken,
    look: async () => {
      const now = each[Math.min(taken++, each.length - 1)]
      if (now === undefined || now instanceof Error) throw now ?? new Error('no look was written down')
      return now
    },
    deleteTopics: refuse,
    createTopics: refuse,
    close: async () => {},
  }
}
