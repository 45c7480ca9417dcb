import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { bareAnswer, noRecord, remark } from '../src/remark.ts'

const book = { engine: 'local', bootstrapServer: 'my-kafka:9092', zookeeper: 'my-kafka:2181' } as const
const moved = { ...book, bootstrapServer: 'my-kafka:10092', zookeeper: 'my-kafka:3181' } as const
const inContainer = { ...book, engine: 'docker' } as const

describe('a tool that the shell did not find', () => {
  test.each([
    ['kafka-topic.sh --list', 'kafka-topic.sh', 'kafka-topics.sh'],
    ['bin/kafka-topic.sh --list', 'kafka-topic.sh', 'kafka-topics.sh'],
    ['./kafka-topisc.sh --list', 'kafka-topisc.sh', 'kafka-topics.sh'],
    ['  kafka-topics --list', 'kafka-topics', 'kafka-topics.sh'],
    ['Kafka-Topics.sh', 'Kafka-Topics.sh', 'kafka-topics.sh'],
    ['kafka-topics.sh.', 'kafka-topics.sh.', 'kafka-topics.sh'],
    ['kafka-console-producr.sh \\\n --topic a', 'kafka-console-producr.sh', 'kafka-console-producer.sh'],
    ['kafka-consumer-group.sh', 'kafka-consumer-group.sh', 'kafka-consumer-groups.sh'],
  ])('%s', (command, typed, meant) =>
    expect(remark(command, 127, book)).toBe(`there is no ${typed}; did you mean ${meant}?`),
  )

  test.each(['gti status', 'kubectl get pods', '카프카', '', '   ', '/', 'kafka-topics.sh --list'])(
    'nothing on %j',
    (command) => expect(remark(command, 127, book)).toBe(null),
  )
})

describe('an address where no broker of ours listens', () => {
  test.each([
    ['kafka-topics.sh --bootstrap-server my-kafka:9093 --list', book, 'my-kafka:9093', 'my-kafka:9092'],
    // The workbench's container is not the broker's.
    [
      'kafka-topics.sh --bootstrap-server localhost:9092 --list',
      inContainer,
      'localhost:9092',
      'my-kafka:9092',
    ],
    ['kafka-topics.sh --bootstrap-server=my-kafka:9093 --list', book, 'my-kafka:9093', 'my-kafka:9092'],
    ['kafka-topics.sh --bootstrap-server  mykafka:9092 --list', book, 'mykafka:9092', 'my-kafka:9092'],
    ['kafka-topics.sh --bootstrap-server my-kafka:9092 --list', moved, 'my-kafka:9092', 'my-kafka:10092'],
    ['kafka-topics.sh --bootstrap-server my-kafka --list', book, 'my-kafka', 'my-kafka:9092'],
    ['kafka-topics.sh --zookeeper my-kafka:9092 --list', book, 'my-kafka:9092', 'my-kafka:2181'],
    ['kafka-topics.sh --zookeeper my-kafka:2181 --list', moved, 'my-kafka:2181', 'my-kafka:3181'],
  ])('%s', (command, cluster, typed, right) =>
    expect(remark(command, 1, cluster)).toBe(`${typed} is not where this cluster listens: ${right} is`),
  )
})

describe('another cluster that took what was sent there', () => {
  test.each([
    ['kafka-console-producer.sh --bootstrap-server elsewhere:9092 --topic a', 0],
    ['kafka-console-producer.sh --broker-list elsewhere:9092 --topic a', 130],
  ])('%s', (command, exit) =>
    expect(remark(command, exit, book)).toBe(
      'elsewhere:9092 is not where this cluster listens: my-kafka:9092 is',
    ),
  )
})

describe('an answer typed as it is, where a question is asked', () => {
  test.each(['5', 'empty', ' consumer-hello-group-1 '])('%s', (command) =>
    expect(bareAnswer(command, 127)).toBe(`to answer the question: answer ${command.trim()}`),
  )
  test.each([
    ['a command that was found', 'ls', 0],
    ['several words', 'how many', 127],
    ['a path', 'bin/x', 127],
    ['no command', null, 127],
  ] as const)('nothing on %s', (_, command, exit) => expect(bareAnswer(command, exit)).toBe(null))
})

