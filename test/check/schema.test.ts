import { describe, expect, test } from 'vitest'
import type { AnswerSpec, CheckSpec } from '../../src/check/model.ts'
import { readChecks, readQuestion } from '../../src/lab/specs.ts'

/** A fence's lines, as they stand in a lab. */
const fence = (text: string) => ({ file: 'lab.md', first: 1, lines: text.split('\n') })

describe('a check as it is written, and as it is read', () => {
  test.each<[written: string, read: CheckSpec]>([
    [
      '- topic: a\n  partitions: 2\n  replication-factor: 1\n  config: { retention.ms: 5 }',
      { kind: 'topic', topic: 'a', partitions: 2, replicationFactor: 1, config: { 'retention.ms': '5' } },
    ],
    [
      '- records: a\n  at-least: 3\n  keys: all\n  values: [x, "0"]\n  in-order: true\n  same-key: one-partition',
      {
        kind: 'records',
        topic: 'a',
        atLeast: 3,
        keys: 'all',
        values: ['x', '0'],
        inOrder: true,
        sameKey: 'one-partition',
      },
    ],
    [
      '- records: a\n  count: 0\n  pairs: { k: v, l: [v, w] }',
      { kind: 'records', topic: 'a', count: 0, pairs: { k: ['v'], l: ['v', 'w'] } },
    ],
    [
      '- offsets: a\n  partition: 0\n  low-watermark: 30\n  end-offset: 60',
      { kind: 'offsets', topic: 'a', partition: 0, lowWatermark: 30, endOffset: 60 },
    ],
    [
      '- offsets: a\n  partition: 1\n  low-watermark: end\n  end-at-least: 60',
      { kind: 'offsets', topic: 'a', partition: 1, lowWatermark: 'end', endAtLeast: 60 },
    ],
    [
      '- group: g\n  state: empty\n  members: 0\n  topic: a\n  committed: 5\n  lag-at-least: 1',
      { kind: 'group', group: 'g', state: 'empty', members: 0, topic: 'a', committed: 5, lagAtLeast: 1 },
    ],
    [
      '- topic: a\n  group: g\n  lag: 0\n  committed-at-least: 1',
      { kind: 'group', group: 'g', topic: 'a', lag: 0, committedAtLeast: 1 },
    ],
    [
      '- file: d/a.json\n  json: { n: 30, t: "x", b: true, l: [1, null] }',
      { kind: 'file', file: 'd/a.json', json: { n: 30, t: 'x', b: true, l: [1, null] } },
    ],
    [
      '- inbound: 9092\n  from: own-and-colleague',
      { kind: 'inbound', port: 9092, from: 'own-and-colleague' },
    ],
    ['- login: ec2-user', { kind: 'login', user: 'ec2-user' }],
    ['- resolves: my-kafka', { kind: 'resolves', name: 'my-kafka' }],
    [
      '- reachable: my-kafka:9092\n  from: computer',
      { kind: 'reachable', address: 'my-kafka:9092', from: 'computer' },
    ],
    ['- unpacked: kafka_2.12-2.5.0', { kind: 'unpacked', directory: 'kafka_2.12-2.5.0' }],
    [
      '- properties: config/server.properties\n  set: { broker.id: 1, listeners: "PLAINTEXT://:9092" }',
      {
        kind: 'properties',
        file: 'config/server.properties',
        set: { 'broker.id': '1', listeners: 'PLAINTEXT://:9092' },
      },
    ],
    [
      '- server: broker\n  max-heap: 400m\n  min-heap: 1g\n  broker-id: 0',
      { kind: 'server', server: 'broker', maxHeap: '400m', minHeap: '1g', brokerId: 0 },
    ],
    [
      '- session: new\n  has: { A: "-Xmx400m" }\n  once: true',
      { kind: 'session', session: 'new', has: { A: '-Xmx400m' }, once: true },
    ],
    ['- session: another\n  lacks: A', { kind: 'session', session: 'another', lacks: 'A' }],
    ['- file: key.pem\n  mode: 400', { kind: 'file', file: 'key.pem', mode: '400' }],
  ])('%s', (written, read) => {
    expect(readChecks(fence(written), null)).toEqual({ checks: [read], diagnostics: [] })
  })
})

describe('a mistake in one is told at its line', () => {
  test.each([
    ['- records: a\n  keys: some', 2, /"some" is not known here/],
    ['- records: a\n  atleast: 3', 2, /atleast/],
    ['- records: a\n  values: []', 2, /a list belongs here/],
    ['- records: a\n  pairs: x', 2, /pairs is no list/],
    ['- offsets: a', 1, /partition/],
    ['- offsets: a\n  partition: 0\n  low-watermark: last', 3, /neither an offset nor the end/],
    ['- group: g\n  lag: 0', 1, /no.* is named/],
    ['- file: ../a', 1, /does not lie in the workbench/],
    ['- file: /etc/passwd', 1, /does not lie in the workbench/],
    ['- records: a\n  offsets: b', 2, /records.*offsets|offsets.*records/],
  ])('%s', (written, line, message) => {
    const { diagnostics } = readChecks(fence(written), null)
    expect(diagnostics).toHaveLength(1)
    expect(diagnostics[0]?.line).toBe(line)
    expect(diagnostics[0]?.message).toMatch(message)
  })
})

describe('where an answer is read from', () => {
  test.each<[written: string, read: AnswerSpec]>([
    ['record-count: { topic: a }', { kind: 'record-count', topic: 'a', partition: null }],
    [
      'value-at: { topic: a, partition: 0, offset: 30 }',
      { kind: 'value-at', topic: 'a', partition: 0, offset: 30 },
    ],
    [
      'lag-of: { group: g, topic: a, partition: 1 }',
      { kind: 'lag-of', group: 'g', topic: 'a', partition: 1 },
    ],
    ['client-id-of: { group: g }', { kind: 'client-id-of', group: 'g' }],
    ['topic-count: { internal: false }', { kind: 'topic-count', internal: false }],
    ['java-version: { on: instance }', { kind: 'java-version', on: 'instance' }],
    ['max-heap-of: { server: zookeeper }', { kind: 'max-heap-of', server: 'zookeeper' }],
    ['broker-id: { on: instance }', { kind: 'broker-id', on: 'instance' }],
    ['api-version-of: { api: Metadata }', { kind: 'api-version-of', api: 'Metadata' }],
    ['contents-lie-in: { topic: a }', { kind: 'contents-lie-in', topic: 'a' }],
    ['config-of: { topic: a, name: x }', { kind: 'config-of', topic: 'a', name: 'x', unit: null }],
  ])('%s', (written, read) => {
    expect(readQuestion(fence(`ask: What?\nanswer: { ${written} }`), null)).toEqual({
      question: { ask: 'What?', answer: read },
      diagnostics: [],
    })
  })
})
