import type { Duplex } from 'node:stream'
import describeConfigs from 'kafkajs/src/protocol/requests/describeConfigs/index.js'
import metadata from 'kafkajs/src/protocol/requests/metadata/index.js'
import type { Changes } from './changes.ts'
import type { LogRecord } from './log.ts'
import type { Facts, GroupFacts, KafkaRecord, PartitionOffsets, TopicFacts } from './model.ts'
import { type Call, greet, TOPIC_RESOURCE } from './protocol.ts'
import { openWire, type Wire, wireOver } from './wire.ts'

/** https://kafka.apache.org/25/protocol.html: where a config's value comes from. */
const SET_ON_TOPIC = 1
/** How many records of a partition are looked at. */
const MOST = 5000n

/** A connection to one broker. A look leaves no trace. */
export type BrokerConnection = Changes & {
  /** The highest version in which the broker understands each request, by the request's number. */
  readonly versions: ReadonlyMap<number, number>
  /** A fresh look: what one look has read is read once and kept. */
  look(): Promise<Facts>
  /** What lies in those stretches of a topic, as it is and all of it, by partition and then offset. */
  log(topic: string, stretches: readonly PartitionOffsets[]): Promise<LogRecord[]>
  close(): Promise<void>
}

/**
 * Connects, with a Kafka handshake (ApiVersions): an open port alone is no broker.
 *
 * @param address host and port as this process reaches them
 * @param timeout ms for the connection, and for each answer
 * @throws system errors (no listener), the protocol's own, or one that says that there was no answer in time
 */
export async function connect(
  address: { host: string; port: number },
  timeout = 5000,
): Promise<BrokerConnection> {
  return greeted(await openWire(address, timeout), timeout)
}

/** The same over a connection that was made elsewhere. */
export function connectOver(connection: Duplex, timeout: number): Promise<BrokerConnection> {
  return greeted(wireOver(connection, timeout), timeout)
}

async function greeted(wire: Wire, timeout: number): Promise<BrokerConnection> {
  try {
    const { call, versions } = await greet(wire)
    // What few commands want is not read from disk before one does.
    const change = async () => (await import('./changes.ts')).changes(call, timeout)
    return {
      versions,
      deleteTopics: async (...of) => (await change()).deleteTopics(...of),
      createTopics: async (...of) => (await change()).createTopics(...of),
      setOverrides: async (...of) => (await change()).setOverrides(...of),
      append: async (...of) => (await change()).append(...of),
      deleteRecords: async (...of) => (await change()).deleteRecords(...of),
      deleteGroups: async (...of) => (await change()).deleteGroups(...of),
      createGroup: async (...of) => (await change()).createGroup(...of),
      look: () => look(call),
      log: async (topic, stretches) => (await import('./log.ts')).readLog(call, topic, stretches),
      close: async () => wire.close(),
    }
  } catch (error) {
    wire.close()
    throw error
  }
}

async function look(call: Call): Promise<Facts> {
  const seen = await call(metadata, { topics: [], allowAutoTopicCreation: false })
  const topics = new Map<string, TopicFacts>()
  for (const entry of seen.topicMetadata) {
    topics.set(entry.topic, {
      topic: entry.topic,
      internal: entry.isInternal,
      partitions: entry.partitionMetadata
        .map((p) => ({
          partition: p.partitionId,
          leader: p.leader < 0 ? null : p.leader,
          replicas: p.replicas,
          inSyncReplicas: p.isr,
        }))
        .sort((a, b) => a.partition - b.partition),
    })
  }

  let configs: Promise<ReadonlyMap<string, TopicConfigs>> | null = null
  const of = async (topic: string) => {
    configs ??= readConfigs(call, [...topics.keys()])
    return (await configs).get(topic) ?? new Map<string, ConfigEntry>()
  }
  const offsets = oncePerTopic(
    topics,
    async (topic) => (await import('./log.ts')).readOffsets(call, topic),
    [],
  )
  const records = oncePerTopic(
    topics,
    async ({ topic }) => {
      const { readLog } = await import('./log.ts')
      const all = await offsets(topic)
      const stretches = all.map(firstOf)
      const whole = all.every(({ endOffset }, i) => endOffset === stretches[i]?.endOffset)
      return { records: (await readLog(call, topic, stretches)).map(recordOf), whole }
    },
    { records: [], whole: true },
  )
  let groups: Promise<ReadonlyMap<string, GroupFacts>> | null = null
  return {
    clusterId: seen.clusterId,
    brokers: seen.brokers.map(({ nodeId, host, port }) => ({ id: nodeId, host, port })),
    topics: async () => topics,
    overrides: async (topic) =>
      Object.fromEntries(
        [...(await of(topic))].filter(([, entry]) => entry.own).map(([name, entry]) => [name, entry.value]),
      ),
    config: async (topic, name) => (await of(topic)).get(name)?.value ?? null,
    offsets,
    records,
    groups: () => {
      groups ??= import('./groups.ts').then(({ readGroups }) => readGroups(call))
      return groups
    },
  }
}

/** Reads something of a topic when it is first asked for, and keeps it; `none` where there is no such topic. */
function oncePerTopic<T>(
  topics: ReadonlyMap<string, TopicFacts>,
  read: (topic: TopicFacts) => Promise<T>,
  none: T,
): (topic: string) => Promise<T> {
  const kept = new Map<string, Promise<T>>()
  return async (name) => {
    const topic = topics.get(name)
    if (topic === undefined) return none
    const answer = kept.get(name) ?? read(topic)
    kept.set(name, answer)
    return answer
  }
}

/** As much of a partition as is looked at. */
function firstOf(offsets: PartitionOffsets): PartitionOffsets {
  const { lowWatermark, endOffset } = offsets
  return endOffset - lowWatermark > MOST ? { ...offsets, endOffset: lowWatermark + MOST } : offsets
}

function recordOf({ partition, offset, timestamp, key, value }: LogRecord): KafkaRecord {
  const text = (bytes: Buffer | null) => bytes?.toString('utf8') ?? null
  return { partition, offset, timestamp, key: text(key), value: text(value) }
}

type ConfigEntry = { readonly value: string; readonly own: boolean }
type TopicConfigs = ReadonlyMap<string, ConfigEntry>

/** One request for all topics: as quick as for one, and a near miss on another topic is then in sight. */
async function readConfigs(call: Call, topics: string[]): Promise<ReadonlyMap<string, TopicConfigs>> {
  if (topics.length === 0) return new Map()
  const { resources } = await call(describeConfigs, {
    resources: topics.map((name) => ({ type: TOPIC_RESOURCE, name })),
    includeSynonyms: false,
  })
  return new Map(
    resources.map((resource) => [
      resource.resourceName,
      new Map(
        resource.configEntries.map((entry) => [
          entry.configName,
          { value: entry.configValue ?? '', own: entry.configSource === SET_ON_TOPIC },
        ]),
      ),
    ]),
  )
}
