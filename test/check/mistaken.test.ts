import { describe, expect, test } from 'vitest'
import type { AnswerSpec, ClusterAnswer, InstanceAnswer } from '../../src/check/model.ts'
import { judgeAnswer } from '../../src/check/question.ts'
import type { BrokerAnswer } from '../../src/instance/model.ts'
import { context, facts, files, world } from '../facts.ts'
import { type InstanceNote, instance } from '../instance/machine.ts'

const cluster = world(
  facts(
    {
      plain: {},
      wide: { partitions: 3, replicas: [4, 5], inSyncReplicas: [4], own: { 'retention.ms': '172800000' } },
      keyed: {
        partitions: 4,
        records: [
          { partition: 1, key: 'a', value: 'one' },
          { partition: 1, key: 'b', value: 'two' },
          { partition: 3, key: 'c', value: 'three' },
          { partition: 3, key: 'c', value: 'five: 5' },
          { partition: 3, key: null, value: 'nobody’s' },
        ],
      },
      removed: { partitions: 2, lowWatermarks: [30, 0], endOffsets: [100, 7] },
      untouched: { endOffsets: [0] },
      __consumer_offsets: { internal: true, partitions: 50 },
    },
    {
      readers: {
        members: [{ memberId: 'client-0-8f', clientId: 'client-0', host: '/10.0.0.1' }],
        committed: { removed: [40, 2] },
      },
      idle: { committed: { removed: [0, null] } },
    },
  ),
)

async function help(spec: AnswerSpec, answer: string, at = cluster): Promise<string | null> {
  const { verdict, help } = await judgeAnswer(spec, answer, at, context)
  expect(verdict).toBe('failed')
  return help
}

