import { describe, expect, test } from 'vitest'
import type { ReachableCheck } from '../../../src/check/model.ts'
import type { BrokerAnswer, NoAnswer } from '../../../src/instance/model.ts'
import { judge, NO_NETWORK, said } from './judge.ts'

const spec: ReachableCheck = { kind: 'reachable', address: 'my-kafka:9092', from: 'computer' }
const answers = (advertised: string, clusterId = 'a'): BrokerAnswer => {
  const [host = '', port] = advertised.split(':')
  return {
    kind: 'answers',
    clusterId,
    advertised: [{ id: 0, host, port: Number(port) }],
    versions: new Map(),
  }
}
const FOUND = {
  'computer my-kafka:9092': answers('my-kafka:9092'),
  'colleague my-kafka:9092': answers('my-kafka:9092'),
}
const SET =
  'what clients are sent to stands in advertised.listeners: set it to PLAINTEXT://my-kafka:9092 in config/server.properties, and start the broker again'

describe('right', () => {
  test.each(['computer', 'colleague'] as const)('from the %s', async (from) => {
    expect(await judge({ ...spec, from }, { brokers: FOUND })).toMatchObject({
      verdict: 'passed',
      message: `${from === 'colleague' ? "from your colleague's computer: " : ''}a broker answers at my-kafka:9092, and sends its clients to my-kafka:9092`,
      actual: [{ id: 0, advertised: 'my-kafka:9092' }],
      help: null,
    })
  })
  test('by another address, which leads to the same one', async () => {
    const brokers = {
      'computer my-kafka:9092': answers('172.21.0.2:9092'),
      'computer 172.21.0.2:9092': answers('172.21.0.2:9092'),
    }
    expect(await said(spec, { brokers })).toEqual([
      'passed',
      'a broker answers at my-kafka:9092, and sends its clients to 172.21.0.2:9092',
    ])
  })
  test('where the book’s port is another one here, and without a network', async () => {
    const brokers = { 'computer my-kafka:10092': answers('my-kafka:10092') }
    expect(await said(spec, { brokers, network: false }, undefined, 'my-kafka:10092')).toEqual([
      'passed',
      'a broker answers at my-kafka:10092, and sends its clients to my-kafka:10092',
    ])
  })
})

describe('no broker there', () => {
  test.each<[kind: NoAnswer, said: string[]]>([
    [
      'unknown-host',
      [
        'pending',
        'nobody knows the name in my-kafka:9092 there',
        "/etc/hosts wants a line with the instance's address, a space, and my-kafka; describe-instances says the address",
      ],
    ],
    [
      'refused',
      [
        'pending',
        'nothing listens at my-kafka:9092',
        'start the broker on the instance; logs/server.log says what became of one that was started',
      ],
    ],
    [
      'silent',
      [
        'failed',
        'nothing comes back from my-kafka:9092: what is sent there is dropped on the way',
        'that is what a security group does: does an inbound rule open 9092 to that address?',
      ],
    ],
    [
      'stranger',
      [
        'failed',
        'something answers at my-kafka:9092, and it is no Kafka broker',
        'the broker listens on 9092; 2181 is ZooKeeper',
      ],
    ],
  ])('%s', async (kind, words) => {
    expect(await said(spec, { brokers: { 'computer my-kafka:9092': { kind } } })).toEqual(words)
  })
  test('one is there for another who comes', async () => {
    expect((await said(spec, { brokers: { 'colleague my-kafka:9092': answers('my-kafka:9092') } }))[0]).toBe(
      'pending',
    )
  })
})

describe('a broker that sends its clients where none answers', () => {
  test('their own machine', async () => {
    for (const host of ['localhost', '127.0.0.1'])
      expect(await said(spec, { brokers: { 'computer my-kafka:9092': answers(`${host}:9092`) } })).toEqual([
        'failed',
        `a broker answers at my-kafka:9092, and sends its clients to ${host}:9092, where none answers you`,
        "localhost is the broker's own machine, seen from there; on yours it is yours. Set advertised.listeners=PLAINTEXT://my-kafka:9092 in config/server.properties, and start the broker again",
      ])
  })
  test('the name that its own machine has', async () => {
    const brokers: Record<string, BrokerAnswer> = {
      'computer my-kafka:9092': answers('ip-172-21-0-2.ec2.internal:9092'),
      'computer ip-172-21-0-2.ec2.internal:9092': { kind: 'unknown-host' },
    }
    const files = {
      'kafka_2.12-2.5.0/config/server.properties': '#advertised.listeners=PLAINTEXT://your.host.name:9092\n',
    }
    expect(await said(spec, { brokers, files })).toEqual([
      'failed',
      'a broker answers at my-kafka:9092, and sends its clients to the name that the instance calls itself by, where none answers you',
      SET,
    ])
  })
  test('a name that the learner set', async () => {
    const brokers = { 'computer my-kafka:9092': answers('my-kafak:9092') }
    const files = {
      'kafka_2.12-2.5.0/config/server.properties': 'advertised.listeners=PLAINTEXT://my-kafak:9092\n',
    }
    expect(await said(spec, { brokers, files })).toEqual([
      'failed',
      'a broker answers at my-kafka:9092, and sends its clients to my-kafak:9092, where none answers you',
      SET,
    ])
  })
  test('another port', async () => {
    expect(await said(spec, { brokers: { 'computer my-kafka:9092': answers('my-kafka:9093') } })).toEqual([
      'failed',
      'a broker answers at my-kafka:9092, and sends its clients to my-kafka:9093, where none answers you',
      SET,
    ])
  })
  test('where another cluster’s broker answers', async () => {
    const brokers = {
      'computer my-kafka:9092': answers('my-kafka:9093'),
      'computer my-kafka:9093': answers('my-kafka:9093', 'b'),
    }
    expect((await judge(spec, { brokers })).verdict).toBe('failed')
  })
  test('one of several brokers is enough', async () => {
    const two: BrokerAnswer = {
      kind: 'answers',
      clusterId: 'a',
      advertised: [
        { id: 0, host: 'my-kafka', port: 9092 },
        { id: 1, host: 'my-kafka', port: 9093 },
      ],
      versions: new Map(),
    }
    expect((await judge(spec, { brokers: { 'computer my-kafka:9092': two } })).message).toContain(
      'my-kafka:9093, where',
    )
  })
})

test('without a network a colleague’s way can’t be told', async () => {
  expect(await said({ ...spec, from: 'colleague' }, { network: false, brokers: FOUND })).toEqual(NO_NETWORK)
})
