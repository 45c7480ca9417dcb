import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { CheckContext, RecordsCheck } from '../../src/check/model.ts'
import { judgeRecords } from '../../src/check/records.ts'
import { facts, type RecordNote, type TopicNote } from '../facts.ts'

const context: CheckContext = {
  bootstrapServer: 'my-kafka:9092',
  labTopics: new Set(['hellokafka', 'hello.kafka']),
}

function judge(spec: Omit<RecordsCheck, 'kind' | 'topic'>, topics: Readonly<Record<string, TopicNote>>) {
  return judgeRecords({ kind: 'records', topic: 'hello.kafka', ...spec }, facts(topics), context)
}

/** `partition:key=value`, the key may be missing. */
function record(text: string): RecordNote {
  const [, partition, key, value = ''] = /^(\d):(?:(\w+)=)?(.*)$/s.exec(text) ?? []
  return { partition: Number(partition), key: key ?? null, value }
}
const topic = (...records: string[]): TopicNote => ({ partitions: 4, records: records.map(record) })

describe('right', () => {
  const cases: [what: string, spec: Omit<RecordsCheck, 'kind' | 'topic'>, records: string[]][] = [
    ['exactly so many', { count: 2 }, ['0:a', '1:b']],
    ['none, where none are wanted', { count: 0 }, []],
    ['more than at least', { atLeast: 1 }, ['0:a', '1:b']],
    ['every one has a key', { keys: 'all' }, ['0:k=a', '0:k=b']],
    ['none has a key', { keys: 'none' }, ['0:a', '0:x:y']],
    ['values among others', { values: ['a', 'c'] }, ['0:a', '1:b', '2:c']],
    ['a value twice', { values: ['a', 'a'] }, ['0:a', '1:a']],
    ['in order, others between', { values: ['a', 'b'], inOrder: true }, ['2:a', '2:x', '2:b', '0:b']],
    ['in order the second time', { values: ['a', 'b'], inOrder: true }, ['0:b', '0:a', '0:b']],
    ['an empty value', { values: [''] }, ['0:']],
    ['pairs', { pairs: { k: ['1', '2'], l: ['1'] } }, ['0:k=1', '0:k=2', '3:l=1']],
    ['a key in one place', { sameKey: 'one-partition' }, ['0:k=1', '0:k=2', '1:l=1', '2:x', '3:x']],
  ]
  test.each(cases)('%s', async (_, spec, records) => {
    expect(await judge(spec, { 'hello.kafka': topic(...records) })).toMatchObject({
      verdict: 'passed',
      message: expect.stringMatching(/^hello\.kafka holds \d records?, as it should$/),
      help: null,
    })
  })
})

test('what was there is kept as it was seen', async () => {
  const seen = await judge(
    { atLeast: 1 },
    { 'hello.kafka': { partitions: 2, records: ['a'], lowWatermarks: [5] } },
  )
  expect(seen.expected).toEqual({ topic: 'hello.kafka', atLeast: 1 })
  expect(seen.actual).toEqual({
    topic: 'hello.kafka',
    count: 1,
    partitions: [
      { partition: 0, lowWatermark: '5', endOffset: '6' },
      { partition: 1, lowWatermark: '0', endOffset: '0' },
    ],
  })
})

