import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { CheckContext, TopicCheck } from '../../src/check/model.ts'
import { judgeTopic } from '../../src/check/topic.ts'
import { DEFAULTS, facts, type TopicNote } from '../facts.ts'

const context: CheckContext = {
  bootstrapServer: 'my-kafka:9092',
  labTopics: new Set(['hellokafka', 'hellokafka2', 'hello.kafka']),
}
const wanted: TopicCheck = {
  kind: 'topic',
  topic: 'hellokafka2',
  partitions: 3,
  replicationFactor: 1,
  config: { 'retention.ms': '172800000' },
}
const right: TopicNote = { partitions: 3, own: { 'retention.ms': '172800000' } }

function judge(topics: Readonly<Record<string, TopicNote>>, spec: TopicCheck = wanted) {
  return judgeTopic(spec, facts(topics), context)
}

const expected = {
  topic: 'hellokafka2',
  partitions: 3,
  replicationFactor: 1,
  config: { 'retention.ms': '172800000' },
}

test('a topic that is as it should be', async () => {
  expect(await judge({ hellokafka2: right, other: {} })).toEqual({
    kind: 'topic',
    verdict: 'passed',
    message: 'topic hellokafka2 is as it should be',
    expected,
    actual: expected,
    help: null,
    converging: false,
  })
})

test('what is not asked for may be anything', async () => {
  const topic = {
    partitions: 7,
    replicas: [0, 1, 2],
    own: { 'cleanup.policy': 'compact', 'retention.ms': '1' },
  }
  expect(await judge({ a: topic }, { kind: 'topic', topic: 'a' })).toMatchObject({
    verdict: 'passed',
    expected: { topic: 'a' },
    actual: { topic: 'a', partitions: 7, replicationFactor: 3, config: topic.own },
  })
})

describe('one thing is wrong', () => {
  const wrong: [what: string, topic: TopicNote, message: string, help: string][] = [
    [
      'too few partitions',
      { ...right, partitions: 1 },
      'hellokafka2 has 1 partition, want 3',
      'partitions can be added: kafka-topics.sh --bootstrap-server my-kafka:9092 --alter --topic hellokafka2 --partitions 3',
    ],
    [
      'too many partitions',
      { ...right, partitions: 4 },
      'hellokafka2 has 4 partitions, want 3',
      "partitions can't be taken away again: delete the topic and create it anew (kafka-topics.sh --bootstrap-server my-kafka:9092 --delete --topic hellokafka2)",
    ],
    [
      'more replicas',
      { ...right, replicas: [0, 1] },
      'hellokafka2 has replication factor 2, want 1',
      'delete the topic and create it anew (kafka-topics.sh --bootstrap-server my-kafka:9092 --delete --topic hellokafka2)',
    ],
    [
      'another value',
      { ...right, own: { 'retention.ms': '1728000' } },
      'hellokafka2 has retention.ms=1728000, want 172800000',
      'a config can be changed while the topic lives: kafka-configs.sh --bootstrap-server my-kafka:9092 --entity-type topics --entity-name hellokafka2 --alter --add-config retention.ms=172800000',
    ],
    [
      'no value of its own',
      { ...right, own: {} },
      'hellokafka2 has no retention.ms of its own, want 172800000',
      'a config can be changed while the topic lives: kafka-configs.sh --bootstrap-server my-kafka:9092 --entity-type topics --entity-name hellokafka2 --alter --add-config retention.ms=172800000',
    ],
    [
      'another config of that value',
      { ...right, own: { 'retention.bytes': '172800000' } },
      'hellokafka2 has no retention.ms of its own, want 172800000',
      'a config can be changed while the topic lives: kafka-configs.sh --bootstrap-server my-kafka:9092 --entity-type topics --entity-name hellokafka2 --alter --add-config retention.ms=172800000',
    ],
  ]
  test.each(wrong)('%s', async (_, topic, message, help) => {
    const { own, partitions, replicas } = topic
    expect(await judge({ hellokafka2: topic })).toEqual({
      kind: 'topic',
      verdict: 'failed',
      message,
      expected,
      actual: {
        topic: 'hellokafka2',
        partitions,
        replicationFactor: replicas?.length ?? 1,
        config: own,
      },
      help,
      converging: false,
    })
  })
})

