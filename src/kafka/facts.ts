import createRequest from 'kafkajs/src/protocol/request.js'
import apiVersions from 'kafkajs/src/protocol/requests/apiVersions/index.js'
import createTopics from 'kafkajs/src/protocol/requests/createTopics/index.js'
import deleteTopics from 'kafkajs/src/protocol/requests/deleteTopics/index.js'
import describeConfigs from 'kafkajs/src/protocol/requests/describeConfigs/index.js'
import metadata from 'kafkajs/src/protocol/requests/metadata/index.js'
import type { Facts, TopicFacts, TopicState } from './model.ts'
import { openWire, type Wire } from './wire.ts'

/** https://kafka.apache.org/25/protocol.html: the resource type of a topic, and where a config's value comes from. */
const TOPIC_RESOURCE = 2
const SET_ON_TOPIC = 1

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

/** Sends a request and reads its answer. */
type Call = <Options, Answer>(api: Api<Options, Answer>, options: Options) => Promise<Answer>

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
  const wire = await openWire(address, timeout)
  try {
    const call = await greet(wire)
    return {
      look: () => look(call),
      deleteTopics: async (topics) => {
        await call(deleteTopics, { topics: [...topics], timeout })
      },
      createTopics: async (topics) => {
        await call(createTopics, {
          topics: topics.map(({ topic, replicas, overrides }) => ({
            topic,
            replicaAssignment: replicas.map((brokers, partition) => ({ partition, replicas: brokers })),
            configEntries: Object.entries(overrides).map(([name, value]) => ({ name, value })),
          })),
          validateOnly: false,
          timeout,
        })
      },
      close: async () => wire.close(),
    }
  } catch (error) {
    wire.close()
    throw error
  }
}

/** Asks the broker which versions it speaks; every later request is in the newest that both know. */
async function greet(wire: Wire): Promise<Call> {
  let correlationId = 0
  const send = async <Options, Answer>(api: Api<Options, Answer>, version: number, options: Options) => {
    const { request, response } = api.protocol({ version })(options)
    correlationId++
    const { buffer } = await createRequest({ correlationId, clientId: 'kafka-labs', request })
    const answer = await wire.exchange(buffer)
    // Behind the correlation id, which is the one just sent: there is but one request under way.
    return response.parse(await response.decode(answer.subarray(4)))
  }
  const spoken = await send(apiVersions, FIRST_GREETING, undefined)
  return (api, options) => {
    const known = api.versions.map(Number).sort((a, b) => b - a)
    const { apiKey } = api.protocol({ version: known.at(-1) ?? 0 })(options).request
    const range = spoken.apiVersions.find((entry) => entry.apiKey === apiKey)
    const version = known.find((v) => range !== undefined && v >= range.minVersion && v <= range.maxVersion)
    if (version === undefined)
      throw new Error(`the broker speaks no version of request ${apiKey} that is known here`)
    return send(api, version, options)
  }
}

/** Every broker since 0.10 answers this one. */
const FIRST_GREETING = 0

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
  return {
    clusterId: seen.clusterId,
    brokers: seen.brokers.map(({ nodeId, host, port }) => ({ id: nodeId, host, port })),
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
