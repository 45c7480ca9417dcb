import { UserError } from '../errors.ts'
import type { BrokerConnection } from '../kafka/facts.ts'
import type { TopicState } from '../kafka/model.ts'
import { until } from '../until.ts'
import { words } from '../words/index.ts'

/** How long a topic may take to come or go, in ms. */
const DEADLINE = 20_000

/** Every topic but Kafka's own, in the order of their names. Two states are the same where their JSON is. */
export async function topicStates(broker: BrokerConnection): Promise<TopicState[]> {
  const facts = await broker.look()
  const topics = [...(await facts.topics()).values()].filter((topic) => !topic.internal)
  const states = await Promise.all(
    topics.map(async ({ topic, partitions }) => ({
      topic,
      replicas: partitions.map(({ replicas }) => replicas),
      overrides: await facts.overrides(topic),
    })),
  )
  return states.sort((a, b) => (a.topic < b.topic ? -1 : 1))
}

/**
 * Brings the topics of a cluster that is ours back to `wanted`: what differs is removed and made anew, without records.
 * Returns the names of those that were removed, once all is so.
 * @throws UserError (exit 2) where it does not come about
 */
export async function restoreTopics(
  broker: BrokerConnection,
  wanted: readonly TopicState[],
): Promise<string[]> {
  const key = (state: TopicState) => JSON.stringify(state)
  const missing = (have: readonly TopicState[]) => wanted.filter((w) => !have.some((h) => key(h) === key(w)))
  const surplus = (have: readonly TopicState[]) => have.filter((h) => !wanted.some((w) => key(h) === key(w)))

  const removed = surplus(await topicStates(broker)).map(({ topic }) => topic)
  if (removed.length > 0) await broker.deleteTopics(removed)
  const done = await until(
    async () => {
      const have = await topicStates(broker)
      if (surplus(have).length > 0) return null
      const toMake = missing(have)
      if (toMake.length === 0) return true
      // Refused while the one of that name is still being removed: then the next look tries again.
      await broker.createTopics(toMake).catch(() => {})
      return null
    },
    { deadline: DEADLINE, every: 20 },
  )
  if (done === null)
    throw new UserError(words.cli.topicsStay((await topicStates(broker)).map(({ topic }) => topic)), {
      help: words.cli.topicsStayHelp,
    })
  return removed
}
