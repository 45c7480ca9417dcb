import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { adaptLab, adaptText, adaptWay, bookText } from '../src/lab/adapt.ts'
import type { Lab, Way } from '../src/lab/model.ts'

const book = { bootstrapServer: 'my-kafka:9092', zookeeper: 'my-kafka:2181', archive: null }
const moved = { bootstrapServer: 'my-kafka:10092', zookeeper: 'my-kafka:3181', archive: null }

const lab: Lab = {
  number: 3,
  slug: 'topics',
  title: 'Topics',
  needs: [],
  courseTopics: [],
  minutes: 20,
  on: 'cluster',
  intro: 'The broker is `my-kafka:9092`, ZooKeeper `my-kafka:2181`.',
  steps: [
    {
      id: 'create',
      title: 'Create on `my-kafka:9092`',
      line: 5,
      blocks: [
        { kind: 'prose', markdown: '`--bootstrap-server my-kafka:9092`' },
        {
          kind: 'command',
          command: 'kafka-topics.sh --bootstrap-server my-kafka:9092 --zookeeper=my-kafka:2181',
          manner: 'endless',
          where: 'workbench',
          typed: ['to my-kafka:9092'],
        },
      ],
      task: { kind: 'work', checks: [{ kind: 'topic', topic: 'a' }] },
      hints: ['Ask my-kafka:9092.', 'Or my-kafka:2181.'],
    },
    {
      id: 'ask',
      title: 'Ask',
      line: 9,
      blocks: [],
      task: {
        kind: 'question',
        ask: 'How many topics has my-kafka:9092?',
        answer: { kind: 'topic-count', internal: false },
      },
      hints: [],
    },
  ],
}

test("each of the book's addresses becomes the cluster's", () => {
  expect(adaptText('a my-kafka:9092 b my-kafka:2181 c my-kafka:9092,my-kafka:2181', moved)).toBe(
    'a my-kafka:10092 b my-kafka:3181 c my-kafka:10092,my-kafka:3181',
  )
})

test.each(['my-kafka', 'my-kafka:9093', 'localhost:9092', ':9092', 'my-kafka:90921', 'not-my-kafka:9092'])(
  '%s is another address, and stays',
  (text) => expect(adaptText(text, moved)).toBe(text),
)

test("where the ports are the book's nothing changes", () => {
  expect(adaptLab(lab, book)).toEqual(lab)
})

test('what is shown, what is run, and the hints', () => {
  const { intro, steps } = adaptLab(lab, moved)
  expect(intro).toBe('The broker is `my-kafka:10092`, ZooKeeper `my-kafka:3181`.')
  expect(steps[0]?.blocks).toEqual([
    { kind: 'prose', markdown: '`--bootstrap-server my-kafka:10092`' },
    {
      kind: 'command',
      command: 'kafka-topics.sh --bootstrap-server my-kafka:10092 --zookeeper=my-kafka:3181',
      manner: 'endless',
      where: 'workbench',
      typed: ['to my-kafka:10092'],
    },
  ])
  expect(steps[0]?.hints).toEqual(['Ask my-kafka:10092.', 'Or my-kafka:3181.'])
})

test("no address of the book's is left in anything that is shown", () => {
  expect(JSON.stringify(adaptLab(lab, moved))).not.toMatch(/my-kafka:(9092|2181)\b/)
})

test('what is no text stays, and the lab itself is not changed', () => {
  const before = structuredClone(lab)
  const after = adaptLab(lab, moved)
  expect(lab).toEqual(before)
  expect(after.steps.map(({ id, line }) => [id, line])).toEqual(lab.steps.map(({ id, line }) => [id, line]))
  expect(after.steps[0]?.task).toEqual(lab.steps[0]?.task)
})

test('twice is as once: a command that was adapted already may be adapted again', () => {
  const port = fc.integer({ min: 1, max: 65_535 }).map(String)
  const text = fc
    .array(fc.constantFrom('my-kafka:9092', 'my-kafka:2181', ' ', 'x'), { maxLength: 6 })
    .map((parts) => parts.join(' '))
  const cluster = fc
    .record({
      bootstrapServer: fc.oneof(port, fc.constant('21810')),
      zookeeper: fc.oneof(port, fc.constant('21811')),
    })
    .filter(({ bootstrapServer, zookeeper }) => bootstrapServer !== '2181' && zookeeper !== '9092')
    .map(({ bootstrapServer, zookeeper }) => ({
      bootstrapServer: `my-kafka:${bootstrapServer}`,
      zookeeper: `my-kafka:${zookeeper}`,
      archive: null,
    }))
  fc.assert(
    fc.property(text, cluster, (written, where) => {
      const once = adaptText(written, where)
      expect(adaptText(once, where)).toBe(once)
    }),
  )
})

describe('the archive', () => {
  const URL = 'http://mirror/kafka/2.5.0/kafka_2.12-2.5.0.tgz'
  const elsewhere = { ...moved, archive: 'file:///home/mirror/kafka_2.12-2.5.0.tgz' }

  test('is fetched from where it is here, and where that is the book’s nothing changes', () => {
    expect(adaptText(`curl -O ${URL}`, elsewhere)).toBe(`curl -O ${elsewhere.archive}`)
    expect(adaptText(`curl -O ${URL}`, book)).toBe(`curl -O ${URL}`)
  })

  test('what was said of it here is told with the book’s address', () => {
    expect(bookText(`my-kafka:10092 my-kafka:3181 ${elsewhere.archive}`, elsewhere)).toBe(
      `my-kafka:9092 my-kafka:2181 ${URL}`,
    )
    expect(bookText(`my-kafka:9092 my-kafka:2181 ${URL}`, book)).toBe(`my-kafka:9092 my-kafka:2181 ${URL}`)
  })
})

test('a way stays at its place, with what is typed and waited for here', () => {
  const way: Way = {
    kind: 'run',
    act: {
      command: 'a my-kafka:9092',
      where: 'instance',
      typed: ['my-kafka:2181'],
      stop: { kind: 'ctrl-c', until: [{ kind: 'shows', text: 'my-kafka:9092' }] },
    },
    beside: {
      command: 'b my-kafka:9092',
      where: 'workbench',
      ready: [{ kind: 'shows', text: 'my-kafka:2181' }],
    },
  }
  expect(adaptWay(way, moved)).toEqual(
    JSON.parse(JSON.stringify(way).replaceAll('9092', '10092').replaceAll('2181', '3181')),
  )
  expect(adaptWay(way, book)).toEqual(way)
})