test('several things are wrong: all are said, the first help is given', async () => {
  expect(await judge({ hellokafka2: { replicas: [0, 1], own: { 'retention.ms': '5' } } })).toMatchObject({
    verdict: 'failed',
    message:
      'hellokafka2 has 1 partition, want 3; hellokafka2 has replication factor 2, want 1; hellokafka2 has retention.ms=5, want 172800000',
    help: 'partitions can be added: kafka-topics.sh --bootstrap-server my-kafka:9092 --alter --topic hellokafka2 --partitions 3',
  })
})

test('each config that is wrong is said', async () => {
  const spec: TopicCheck = {
    kind: 'topic',
    topic: 'a',
    config: { 'retention.ms': '1', 'segment.bytes': '2', 'cleanup.policy': 'compact' },
  }
  expect(
    await judge({ a: { own: { 'segment.bytes': '3', 'cleanup.policy': 'compact' } } }, spec),
  ).toMatchObject({
    message: 'a has no retention.ms of its own, want 1; a has segment.bytes=3, want 2',
  })
})

test('a default of the broker does not count, though it is the value wanted', async () => {
  const spec: TopicCheck = {
    kind: 'topic',
    topic: 'a',
    config: { 'retention.ms': DEFAULTS['retention.ms'] ?? '' },
  }
  expect(await judge({ a: {} }, spec)).toMatchObject({
    verdict: 'failed',
    message: 'a has no retention.ms of its own, want 604800000',
  })
  expect(await judge({ a: { own: { 'retention.ms': '604800000' } } }, spec)).toMatchObject({
    verdict: 'passed',
  })
})

describe('the config was set on another topic', () => {
  test('which is told', async () => {
    const topics = { hellokafka2: { partitions: 3 }, mine: { own: { 'retention.ms': '172800000' } } }
    expect(await judge(topics)).toMatchObject({
      verdict: 'failed',
      message: 'hellokafka2 has no retention.ms of its own, want 172800000',
      help: 'mine has retention.ms=172800000: was that meant for hellokafka2?',
    })
  })

  test('not where the topic has a value of its own', async () => {
    const topics = {
      hellokafka2: { partitions: 3, own: { 'retention.ms': '1' } },
      mine: { own: { 'retention.ms': '172800000' } },
    }
    expect((await judge(topics)).help).toMatch(/^a config can be changed/)
  })

  test("not where it is one of Kafka's own", async () => {
    const topics = {
      a: {},
      __consumer_offsets: { internal: true, own: { 'cleanup.policy': 'compact' } },
    }
    const spec: TopicCheck = { kind: 'topic', topic: 'a', config: { 'cleanup.policy': 'compact' } }
    expect((await judge(topics, spec)).help).toMatch(/^a config can be changed/)
  })
})

describe('the topic is not there', () => {
  const gone = {
    kind: 'topic',
    verdict: 'pending',
    expected,
    actual: null,
    help: null,
    converging: false,
  } as const

  test('nothing is', async () => {
    expect(await judge({})).toEqual({ ...gone, message: 'topic hellokafka2 is not there yet' })
  })

  test.each(['orders', 'kafka', 'hello'])('%s is no slip of its name', async (name) => {
    expect(await judge({ [name]: {} })).toEqual({ ...gone, message: 'topic hellokafka2 is not there yet' })
  })

  test.each(['hellokafka', 'hello.kafka'])('%s is a topic of the lab, and no slip', async (name) => {
    expect(await judge({ [name]: {} })).toEqual({ ...gone, message: 'topic hellokafka2 is not there yet' })
  })

  test.each(['helokafka2', 'hellokakfa2', 'HelloKafka2', 'hello_kafka2', 'hellokafka3', 'hellokafka22'])(
    '%s is a slip of its name',
    async (name) => {
      expect(await judge({ [name]: right, orders: {} })).toEqual({
        ...gone,
        verdict: 'failed',
        message: 'topic hellokafka2 is not there',
        actual: { topic: name },
        help:
          `there is a topic ${name}: was that meant to be hellokafka2? Create hellokafka2, and remove the other with ` +
          `kafka-topics.sh --bootstrap-server my-kafka:9092 --delete --topic ${name}`,
      })
    },
  )

  test('hello_kafka for hello.kafka', async () => {
    expect(
      await judge({ hello_kafka: {}, hellokafka: {} }, { kind: 'topic', topic: 'hello.kafka' }),
    ).toMatchObject({
      verdict: 'failed',
      message: 'topic hello.kafka is not there',
      actual: { topic: 'hello_kafka' },
      help:
        'there is a topic hello_kafka, and as long as it is there, hello.kafka is refused. Remove it with ' +
        'kafka-topics.sh --bootstrap-server my-kafka:9092 --delete --topic hello_kafka, and then create hello.kafka',
    })
  })

  test("the help names the cluster's own address", async () => {
    const elsewhere = { ...context, bootstrapServer: 'my-kafka:10092' }
    const { help } = await judgeTopic(wanted, facts({ helokafka2: {} }), elsewhere)
    expect(help).toContain('--bootstrap-server my-kafka:10092 --delete')
    expect((await judgeTopic(wanted, facts({ hellokafka2: {} }), elsewhere)).help).toContain('my-kafka:10092')
  })
})

