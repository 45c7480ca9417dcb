import type { Facts, TopicFacts } from '../kafka/model.ts'
import { words } from '../words/index.ts'
import type { CheckContext, CheckResult, TopicCheck } from './model.ts'
import { nearName } from './near.ts'
import { result, verdictOf, type Wrong } from './result.ts'

/** `topic: NAME` with what it must have. A config counts only where the topic itself carries it. */
export async function judgeTopic(
  spec: TopicCheck,
  facts: Facts,
  context: CheckContext,
): Promise<CheckResult> {
  const topics = await facts.topics()
  const topic = topics.get(spec.topic)
  if (topic === undefined) return result(spec, missingTopic(spec.topic, topics, context))
  const unsettled = withoutLeader(topic)
  if (unsettled !== null) return result(spec, unsettled)

  const overrides = await facts.overrides(spec.topic)
  const wrong = [
    ...partitionCount(spec, topic, context),
    ...replicationFactor(spec, topic, context),
    ...(await configs(spec, overrides, facts, context)),
  ]
  return verdictOf(spec, wrong, words.check.topicIsRight(spec.topic), {
    topic: spec.topic,
    partitions: topic.partitions.length,
    replicationFactor:
      oddReplication(topic, spec.replicationFactor) ?? topic.partitions[0]?.replicas.length ?? 0,
    config: overrides,
  })
}

/** What is to be said of a topic one of whose partitions has no leader; null where all have. */
export function withoutLeader({ topic, partitions }: TopicFacts) {
  if (partitions.every(({ leader }) => leader !== null)) return null
  return {
    verdict: 'pending',
    message: words.check.noLeaderYet(topic),
    actual: { topic },
    converging: true,
  } as const
}

/** What is to be said of a topic that is not there. */
export function missingTopic(wanted: string, topics: ReadonlyMap<string, TopicFacts>, context: CheckContext) {
  const near = nearName(
    wanted,
    ownTopics(topics).filter((topic) => !context.labTopics.has(topic)),
  )
  return near === null
    ? ({ verdict: 'pending', message: words.check.topicNotThereYet(wanted), actual: null } as const)
    : ({
        verdict: 'failed',
        message: words.check.topicNotThere(wanted),
        actual: { topic: near },
        help: words.check.mistypedTopic(wanted, near, context.bootstrapServer),
      } as const)
}

function partitionCount(spec: TopicCheck, topic: TopicFacts, context: CheckContext): Wrong[] {
  const have = topic.partitions.length
  const want = spec.partitions
  if (want === undefined || have === want) return []
  const help =
    have < want
      ? words.check.addPartitions(topic.topic, want, context.bootstrapServer)
      : words.check.recreateForFewerPartitions(topic.topic, context.bootstrapServer)
  return [{ message: words.check.partitions(topic.topic, have, want), help }]
}

function replicationFactor(spec: TopicCheck, topic: TopicFacts, context: CheckContext): Wrong[] {
  const want = spec.replicationFactor
  const have = want === undefined ? undefined : oddReplication(topic, want)
  if (want === undefined || have === undefined) return []
  return [
    {
      message: words.check.replicationFactor(topic.topic, have, want),
      help: words.check.recreateForReplication(topic.topic, context.bootstrapServer),
    },
  ]
}

/** The number of replicas of a partition that has not as many as wanted. */
function oddReplication(topic: TopicFacts, want: number | undefined): number | undefined {
  return topic.partitions.find(({ replicas }) => replicas.length !== want)?.replicas.length
}

/** The topics that people make: Kafka's own are nobody's slip. */
export function ownTopics(topics: ReadonlyMap<string, TopicFacts>): string[] {
  return [...topics.values()].filter(({ internal }) => !internal).map(({ topic }) => topic)
}

async function configs(
  spec: TopicCheck,
  have: Readonly<Record<string, string>>,
  facts: Facts,
  context: CheckContext,
): Promise<Wrong[]> {
  const wrong: Wrong[] = []
  for (const [name, want] of Object.entries(spec.config ?? {})) {
    const value = have[name]
    if (value === want) continue
    const elsewhere = value === undefined ? await carrierOf(name, want, facts) : null
    wrong.push({
      message:
        value === undefined
          ? words.check.configNotSet(spec.topic, name, want)
          : words.check.configDiffers(spec.topic, name, value, want),
      help:
        elsewhere === null
          ? words.check.setConfig(spec.topic, name, want, context.bootstrapServer)
          : words.check.configOnOther(spec.topic, name, want, elsewhere),
    })
  }
  return wrong
}

/** The other topic that carries just this config: the learner's slip of one name. */
async function carrierOf(name: string, value: string, facts: Facts): Promise<string | null> {
  for (const topic of ownTopics(await facts.topics()))
    if ((await facts.overrides(topic))[name] === value) return topic
  return null
}
