import { connect as connectSocket } from 'node:net'
import Broker from 'kafkajs/src/broker/index.js'
import ConnectionPool, { type Logger } from 'kafkajs/src/network/connectionPool.js'
import type { Facts, TopicFacts, TopicState } from './model.ts'

/** https://kafka.apache.org/25/protocol.html: the resource type of a topic, and where a config's value comes from. */
const TOPIC_RESOURCE = 2
const SET_ON_TOPIC = 1

const silent: Logger = { namespace: () => silent, error() {}, warn() {}, info() {}, debug() {} }

/** A connection to one broker. Only `deleteTopics` and `createTopics` change the cluster. */
export type BrokerConnection = {
  /** A fresh look: what one look has read is read once and kept. */
  look(): Promise<Facts>
  /** Removes topics; returns once the broker has accepted that. */
  deleteTopics(topics: readonly string[]): Promise<void>
  /** Makes topics; returns once the broker has made them all. */
  createTopics(topics: readonly TopicState[]): Promise<void>
  close(): Promise<void>
}

/**
 * Connects, with a Kafka handshake (ApiVersions): an open port alone is no broker.
 *
 * @param address host and port as this process reaches them
 * @param timeout ms for the connection, and for each answer
 * @throws kafkajs's own errors: no listener, not Kafka, no answer in time
 */
export async function connect(
  address: { host: string; port: number },
  timeout = 5000,
): Promise<BrokerConnection> {
  const connectionPool = new ConnectionPool({
    ...address,
    clientId: 'kafka-labs',
    connectionTimeout: timeout,
    requestTimeout: timeout,
    logger: silent,
    socketFactory: ({ host, port, onConnect }) => connectSocket({ host, port }, onConnect),
  })
  const broker = new Broker({
    connectionPool,
    logger: silent,
    authenticationTimeout: timeout,
    allowAutoTopicCreation: false,
  })
  try {
    await broker.connect()
  } catch (error) {
    await broker.disconnect().catch(() => {})
    throw error
  }
  return {
    look: () => look(broker),
    deleteTopics: async (topics) => {
      await broker.deleteTopics({ topics: [...topics], timeout })
    },
    createTopics: async (topics) => {
      await broker.createTopics({
        topics: topics.map(({ topic, replicas, overrides }) => ({
          topic,
          replicaAssignment: replicas.map((brokers, partition) => ({ partition, replicas: brokers })),
          configEntries: Object.entries(overrides).map(([name, value]) => ({ name, value })),
        })),
        timeout,
      })
    },
    close: () => broker.disconnect(),
  }
}

async function look(broker: Broker): Promise<Facts> {
  const metadata = await broker.metadata([])
  const topics = new Map<string, TopicFacts>()
  for (const entry of metadata.topicMetadata) {
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
    configs ??= readConfigs(broker, [...topics.keys()])
    return (await configs).get(topic) ?? new Map<string, ConfigEntry>()
  }
  return {
    clusterId: metadata.clusterId,
    brokers: metadata.brokers.map(({ nodeId, host, port }) => ({ id: nodeId, host, port })),
    topics: async () => topics,
    overrides: async (topic) =>
      Object.fromEntries(
        [...(await of(topic))].filter(([, entry]) => entry.own).map(([name, entry]) => [name, entry.value]),
      ),
    config: async (topic, name) => (await of(topic)).get(name)?.value ?? null,
  }
}

type ConfigEntry = { readonly value: string; readonly own: boolean }
type TopicConfigs = ReadonlyMap<string, ConfigEntry>

/** One request for all topics: as quick as for one, and a near miss on another topic is then in sight. */
async function readConfigs(broker: Broker, topics: string[]): Promise<ReadonlyMap<string, TopicConfigs>> {
  if (topics.length === 0) return new Map()
  const { resources } = await broker.describeConfigs({
    resources: topics.map((name) => ({ type: TOPIC_RESOURCE, name })),
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