test.each([
  ['at all', { ...right, leaders: [null, null, null] }],
  ['in one partition', { ...right, leaders: [0, 0, null] }],
  ['and something else is wrong', { partitions: 2, leaders: [null, 0] }],
])('no leader %s: it is not there yet, and may come by itself', async (_, topic) => {
  expect(await judge({ hellokafka2: topic })).toEqual({
    kind: 'topic',
    verdict: 'pending',
    message: 'hellokafka2 is there, but has no leader yet',
    expected,
    actual: { topic: 'hellokafka2' },
    help: null,
    converging: true,
  })
})

test('what is said to be there is what the message speaks of', async () => {
  const { message, actual } = await judge({ hellokafka2: { ...right, replicas: [[0], [0, 1], [0]] } })
  expect(message).toBe('hellokafka2 has replication factor 2, want 1')
  expect(actual).toMatchObject({ replicationFactor: 2 })
})

const name = fc.stringMatching(/^[A-Za-z0-9._-]{1,12}$/).filter((text) => text !== '.' && text !== '..')
const note: fc.Arbitrary<TopicNote> = fc.record(
  {
    partitions: fc.integer({ min: 1, max: 5 }),
    replicas: fc.uniqueArray(fc.nat(3), { minLength: 1, maxLength: 3 }),
    leaders: fc.array(fc.option(fc.nat(3)), { maxLength: 5 }),
    own: fc.dictionary(fc.constantFrom('retention.ms', 'segment.bytes'), fc.constantFrom('1', '2', '-1')),
    internal: fc.boolean(),
  },
  { requiredKeys: [] },
)
const spec: fc.Arbitrary<TopicCheck> = fc
  .record(
    {
      partitions: fc.integer({ min: 1, max: 5 }),
      replicationFactor: fc.integer({ min: 1, max: 3 }),
      config: fc.dictionary(fc.constantFrom('retention.ms', 'segment.bytes'), fc.constantFrom('1', '2')),
    },
    { requiredKeys: [] },
  )
  .chain((rest) => name.map((topic): TopicCheck => ({ kind: 'topic', topic, ...rest })))

test('whatever is there, a check passes exactly when it should, and never throws', async () => {
  await fc.assert(
    fc.asyncProperty(
      spec,
      fc.dictionary(name, note, { maxKeys: 4 }),
      fc.option(note),
      async (check, others, own) => {
        const topics = own === null ? others : { ...others, [check.topic]: own }
        const topic = Object.hasOwn(topics, check.topic) ? topics[check.topic] : undefined
        const is =
          topic !== undefined &&
          (await facts(topics).topics()).get(check.topic)?.partitions.every((p) => p.leader !== null) ===
            true &&
          (check.partitions ?? topic.partitions ?? 1) === (topic.partitions ?? 1) &&
          (check.replicationFactor ?? topic.replicas?.length ?? 1) === (topic.replicas?.length ?? 1) &&
          Object.entries(check.config ?? {}).every(([key, value]) => topic.own?.[key] === value)
        const result = await judge(topics, check)
        expect(result.verdict === 'passed').toBe(is)
        expect(result.verdict).not.toBe('blocked')
        expect(result.message).not.toMatch(/undefined|null|NaN|\[object/)
        expect(result.converging && result.verdict !== 'pending').toBe(false)
        expect(result.help === null || result.verdict === 'failed').toBe(true)
      },
    ),
  )
})
