import type { Facts, TopicFacts } from '../kafka/model.ts'
import { words } from '../words/index.ts'
import type { CheckContext, CheckResult, CheckSpec, Json } from './model.ts'
import { nearTopic } from './near.ts'

/** `topic: NAME` with what it must have. A config counts only where the topic itself carries it. */
export async function judgeTopic(spec: CheckSpec, facts: Facts, context: CheckContext): Promise<CheckResult> {
  const wanted = {
    topic: spec.topic,
    ...(spec.partitions === undefined ? {} : { partitions: spec.partitions }),
    ...(spec.replicationFactor === undefined ? {} : { replicationFactor: spec.replicationFactor }),
    ...(spec.config === undefined ? {} : { config: spec.config }),
  }
  const result = (
    rest: Omit<CheckResult, 'kind' | 'expected' | 'converging'> & { converging?: boolean },
  ) => ({
    kind: 'topic',
    expected: wanted,
    converging: false,
    ...rest,
  })

  const topics = await facts.topics()
  const topic = topics.get(spec.topic)
  if (topic === undefined) return result(missing(spec.topic, ownTopics(topics), context))
  if (topic.partitions.some((p) => p.leader === null))
    return result({
      verdict: 'pending',
      message: words.check.noLeaderYet(spec.topic),
      actual: { topic: spec.topic },
      help: null,
      converging: true,
    })

  const overrides = await facts.overrides(spec.topic)
  const wrong = [
    ...partitionCount(spec, topic, context),
    ...replicationFactor(spec, topic, context),
    ...(await configs(spec, overrides, facts, context)),
  ]
  return result({
    verdict: wrong.length === 0 ? 'passed' : 'failed',
    message:
      wrong.length === 0 ? words.check.topicIsRight(spec.topic) : wrong.map((w) => w.message).join('; '),
    actual: {
      topic: spec.topic,
      partitions: topic.partitions.length,
      replicationFactor:
        oddReplication(topic, spec.replicationFactor) ?? topic.partitions[0]?.replicas.length ?? 0,
      config: overrides,
    } satisfies Json,
    help: wrong.map((w) => w.help).find((help) => help !== null) ?? null,
  })
}

type Wrong = { readonly message: string; readonly help: string | null }

function missing(wanted: string, present: readonly string[], context: CheckContext) {
  const near = nearTopic(
    wanted,
    present.filter((topic) => !context.labTopics.has(topic)),
  )
  return near === null
    ? ({
        verdict: 'pending',
        message: words.check.topicNotThereYet(wanted),
        actual: null,
        help: null,
      } as const)
    : ({
        verdict: 'failed',
        message: words.check.topicNotThere(wanted),
        actual: { topic: near },
        help: words.check.mistypedTopic(wanted, near, context.bootstrapServer),
      } as const)
}

function partitionCount(spec: CheckSpec, topic: TopicFacts, context: CheckContext): Wrong[] {
  const have = topic.partitions.length
  const want = spec.partitions
  if (want === undefined || have === want) return []
  const help =
    have < want
      ? words.check.addPartitions(topic.topic, want, context.bootstrapServer)
      : words.check.recreateForFewerPartitions(topic.topic, context.bootstrapServer)
  return [{ message: words.check.partitions(topic.topic, have, want), help }]
}

function replicationFactor(spec: CheckSpec, topic: TopicFacts, context: CheckContext): Wrong[] {
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
function ownTopics(topics: ReadonlyMap<string, TopicFacts>): string[] {
  return [...topics.values()].filter(({ internal }) => !internal).map(({ topic }) => topic)
}

async function configs(
  spec: CheckSpec,
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
