import { MemberAssignment } from 'kafkajs/src/consumer/assignerProtocol.js'
import describeGroups from 'kafkajs/src/protocol/requests/describeGroups/index.js'
import listGroups from 'kafkajs/src/protocol/requests/listGroups/index.js'
import offsetFetch from 'kafkajs/src/protocol/requests/offsetFetch/index.js'
import type { GroupFacts, TopicPartitionOffset } from './model.ts'
import type { Call } from './protocol.ts'

/**
 * Every consumer group, by its id. The broker that is connected is asked, and no coordinator looked for: there is one
 * broker, and FindCoordinator makes `__consumer_offsets` where it is not there yet.
 */
export async function readGroups(call: Call): Promise<ReadonlyMap<string, GroupFacts>> {
  const listed = (await call(listGroups, undefined)).groups.filter(({ protocolType }) =>
    // A group that was made by a commit alone has no type.
    ['consumer', ''].includes(protocolType),
  )
  if (listed.length === 0) return new Map()
  const { groups } = await call(describeGroups, { groupIds: listed.map(({ groupId }) => groupId).sort() })
  const facts = new Map<string, GroupFacts>()
  for (const { groupId, state, members } of groups) {
    // One that went while it was looked at.
    if (state === 'Dead') continue
    facts.set(groupId, {
      group: groupId,
      state,
      members: members.map(({ memberId, clientId, clientHost, memberAssignment }) => ({
        memberId,
        clientId,
        host: clientHost,
        assignment: assignmentOf(memberAssignment),
      })),
      committed: await readCommitted(call, groupId),
    })
  }
  return facts
}

/** Nothing while the group shares its partitions out. */
function assignmentOf(bytes: Buffer): { topic: string; partition: number }[] {
  const { assignment } = MemberAssignment.decode(bytes) ?? { assignment: {} }
  return Object.entries(assignment)
    .flatMap(([topic, partitions]) => partitions.map((partition) => ({ topic, partition })))
    .sort(byTopicAndPartition)
}

async function readCommitted(call: Call, groupId: string): Promise<TopicPartitionOffset[]> {
  // No topics: those that the group has committed for (since version 3 of the request, so in any Kafka from 0.11 on).
  const { responses } = await call(offsetFetch, { groupId, topics: [] })
  return responses
    .flatMap(({ topic, partitions }) =>
      partitions.map(({ partition, offset }) => ({ topic, partition, offset: BigInt(offset) })),
    )
    .filter(({ offset }) => offset >= 0n)
    .sort(byTopicAndPartition)
}

type TopicPartition = { readonly topic: string; readonly partition: number }

function byTopicAndPartition(a: TopicPartition, b: TopicPartition): number {
  if (a.topic === b.topic) return a.partition - b.partition
  return a.topic < b.topic ? -1 : 1
}
