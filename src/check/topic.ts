import type { Facts, TopicFacts } from '../kafka/model.ts'
import { words } from '../words/index.ts'
import type { CheckContext, CheckResult, OffsetsCheck, RecordsCheck, TopicCheck } from './model.ts'
import { nearName } from './near.ts'
import { result, verdictOf, type Wrong } from './result.ts'

/** `topic: NAME` with what it must have. A config counts only where the topic itself carries it. */
export async function judgeTopic(
  spec: TopicCheck,
  facts: Facts,
  context: CheckContext,
): Promise<CheckResult> {
  const found = await findTopic(spec, facts, context)
  if (!found.ok) return found.result
  const { topic } = found

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

type Found =
  | { readonly ok: true; readonly topic: TopicFacts }
  | { readonly ok: false; readonly result: CheckResult }

/** The topic that a check is about; where it is not there, or a partition has no leader, what is to be said. */
export async function findTopic(
  spec: TopicCheck | RecordsCheck | OffsetsCheck,
  facts: Facts,
  context: CheckContext,
): Promise<Found> {
  const topics = await facts.topics()
  const topic = topics.get(spec.topic)
  if (topic === undefined) return { ok: false, result: missing(spec, topics, context) }
  if (topic.partitions.every(({ leader }) => leader !== null)) return { ok: true, topic }
  const message = words.check.noLeaderYet(topic.topic)
  const actual = { topic: topic.topic }
  return { ok: false, result: result(spec, { verdict: 'pending', message, actual, converging: true }) }
}

function missing(
  spec: TopicCheck | RecordsCheck | OffsetsCheck,
  topics: ReadonlyMap<string, TopicFacts>,
  context: CheckContext,
): CheckResult {
  const wanted = spec.topic
  const near = nearName(
    wanted,
    ownTopics(topics).filter((topic) => !context.labTopics.has(topic)),
  )
  return near === null
    ? result(spec, { verdict: 'pending', message: words.check.topicNotThereYet(wanted), actual: null })
    : result(spec, {
        verdict: 'failed',
        message: words.check.topicNotThere(wanted),
        actual: { topic: near },
        help: (collide(wanted, near) ? words.check.collidingTopic : words.check.mistypedTopic)(
          wanted,
          near,
          context.bootstrapServer,
        ),
      })
}

/** In the names of metrics a dot becomes an underscore: of two topics that are one there, Kafka has one only. */
function collide(one: string, other: string): boolean {
  return one.replaceAll('.', '_') === other.replaceAll('.', '_')
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
