import alterConfigs from 'kafkajs/src/protocol/requests/alterConfigs/index.js'
import createTopics from 'kafkajs/src/protocol/requests/createTopics/index.js'
import deleteGroups from 'kafkajs/src/protocol/requests/deleteGroups/index.js'
import deleteRecords from 'kafkajs/src/protocol/requests/deleteRecords/index.js'
import deleteTopics from 'kafkajs/src/protocol/requests/deleteTopics/index.js'
import findCoordinator from 'kafkajs/src/protocol/requests/findCoordinator/index.js'
import joinGroup from 'kafkajs/src/protocol/requests/joinGroup/index.js'
import leaveGroup from 'kafkajs/src/protocol/requests/leaveGroup/index.js'
import offsetCommit from 'kafkajs/src/protocol/requests/offsetCommit/index.js'
import produce from 'kafkajs/src/protocol/requests/produce/index.js'
import type { LogRecord } from './log.ts'
import type { TopicPartitionOffset, TopicState } from './model.ts'
import { type Call, TOPIC_RESOURCE } from './protocol.ts'

/** What can be done to a cluster. Each throws what the broker refuses it with (`type`, `retriable`). */
export type Changes = {
  /** Removes topics; returns once the broker has accepted that. */
  deleteTopics(topics: readonly string[]): Promise<void>
  /** Makes topics; returns once the broker has made them all. With `validateOnly` it only says whether it would. */
  createTopics(topics: readonly TopicState[], options?: { readonly validateOnly: boolean }): Promise<void>
  /** Gives each topic these configs of its own, and takes any others from it. */
  setOverrides(topics: readonly Pick<TopicState, 'topic' | 'overrides'>[]): Promise<void>
  /** Appends a batch to each partition; the offsets are the next ones there. */
  append(topic: string, batches: readonly Batch[]): Promise<void>
  /** Removes what lies in front of those offsets, which become the low watermarks. */
  deleteRecords(topic: string, before: readonly Omit<TopicPartitionOffset, 'topic'>[]): Promise<void>
  /** Removes groups without members; one that is not there is no error. */
  deleteGroups(groups: readonly string[]): Promise<void>
  /**
   * Makes an empty group that has these offsets committed; without any, by a member that joins and leaves.
   * It looks for the group's coordinator first, which makes `__consumer_offsets` where it is not there yet.
   */
  createGroup(group: string, committed: readonly TopicPartitionOffset[]): Promise<void>
}

export type Batch = { readonly partition: number; readonly records: readonly Content[] }
export type Content = Pick<LogRecord, 'timestamp' | 'key' | 'value'>

/** Once the leader has it: there may be but one replica, whatever the topic's `min.insync.replicas` says. */
const LEADER_HAS_IT = 1
/** What a commit by nobody has for a generation, and for a member. */
const NO_GENERATION = -1
const NOBODY = ''
/** How long the member that makes a group without commits may stay away, in ms: the least that Kafka takes. */
const SESSION = 6000

/** @param timeout ms that the broker may take for a change */
export function changes(call: Call, timeout: number): Changes {
  return {
    deleteTopics: async (topics) => {
      await call(deleteTopics, { topics: [...topics], timeout })
    },
    createTopics: async (topics, { validateOnly } = { validateOnly: false }) => {
      await call(createTopics, {
        topics: topics.map(({ topic, replicas, overrides }) => ({
          topic,
          replicaAssignment: replicas.map((brokers, partition) => ({ partition, replicas: brokers })),
          configEntries: entriesOf(overrides),
        })),
        validateOnly,
        timeout,
      })
    },
    setOverrides: async (topics) => {
      await call(alterConfigs, {
        resources: topics.map(({ topic, overrides }) => ({
          type: TOPIC_RESOURCE,
          name: topic,
          configEntries: entriesOf(overrides),
        })),
        validateOnly: false,
      })
    },
    append: async (topic, batches) => {
      const partitions = batches.map(({ partition, records }) => ({ partition, messages: records }))
      await call(produce, { acks: LEADER_HAS_IT, timeout, topicData: [{ topic, partitions }] })
    },
    deleteRecords: async (topic, before) => {
      const partitions = before.map(({ partition, offset }) => ({ partition, offset: offset.toString() }))
      await call(deleteRecords, { topics: [{ topic, partitions }], timeout })
    },
    deleteGroups: async (groups) => {
      const { results } = await call(deleteGroups, [...groups])
      const refused = results.find(({ error }) => error !== undefined && error.type !== 'GROUP_ID_NOT_FOUND')
      if (refused?.error !== undefined) throw refused.error
    },
    createGroup: async (group, committed) => {
      await call(findCoordinator, { groupId: group })
      if (committed.length === 0) await joinAndLeave(call, group)
      else
        await call(offsetCommit, {
          groupId: group,
          groupGenerationId: NO_GENERATION,
          memberId: NOBODY,
          topics: byTopic(committed),
        })
    },
  }
}

function entriesOf(overrides: Readonly<Record<string, string>>): { name: string; value: string }[] {
  return Object.entries(overrides).map(([name, value]) => ({ name, value }))
}

function byTopic(offsets: readonly TopicPartitionOffset[]) {
  return [...new Set(offsets.map(({ topic }) => topic))].map((topic) => ({
    topic,
    partitions: offsets
      .filter((each) => each.topic === topic)
      .map(({ partition, offset }) => ({ partition, offset: offset.toString() })),
  }))
}

async function joinAndLeave(call: Call, groupId: string): Promise<void> {
  const join = (memberId: string) =>
    call(joinGroup, {
      groupId,
      sessionTimeout: SESSION,
      rebalanceTimeout: SESSION,
      memberId,
      protocolType: 'consumer',
      groupProtocols: [{ name: 'range' }],
    })
  // The broker gives a new member its id first (since 2.2), with a refusal.
  const { memberId } = await join(NOBODY).catch((error: unknown) => {
    if (error instanceof Error && 'memberId' in error && typeof error.memberId === 'string')
      return join(error.memberId)
    throw error
  })
  await call(leaveGroup, { groupId, memberId })
}