describe('what a wrong answer is, on a cluster', () => {
  const leader: ClusterAnswer = { kind: 'leader-of', topic: 'wide', partition: 2 }
  const isr: ClusterAnswer = { kind: 'in-sync-replicas-of', topic: 'wide', partition: 0 }
  const days: ClusterAnswer = { kind: 'config-of', topic: 'wide', name: 'retention.ms', unit: 'days' }
  const value: ClusterAnswer = { kind: 'value-at', topic: 'keyed', partition: 3, offset: 1 }
  const ofKey: ClusterAnswer = { kind: 'partition-of-key', topic: 'keyed', key: 'c' }
  const ofValue: ClusterAnswer = { kind: 'partition-of-value', topic: 'keyed', value: 'two' }
  const low: ClusterAnswer = { kind: 'low-watermark-of', topic: 'removed', partition: 0 }
  const end: ClusterAnswer = { kind: 'end-offset-of', topic: 'removed', partition: 0 }
  const all: ClusterAnswer = { kind: 'record-count', topic: 'removed', partition: null }
  const one: ClusterAnswer = { kind: 'record-count', topic: 'removed', partition: 1 }
  const inAll = { group: 'readers', topic: 'removed', partition: null }
  const onFirst = { group: 'readers', topic: 'removed', partition: 0 }
  const cases: [spec: ClusterAnswer, answer: string, is: string][] = [
    [leader, '2', "the partition's own number: its leader stands behind Leader:"],
    [leader, 'broker 3', 'how many partitions wide has'],
    [{ kind: 'leader-of', topic: 'wide', partition: 0 }, '2', 'the replication factor'],
    [isr, '4', 'the id of a broker in Isr: how many ids stand there is what is asked'],
    [isr, '2', 'how many replicas there are, in sync or not'],
    [isr, '0', "the partition's own number"],
    [isr, '3', 'how many partitions wide has'],
    [{ kind: 'partitions-of', topic: 'keyed' }, '3', 'the number of the last one: they are counted from 0'],
    [{ kind: 'partitions-of', topic: 'keyed' }, '1', 'the replication factor'],
    [{ kind: 'topic-count', internal: false }, '6', 'how many there are with the internal ones'],
    [{ kind: 'topic-count', internal: true }, '5', 'how many there are without the internal ones'],
    [days, '48', 'right in hours, and the answer is to be in days'],
    [days, '172,800,000', 'right in ms, and the answer is to be in days'],
    [days, '7', 'the default, for a topic that has no retention.ms of its own'],
    [days, '1 week', 'the default, for a topic that has no retention.ms of its own'],
    [{ ...days, unit: 'ms' }, '2', 'right in days, and the answer is to be in ms'],
    [value, 'c', 'its key: asked is the value'],
    [value, 'c-five: 5', 'key and value: asked is the value alone'],
    [value, 'three', 'the value at offset 0 of partition 3'],
    [value, 'two', 'the value at offset 1 of partition 1'],
    [ofKey, '1', 'where "a" is'],
    [ofKey, '4', 'how many partitions keyed has'],
    [ofValue, '3', 'where "three" is'],
    [ofValue, '4', 'how many partitions keyed has'],
    [{ ...ofKey, key: 'b' }, '3', 'where "c" is'],
    [{ kind: 'partitions-used-of', topic: 'keyed' }, '4', 'how many partitions keyed has'],
    [{ kind: 'partitions-used-of', topic: 'keyed' }, '5', 'how many records keyed holds in all'],
    [low, '29', 'the last offset that was removed: the low watermark is the first that is there'],
    [low, '100', 'the end offset, which the next record will get'],
    [low, '99', 'the offset of the last record'],
    [low, '70', 'how many records partition 0 holds'],
    [low, '0', "the partition's own number"],
    [end, '99', 'the offset of the last record: the end offset is that of the next one'],
    [end, '30', 'the low watermark, where the partition begins'],
    [end, '70', 'how many records partition 0 holds'],
    [end, '7', 'the end offset of partition 1'],
    [end, '0', "the partition's own number"],
    [all, '107', 'the end offset: it counts the records that were removed, too'],
    [all, '30', 'how many were removed: asked is how many are there'],
    [all, '70', 'partition 0 alone'],
    [all, '2', 'how many partitions removed has'],
    [one, '77', 'how many records removed holds in all'],
    [
      { kind: 'committed-of', ...inAll },
      '65',
      'what is still to read, LAG: what is committed is CURRENT-OFFSET',
    ],
    [
      { kind: 'committed-of', ...inAll },
      '107',
      'where the log ends, LOG-END-OFFSET: records that nobody has read yet are in it',
    ],
    [{ kind: 'committed-of', ...inAll }, '40', 'partition 0 alone'],
    [
      { kind: 'committed-of', ...onFirst },
      '39',
      'the last offset that was read: what is committed is the next one to read',
    ],
    [{ kind: 'committed-of', ...onFirst }, '42', 'all partitions together'],
    [{ kind: 'committed-of', ...onFirst }, '2', 'partition 1 alone'],
    [{ kind: 'lag-of', ...inAll }, '42', 'what is committed, CURRENT-OFFSET: what is still to read is LAG'],
    [
      { kind: 'lag-of', ...onFirst },
      '100',
      'where the log ends, LOG-END-OFFSET: records that nobody has read yet are in it',
    ],
    [{ kind: 'lag-of', ...onFirst }, '65', 'all partitions together'],
    [{ kind: 'client-id-of', group: 'readers' }, 'client-0-8f', 'its CONSUMER-ID'],
    [{ kind: 'client-id-of', group: 'readers' }, '10.0.0.1', 'its HOST'],
    [{ kind: 'client-id-of', group: 'readers' }, 'readers', "the group's own name"],
    [{ kind: 'host-of', group: 'readers' }, 'client-0', 'its CLIENT-ID'],
    [
      { kind: 'member-count-of', group: 'readers' },
      '2',
      'how many lines it has, one a partition: who reads them stands behind CONSUMER-ID',
    ],
  ]
  test.each(cases)('%j: %s is %s', async (spec, answer, is) =>
    expect(await help(spec, answer)).toBe(`that is ${is}`),
  )

  const nothing: [spec: ClusterAnswer, answer: string][] = [
    [leader, '9'],
    [days, '5'],
    // Only where the unit is left out does it look like another one's.
    [days, '48 weeks'],
    [{ kind: 'config-of', topic: 'wide', name: 'cleanup.policy', unit: null }, 'compact'],
    [value, 'seven'],
    [end, '-1'],
    [{ kind: 'low-watermark-of', topic: 'untouched', partition: 0 }, '-1'],
    [{ kind: 'end-offset-of', topic: 'untouched', partition: 0 }, '-1'],
    [{ kind: 'record-count', topic: 'plain', partition: 0 }, '3'],
    [{ kind: 'committed-of', group: 'idle', topic: 'removed', partition: 0 }, '-1'],
    [{ kind: 'state-of', group: 'readers' }, 'Empty'],
  ]
  test.each(nothing)('%j: %s is nothing of its own', async (spec, answer) =>
    expect(await help(spec, answer)).toBe(null),
  )

  test('what is no number at all, and yet is something', async () => {
    expect(await judgeAnswer(value, ' "three". ', cluster, context)).toMatchObject({
      help: 'that is the value at offset 0 of partition 3',
    })
  })
})

