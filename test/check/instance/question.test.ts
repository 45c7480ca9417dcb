import { describe, expect, test } from 'vitest'
import type { InstanceAnswer, World } from '../../../src/check/model.ts'
import { judgeAnswer, rightAnswer } from '../../../src/check/question.ts'
import type { BrokerAnswer, ServerFacts } from '../../../src/instance/model.ts'
import { context, files } from '../../facts.ts'
import { type InstanceNote, instance } from '../../instance/machine.ts'

const worldOf = (note: InstanceNote): World => ({ on: 'instance', instance: instance(note), files: files() })
const said = async (spec: InstanceAnswer, answer: string, note: InstanceNote) => {
  const { verdict, message, help } = await judgeAnswer(spec, answer, worldOf(note), context)
  return [verdict, message, ...(help === null ? [] : [help])]
}
const right = (spec: InstanceAnswer, note: InstanceNote) => rightAnswer(spec, worldOf(note), context)
const verdict = async (spec: InstanceAnswer, answer: string, note: InstanceNote) =>
  (await said(spec, answer, note))[0]

describe('which Java', () => {
  const spec: InstanceAnswer = { kind: 'java-version', on: 'instance' }
  test.each([
    ['openjdk version "1.8.0_292"', '8'],
    ['java version "1.7.0"', '7'],
    ['openjdk version "11.0.7" 2020-04-14', '11'],
    ['openjdk version "17" 2021-09-14', '17'],
    ['openjdk version "9-internal"', '9'],
  ])('%s is %s', async (javaVersion, major) => {
    expect(await right(spec, { javaVersion })).toBe(major)
    expect(await said(spec, `Java ${major}`, { javaVersion })).toEqual(['passed', `Java ${major} is right`])
    expect(await said(spec, '1', { javaVersion })).toEqual(['failed', '1 is not what the instance says'])
  })
  test.each([null, 'openjdk version unknown'])('%j: none', async (javaVersion) => {
    expect(await right(spec, { javaVersion })).toBe(null)
    expect(await said(spec, '8', { javaVersion })).toEqual([
      'blocked',
      'Java on the instance, which is asked about, is not there',
    ])
  })
})

describe('how much heap', () => {
  const spec: InstanceAnswer = { kind: 'max-heap-of', server: 'zookeeper' }
  const running = (maxHeap: bigint | null): InstanceNote => ({
    servers: [{ server: 'zookeeper', pid: 1, user: 'x', maxHeap, minHeap: null } satisfies ServerFacts],
  })
  const HALF = running(512n << 20n)
  test.each([
    '512m',
    '512M',
    '512 m',
    '512MB',
    '512 MB',
    '512 MiB',
    '512 mib',
    '512 megabytes',
    '512 Megabyte',
    '524288k',
    '524288 KB',
    '524288 kilobytes',
    '-Xmx512m',
    '-Xmx512M',
    '-xmx512m',
    '"512m"',
    ' 512m. ',
    'the 512m',
  ])('%s is right', async (answer) => {
    expect(await said(spec, answer, HALF)).toEqual(['passed', `${answer.trim()} is right`])
  })
  test.each(['1G', '1g', '1 GB', '1 GiB', '1 gigabyte', '1024m', '1048576k', '-Xmx1G'])(
    '1 GiB: %s',
    async (answer) => {
      expect(await verdict(spec, answer, running(1n << 30n))).toBe('passed')
    },
  )
  test.each(['257m', '512k', '512g', '5120m', '0m'])('%s is wrong', async (answer) => {
    expect(await said(spec, answer, HALF)).toEqual(['failed', `${answer} is not what the instance says`])
  })
  test.each(['512', 'half a gig', '0.5G', '512 mm', 'm', '536870912', '-Xms512m', '512m -Xms512m', '5 12m'])(
    '%s is no size',
    async (answer) => {
      expect(await said(spec, answer, HALF)).toEqual([
        'failed',
        `"${answer}" is not a size: give the number with its unit, as in 256m`,
      ])
    },
  )
  test('the right answer is the flag’s, and is taken as right', async () => {
    expect(await right(spec, HALF)).toBe('512m')
    expect(await right(spec, running(1n << 30n))).toBe('1G')
    expect(await verdict(spec, '1G', running(1n << 30n))).toBe('passed')
  })
  test('of a server that does not run, or names no heap', async () => {
    const help = 'start it on the instance; lab 1 says how'
    expect(await said(spec, '512m', {})).toEqual([
      'blocked',
      'a ZooKeeper that runs, which is asked about, is not there',
      help,
    ])
    expect(await said(spec, '512m', running(null))).toEqual([
      'blocked',
      'a maximum heap of ZooKeeper, which is asked about, is not there',
      help,
    ])
    expect(await right({ ...spec, server: 'broker' }, HALF)).toBe(null)
  })
})

