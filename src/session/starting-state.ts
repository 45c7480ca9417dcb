import { UserError } from '../errors.ts'
import type { BrokerConnection } from '../kafka/facts.ts'
import type { LogRecord } from '../kafka/log.ts'
import type { Facts, GroupFacts, TopicPartitionOffset } from '../kafka/model.ts'
import { words } from '../words/index.ts'
import { insist, patiently } from './patience.ts'
import { type FullTopic, makeTopics } from './refill.ts'

/** A group that has no members. */
type IdleGroup = { readonly group: string; readonly committed: readonly TopicPartitionOffset[] }

/** What a cluster holds, apart from what is Kafka's own. Topics and groups are in the order of their names. */
export type WorldState = { readonly topics: readonly FullTopic[]; readonly groups: readonly IdleGroup[] }

export const WORLD_EMPTY: WorldState = { topics: [], groups: [] }

/** How long the last member of a group may take to leave it, in ms: Kafka gives up one that was killed after 10 s. */
const LEAVING = 15_000

/**
 * All topics with their records, and all groups with their offsets, once nobody is in a group any more.
 * @throws UserError (exit 2) where a group keeps its members
 */
export async function worldState(broker: BrokerConnection): Promise<WorldState> {
  const facts = await whenQuiet(broker, LEAVING)
  const topics: FullTopic[] = []
  for (const topic of await topicsOf(facts))
    topics.push({ ...topic, records: await broker.log(topic.topic, topic.offsets) })
  return { topics, groups: await groupsOf(facts) }
}

/**
 * Brings a cluster that is ours back to `wanted`: topics and groups that differ in anything are removed and made anew,
 * records at the offsets where they were; the others are not touched. `__consumer_offsets` stays.
 *
 * @param leaving ms until a group that keeps its members is an error
 * @returns the names of what was removed, which may have been made anew
 * @throws UserError (exit 2) where a group keeps its members or a topic stays; what the broker refuses, as it says it
 */
export async function restoreWorld(
  broker: BrokerConnection,
  wanted: WorldState,
  leaving = LEAVING,
): Promise<{ topics: string[]; groups: string[] }> {
  const facts = await whenQuiet(broker, leaving)
  const have = { topics: await topicsOf(facts), groups: await groupsOf(facts) }
  const sameTopics = new Set<string>()
  for (const topic of have.topics) if (await isAsWanted(broker, topic, wanted)) sameTopics.add(topic.topic)
  const surplus = have.topics.filter(({ topic }) => !sameTopics.has(topic))
  const gone = surplus.map(({ topic }) => topic)
  const goneGroups = have.groups.filter((group) => !isAmong(wanted.groups, group)).map(({ group }) => group)

  if (goneGroups.length > 0) await insist(() => broker.deleteGroups(goneGroups))
  if (surplus.length > 0) await removeTopics(broker, surplus)
  const missing = wanted.topics.filter(({ topic }) => !sameTopics.has(topic))
  if (missing.length > 0) await makeTopics(broker, missing)
  // With a topic Kafka removes what is committed for it, and every group that has no commits at all.
  const left = gone.length + goneGroups.length > 0 ? await groupsOf(await broker.look()) : have.groups
  for (const want of wanted.groups)
    if (!isAmong(left, want)) await insist(() => broker.createGroup(want.group, want.committed))
  return { topics: gone, groups: goneGroups }
}

function isAmong(groups: readonly IdleGroup[], group: IdleGroup): boolean {
  return groups.some((each) => textOf(each) === textOf(group))
}

/** A look at a cluster without members of groups: a consumer that is ending has still to commit, and to leave. */
async function whenQuiet(broker: BrokerConnection, deadline: number): Promise<Facts> {
  let busy: readonly GroupFacts[] = []
  const facts = await patiently(
    async () => {
      const seen = await broker.look()
      busy = [...(await seen.groups()).values()].filter(({ state }) => state !== 'Empty')
      return busy.length === 0 ? seen : null
    },
    { deadline },
  )
  if (facts === null) throw new UserError(words.cli.groupsStay(busy), { help: words.cli.groupsStayHelp })
  return facts
}

type Topic = Omit<FullTopic, 'records'>

async function topicsOf(facts: Facts): Promise<Topic[]> {
  const topics = [...(await facts.topics()).values()].filter((topic) => !topic.internal)
  const states = await Promise.all(
    topics.map(async ({ topic, partitions }) => ({
      topic,
      replicas: partitions.map(({ replicas }) => replicas),
      overrides: await facts.overrides(topic),
      offsets: await facts.offsets(topic),
    })),
  )
  return states.sort((a, b) => (a.topic < b.topic ? -1 : 1))
}

async function groupsOf(facts: Facts): Promise<IdleGroup[]> {
  return [...(await facts.groups()).values()]
    .map(({ group, committed }) => ({ group, committed }))
    .sort((a, b) => (a.group < b.group ? -1 : 1))
}

/** Its records are read only where all else is the same. When they were written does not count. */
async function isAsWanted(broker: BrokerConnection, topic: Topic, wanted: WorldState): Promise<boolean> {
  const want = wanted.topics.find((each) => each.topic === topic.topic)
  if (want === undefined) return false
  const frame = ({ replicas, overrides, offsets }: Topic) => textOf({ replicas, overrides, offsets })
  if (frame(topic) !== frame(want)) return false
  return contents(await broker.log(topic.topic, topic.offsets)) === contents(want.records)
}

function contents(records: readonly LogRecord[]): string {
  const bytes = (content: Buffer | null) => content?.toString('latin1') ?? null
  return textOf(
    records.map(({ partition, offset, key, value }) => [partition, offset, bytes(key), bytes(value)]),
  )
}

/** The same text for the same facts. */
function textOf(facts: unknown): string {
  return JSON.stringify(facts, (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value))
}

/** Returns once their names can be had again. */
async function removeTopics(broker: BrokerConnection, topics: readonly Topic[]): Promise<void> {
  const left = async () => {
    const there = await (await broker.look()).topics()
    return topics.map(({ topic }) => topic).filter((topic) => there.has(topic))
  }
  const plain = topics.map(({ topic, replicas }) => ({ topic, replicas, overrides: {} }))
  const removed = await patiently(async () => {
    const still = await left()
    if (still.length > 0) await broker.deleteTopics(still)
    // A name is taken for a moment longer than the topic is seen.
    return broker.createTopics(plain, { validateOnly: true }).then(
      () => true,
      () => null,
    )
  })
  if (removed === null)
    throw new UserError(words.cli.topicsStay(await left()), { help: words.cli.topicsStayHelp })
}