describe('wrong, and the next move', () => {
  const cases: [
    what: string,
    spec: Omit<RecordsCheck, 'kind' | 'topic'>,
    records: string[],
    message: string,
    help: RegExp | null,
  ][] = [
    ['too few', { count: 3 }, ['0:a'], 'hello.kafka holds 1 record, want 3', null],
    ['too many', { count: 1 }, ['0:a', '0:b'], 'hello.kafka holds 2 records, want 1', /can't be taken out/],
    ['fewer than at least', { atLeast: 3 }, ['0:a'], 'hello.kafka holds 1 record, want at least 3', null],
    [
      'no keys, they are in the values',
      { keys: 'all' },
      ['0:k=a', '0:key1:no1'],
      '1 of 2 records in hello.kafka has no key',
      /^the key went into the value \("key1:no1"\)/,
    ],
    [
      'no keys at all',
      { keys: 'all' },
      ['0:a', '1:b'],
      '2 of 2 records in hello.kafka have no key',
      /^without --property "parse.key=true"/,
    ],
    [
      'keys where none belong',
      { keys: 'none' },
      ['0:k=a', '0:b'],
      '1 of 2 records in hello.kafka has a key, want none',
      /leave --property "parse.key=true" out/,
    ],
    ['values missing', { values: ['a', 'b'] }, ['0:a'], 'hello.kafka has no value "b"', null],
    ['a value missing once', { values: ['a', 'a'] }, ['0:a'], 'hello.kafka has no value "a"', null],
    [
      'many values missing',
      { values: ['a', 'b', 'c', 'd', 'e'] },
      ['0:x'],
      'hello.kafka has no value "a", "b", "c" and 2 more',
      null,
    ],
    [
      'a value in capitals',
      { values: ['hello'] },
      ['0:Hello '],
      'hello.kafka has no value "hello"',
      /^there is "Hello ", which is not quite "hello"/,
    ],
    [
      'the value as the key',
      { values: ['came'] },
      ['0:came=ann'],
      'hello.kafka has no value "came"',
      /^"came" is there as a key/,
    ],
    [
      'on several partitions',
      { values: ['a', 'b'], inOrder: true },
      ['0:a', '1:b'],
      'the values in hello.kafka are spread over 2 partitions',
      /a topic with 1 partition/,
    ],
    [
      'in another order',
      { values: ['a', 'b'], inOrder: true },
      ['0:b', '0:a'],
      'the values in hello.kafka stand in another order than a, b',
      /send them once more/,
    ],
    [
      'a pair swallowed into the value',
      { pairs: { key1: ['no1'] } },
      ['0:key1:no1'],
      'hello.kafka has no "no1" under the key "key1"',
      /^the key went into the value/,
    ],
    [
      'the value without its key',
      { pairs: { key1: ['no1'] } },
      ['0:no1'],
      'hello.kafka has no "no1" under the key "key1"',
      /^without --property "parse.key=true"/,
    ],
    [
      'the value under another key',
      { pairs: { key1: ['no1'] } },
      ['0:key2=no1'],
      'hello.kafka has no "no1" under the key "key1"',
      /^"no1" is there under the key "key2"/,
    ],
    [
      'a key whose values came in another order',
      { pairs: { k: ['1', '2'] } },
      ['0:k=2', '0:k=1'],
      'the values under "k" in hello.kafka stand in another order than 1, 2',
      /send them once more/,
    ],
    [
      'a key on two partitions',
      { sameKey: 'one-partition' },
      ['2:k=1', '0:k=2'],
      'the key "k" in hello.kafka is on partitions 0 and 2, want one',
      /^a key keeps its partition .* Delete hello\.kafka/,
    ],
  ]
  test.each(cases)('%s', async (_, spec, records, message, help) => {
    const seen = await judge(spec, { 'hello.kafka': topic(...records) })
    // Where it is known what is wrong it is failed; else there is but more to do.
    expect(seen).toMatchObject({ verdict: help === null ? 'pending' : 'failed', message })
    if (help === null) expect(seen.help).toBeNull()
    else expect(seen.help).toMatch(help)
  })

  test('all that is wrong is said', async () => {
    const { message } = await judge({ count: 2, keys: 'all' }, { 'hello.kafka': topic('0:a') })
    expect(message).toBe('hello.kafka holds 1 record, want 2; 1 of 1 record in hello.kafka has no key')
  })
})

describe('not there', () => {
  const spec = { atLeast: 1, values: ['no1'] }
  test('the topic: not yet', async () => {
    expect(await judge(spec, {})).toMatchObject({
      verdict: 'pending',
      message: 'topic hello.kafka is not there yet',
    })
  })
  test('no record: not yet', async () => {
    expect(await judge(spec, { 'hello.kafka': topic() })).toMatchObject({
      verdict: 'pending',
      message: 'hello.kafka holds no records yet',
      help: null,
    })
  })
  test('all of them deleted: they count no more', async () => {
    expect(
      await judge({ atLeast: 1 }, { 'hello.kafka': { partitions: 1, lowWatermarks: [9], endOffsets: [9] } }),
    ).toMatchObject({ verdict: 'pending' })
  })
  test('they went to a mistyped topic, which was made by itself', async () => {
    const seen = await judge(spec, { 'hello.kafka': topic(), 'helo.kafka': { records: ['no1'] } })
    expect(seen).toMatchObject({ verdict: 'failed', message: 'hello.kafka holds no records' })
    expect(seen.help).toMatch(/^helo\.kafka holds records: .* --delete --topic helo\.kafka$/)
  })
  test('a mistyped topic without records is nobody’s slip here', async () => {
    expect(await judge(spec, { 'hello.kafka': topic(), 'helo.kafka': {} })).toMatchObject({
      verdict: 'pending',
    })
  })
  test.each([
    ['a slip of before, mended since', [3, 4], [1, 2], null],
    ['where the last ones went', [1, 2], [3], /^helo\.kafka holds records: /],
    ['where all went', [], [3], /^helo\.kafka holds records: /],
  ])('some of so many, and a mistyped topic beside it: %s', async (_, here, there, help) => {
    const at = (times: readonly number[]) => ({
      records: times.map((timestamp) => ({ timestamp, value: 'any' })),
    })
    const seen = await judge({ atLeast: 60 }, { 'hello.kafka': at(here), 'helo.kafka': at(there) })
    expect(seen.verdict).toBe(help === null ? 'pending' : 'failed')
    if (help === null)
      expect(seen).toMatchObject({ help, message: 'hello.kafka holds 2 records, want at least 60' })
    else expect(seen.help).toMatch(help)
  })
  test.each([
    ['is there', ['no1', 'no2'], /^helo\.kafka holds records: /],
    ['is not', ['no1'], null],
  ])('a value that is missing here, beside a mistyped topic: it %s', async (_, there, help) => {
    const seen = await judge(
      { values: ['no1', 'no2'] },
      { 'hello.kafka': { records: ['no1'] }, 'helo.kafka': { records: there } },
    )
    if (help === null) expect(seen.help).toBe(null)
    else expect(seen.help).toMatch(help)
  })
  test('they went to the lab’s other topic', async () => {
    expect(await judge(spec, { 'hello.kafka': topic(), hellokafka: { records: ['no1'] } })).toMatchObject({
      verdict: 'failed',
      help: '"no1" is in hellokafka: send it to hello.kafka',
    })
  })
  test('a partition without a leader: look again', async () => {
    expect(await judge(spec, { 'hello.kafka': { leaders: [null] } })).toMatchObject({
      verdict: 'pending',
      converging: true,
    })
  })
})

test('a check on counts alone reads no record', async () => {
  const look = facts({ 'hello.kafka': { records: ['a'] } })
  const closed = { ...look, records: () => Promise.reject(new Error('not to be read')) }
  expect(
    await judgeRecords({ kind: 'records', topic: 'hello.kafka', atLeast: 1 }, closed, context),
  ).toMatchObject({
    verdict: 'passed',
  })
})

test('whatever lies there in order is found, and nothing else', async () => {
  const values = fc.array(fc.constantFrom('a', 'b', 'c'), { minLength: 1, maxLength: 4 })
  await fc.assert(
    fc.asyncProperty(
      values,
      fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 12 }),
      async (want, have) => {
        const { verdict } = await judge({ values: want, inOrder: true }, { 'hello.kafka': { records: have } })
        const isThere = new RegExp(want.join('.*')).test(have.join(''))
        expect(verdict === 'passed').toBe(isThere)
      },
    ),
  )
})