describe('what the broker says', () => {
  const found = (id: number): BrokerAnswer => ({
    kind: 'answers',
    clusterId: 'a',
    advertised: [{ id, host: 'my-kafka', port: 9092 }],
    versions: new Map([
      [3, 9],
      [18, 3],
    ]),
  })
  const id: InstanceAnswer = { kind: 'broker-id', on: 'instance' }
  const version = (api: string): InstanceAnswer => ({ kind: 'api-version-of', api })

  test('its id, asked of the instance itself', async () => {
    const note = { brokers: { 'instance localhost:9092': found(7), 'computer my-kafka:9092': found(1) } }
    expect(await right(id, note)).toBe('7')
    expect(await said(id, 'broker 7', note)).toEqual(['passed', 'broker 7 is right'])
    expect(await said(id, '1', note)).toEqual(['failed', '1 is not what the instance says'])
    expect(await said(id, 'seven', note)).toEqual(['failed', '"seven" is not a number'])
  })
  test.each([
    ['Metadata', '9'],
    ['ApiVersions', '3'],
  ])('up to which version it understands %s, asked from the learner’s computer', async (api, highest) => {
    const note = { brokers: { 'computer my-kafka:9092': found(0) } }
    expect(await right(version(api), note)).toBe(highest)
    expect(await verdict(version(api), highest, note)).toBe('passed')
    expect(await verdict(version(api), '0', note)).toBe('failed')
  })
  test.each([id, version('Metadata')])('none answers: %j', async (spec) => {
    expect(await right(spec, {})).toBe(null)
    expect(await said(spec, '0', {})).toEqual([
      'blocked',
      'a broker that answers at my-kafka:9092, which is asked about, is not there',
      'the steps before this one lead there; labs check says where the way ends',
    ])
  })
})

describe('where a topic’s contents lie', () => {
  const spec: InstanceAnswer = { kind: 'contents-lie-in', topic: 'a' }
  const CACHED = { cached: { cached: 5000n, size: 8192n } }
  test.each([
    'page cache',
    'Page Cache',
    'the page cache',
    'in the page cache',
    'pagecache',
    'cache',
    'the cache',
    'In The PageCache.',
    '"page cache"',
  ])('%s is right', async (answer) =>
    expect(await said(spec, answer, CACHED)).toEqual(['passed', `${answer} is right`]),
  )
  test.each(['cpu', 'page'])('%s is wrong', async (answer) =>
    expect(await said(spec, answer, CACHED)).toEqual(['failed', `${answer} is not what the instance says`]),
  )
  test.each([
    [8192n, 'page cache'],
    [4096n, 'page cache'],
    [4095n, 'disk'],
    [0n, 'disk'],
  ])('%d of 8192 bytes cached: %s', async (cached, word) =>
    expect(await right(spec, { cached: { cached, size: 8192n } })).toBe(word),
  )
  test.each([
    ['none that can be told', null],
    ['empty', { cached: 0n, size: 0n }],
  ])('nothing to look into: %s', async (_, cached) => {
    expect(await said(spec, 'disk', { cached })).toEqual([
      'blocked',
      'a log file of a that can be looked into, which is asked about, is not there',
      'write records into it first. (How much of a file is cached is told by fincore, which only Linux has.)',
    ])
  })
})

test('nothing was answered yet', async () => {
  expect(await said({ kind: 'java-version', on: 'instance' }, ' ', {})).toEqual([
    'pending',
    'not answered yet',
  ])
})
