import type { Facts, TopicFacts } from '../../kafka/model.ts'
import { words } from '../../words/index.ts'
import type { ClusterAnswer } from '../model.ts'
import { MS, type Unit, wholeNumber } from '../quantity.ts'
import { type Lookalike, number } from './model.ts'

const UNITS = ['ms', 'hours', 'days'] as const satisfies readonly Unit[]

/** What is near a topic's partitions, as `--describe` and `--list` show them. */
export async function ofTopics(
  spec: Extract<
    ClusterAnswer,
    { kind: 'leader-of' | 'in-sync-replicas-of' | 'partitions-of' | 'topic-count' }
  >,
  facts: Facts,
): Promise<Lookalike[]> {
  const topics = await facts.topics()
  if (spec.kind === 'topic-count') {
    const own = [...topics.values()].filter(({ internal }) => !internal).length
    return spec.internal
      ? [number(own, words.mistaken.withoutInternal)]
      : [number(topics.size, words.mistaken.withInternal)]
  }
  const topic = topics.get(spec.topic)
  if (topic === undefined) return []
  const { partitions } = topic
  if (spec.kind === 'partitions-of')
    return [
      number(partitions.length - 1, words.mistaken.lastPartition),
      number(partitions[0]?.replicas.length ?? 0, words.mistaken.replicationFactor),
    ]
  return ofPartition(spec, topic)
}

function ofPartition(
  spec: Extract<ClusterAnswer, { kind: 'leader-of' | 'in-sync-replicas-of' }>,
  { topic, partitions }: TopicFacts,
): Lookalike[] {
  const { replicas = [], inSyncReplicas = [] } = partitions[spec.partition] ?? {}
  const all = number(partitions.length, words.mistaken.partitionsOf(topic))
  if (spec.kind === 'leader-of')
    return [
      number(spec.partition, words.mistaken.partitionNotLeader),
      number(replicas.length, words.mistaken.replicationFactor),
      all,
    ]
  return [
    ...inSyncReplicas.map((id) => number(id, words.mistaken.brokerInSync)),
    number(replicas.length, words.mistaken.allReplicas),
    number(spec.partition, words.mistaken.partitionNumber),
    all,
  ]
}

/** What is near a config: the same in another unit of time, and what a topic has that sets none. */
export async function ofConfig(
  { topic, name, unit }: Extract<ClusterAnswer, { kind: 'config-of' }>,
  facts: Facts,
): Promise<Lookalike[]> {
  const value = await readWhole(topic, name, facts)
  const other = await byDefault(topic, name, facts)
  const near = (value: bigint, unit: Unit | null, is: string): Lookalike => ({
    value: { kind: 'number', value, unit },
    is,
  })
  return [
    ...(unit === null || value === null
      ? []
      : UNITS.filter((each) => each !== unit && value % MS[each] === 0n).map((each) =>
          near(value, each, words.mistaken.otherUnit(each, unit)),
        )),
    ...(other === null ? [] : [near(other, unit, words.mistaken.byDefault(name))]),
  ]
}

/** The broker's default, read from a topic that has no such config of its own; null where there is none. */
async function byDefault(topic: string, name: string, facts: Facts): Promise<bigint | null> {
  for (const other of (await facts.topics()).values()) {
    if (other.topic === topic || other.internal) continue
    if ((await facts.overrides(other.topic))[name] !== undefined) continue
    return readWhole(other.topic, name, facts)
  }
  return null
}

async function readWhole(topic: string, name: string, facts: Facts): Promise<bigint | null> {
  const text = await facts.config(topic, name)
  return text === null ? null : wholeNumber(text)
}