describe('a consumer that has shown no record', () => {
  const topics = ['hellokafka', 'hello.kafka', 'test']
  const none = '[2026] WARN {hello.kakfa=LEADER_NOT_AVAILABLE}\n^CProcessed a total of 0 messages\n'
  const read = (options: string) =>
    `bin/kafka-console-consumer.sh --bootstrap-server my-kafka:10092 \\\n ${options}`

  test.each(['--topic hello.kakfa --from-beginning', '--topic="hello.kakfa"'])(
    'of a mistyped topic: %s',
    (options) =>
      expect(noRecord(read(options), none, topics, moved)).toBe(
        'no record of hello.kakfa came: a consumer creates a topic that is not there, so a mistyped name goes unnoticed. ' +
          'Was it meant to be hello.kafka? Then remove the other with ' +
          'kafka-topics.sh --bootstrap-server my-kafka:10092 --delete --topic hello.kakfa',
      ),
  )

  test.each(['--topic hello.kafka', '--topic hello.kafka --group hello-group'])(
    'from the end on: %s',
    (options) =>
      expect(noRecord(read(options), none, topics, moved)).toBe(
        'no record came: without --from-beginning a consumer starts at the end, or where its group has committed',
      ),
  )

  test.each([
    ['of all from the beginning', read('--topic hello.kafka --from-beginning'), none, moved],
    ['from an offset', read('--topic hello.kafka --partition 0 --offset 9'), none, moved],
    ['of a topic that is like none', read('--topic visits --from-beginning'), none, moved],
    ['where records came', read('--topic hello.kakfa'), 'x\nProcessed a total of 10 messages', moved],
    ['of another tool', 'cat log', none, moved],
    ['of no command', null, none, moved],
    ['on the instance', read('--topic hello.kakfa'), none, null],
  ] as const)('nothing is said %s', (_, command, printed, cluster) =>
    expect(noRecord(command, printed, topics, cluster)).toBe(null),
  )
})

describe('no address at all', () => {
  test.each(['kafka-topics.sh --list', 'bin/kafka-topics.sh \\\n --create \\\n --topic hellokafka'])(
    '%j',
    (command) =>
      expect(remark(command, 1, moved)).toBe(
        'every tool wants to know which cluster: --bootstrap-server my-kafka:10092',
      ),
  )
})

describe('nothing is said', () => {
  test.each([
    ['where it worked', 'kafka-topics.sh --bootstrap-server my-kafka:9092 --list', 0],
    ['where no address is named, and it worked', 'kafka-run-class.sh kafka.tools.StateChangeLogMerger', 0],
    ['of no command', null, 1],
    ['of another failure', 'kafka-topics.sh --bootstrap-server my-kafka:9092 --create', 1],
    ['of localhost, which is the same broker', 'kafka-topics.sh --bootstrap-server localhost:9092 --list', 1],
    ['of 127.0.0.1, which is too', 'kafka-topics.sh --bootstrap-server 127.0.0.1:9092 --list', 1],
    ['where help was asked for', 'kafka-topics.sh --help', 1],
    ['of a pipe, whose other end may have failed', 'kafka-topics.sh --list | false', 1],
    ['of what is no tool of Kafka', 'ls --list', 1],
    ['where the address is missing', 'kafka-topics.sh --bootstrap-server', 1],
    ['of quotes around the address', 'kafka-topics.sh --bootstrap-server "my-kafka:9092" --bad', 1],
    ["of quotes around the address (')", "kafka-topics.sh --bootstrap-server 'my-kafka:9092' --bad", 1],
    ['of a variable', 'kafka-topics.sh --bootstrap-server $BROKER --bad', 1],
    ['of a variable in it', 'kafka-topics.sh --bootstrap-server my-kafka:$PORT --bad', 1],
    ['of a line that goes on', 'kafka-topics.sh --bootstrap-server \\\n  my-kafka:9092 --bad', 1],
    ['of what ends the command', 'kafka-topics.sh --bad --bootstrap-server my-kafka:9092; false', 1],
    ['of Ctrl-C', 'kafka-console-consumer.sh --bootstrap-server my-kafka:9092 --topic a', 130],
  ] as const)('%s', (_, command, exit) => expect(remark(command, exit, book)).toBe(null))
})

test('no command makes it throw', () => {
  const text = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc
      .tuple(
        fc.constantFrom('--bootstrap-server', '--zookeeper', 'kafka-topics.sh', '(', '[', '\\'),
        fc.string(),
      )
      .map((parts) => parts.join(' ')),
  )
  fc.assert(
    fc.property(text, fc.constantFrom(1, 127, 130), (command, exit) => {
      expect([null, 'string']).toContain(remark(command, exit, book) === null ? null : 'string')
    }),
  )
})

test('the stack knows its broker by the name of its service too', () => {
  expect(remark('kafka-topics.sh --bootstrap-server kafka:9092 --list', 1, inContainer)).toBe(null)
  expect(remark('kafka-topics.sh --bootstrap-server kafka:9092 --list', 1, book)).not.toBe(null)
  expect(remark('kafka-topics.sh --bootstrap-server localhost:9092 --list', 1, book)).toBe(null)
})