describe('what a wrong answer is, on the instance', () => {
  const of = (note: InstanceNote) => ({
    on: 'instance' as const,
    instance: instance(note),
    files: files(),
  })
  const broker: BrokerAnswer = {
    kind: 'answers',
    clusterId: 'a',
    advertised: [{ id: 0, host: 'my-kafka', port: 9092 }],
    versions: new Map([
      [1, 11],
      [3, 9],
    ]),
  }
  const note: InstanceNote = {
    javaVersion: 'openjdk version "17.0.13" 2024-10-15',
    servers: [
      { server: 'zookeeper', pid: 1, user: 'x', maxHeap: 512n << 20n, minHeap: null },
      { server: 'broker', pid: 2, user: 'x', maxHeap: 1n << 30n, minHeap: 768n << 20n },
    ],
    brokers: { 'computer my-kafka:9092': broker, 'instance localhost:9092': broker },
    cached: { cached: 8192n, size: 8192n },
  }
  const metadata: InstanceAnswer = { kind: 'api-version-of', api: 'Metadata' }
  const cases: [spec: InstanceAnswer, answer: string, is: string][] = [
    [
      { kind: 'java-version', on: 'instance' },
      '8',
      "the book's Java: this machine has another, and java -version says which",
    ],
    [
      { kind: 'java-version', on: 'instance' },
      '1.8',
      "the book's Java: this machine has another, and java -version says which",
    ],
    [
      { kind: 'java-version', on: 'instance' },
      '17.0.13',
      'the whole version: asked is the first number of it',
    ],
    [{ kind: 'max-heap-of', server: 'broker' }, '512M', 'the heap of ZooKeeper'],
    [{ kind: 'max-heap-of', server: 'zookeeper' }, '1G', 'the heap of the broker'],
    [
      { kind: 'max-heap-of', server: 'broker' },
      '768m',
      'the heap it begins with, -Xms: -Xmx is how large it may become',
    ],
    [{ kind: 'max-heap-of', server: 'broker' }, '256m', "the heap of Kafka's command line tools"],
    [{ kind: 'broker-id', on: 'instance' }, '9092', 'the port that it listens on'],
    [metadata, '3', 'the number of the request: the versions stand behind Metadata(…):'],
    [metadata, '0', 'the lowest version: asked is the highest'],
    [metadata, '11', 'the highest version of Fetch'],
    [
      { kind: 'contents-lie-in', topic: 'a' },
      'in the heap',
      'what the broker works with for a moment: RES counts what of the file is in memory, outside of it',
    ],
    [{ kind: 'contents-lie-in', topic: 'a' }, 'disk', 'where they end up: asked is where they are in memory'],
  ]
  test.each(cases)('%j: %s is %s', async (spec, answer, is) =>
    expect(await help(spec, answer, of(note))).toBe(`that is ${is}`),
  )
})
