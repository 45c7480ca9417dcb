import { describe, expect, test } from 'vitest'
import { judgeGroup } from '../../src/check/group.ts'
import type { CheckContext, GroupCheck } from '../../src/check/model.ts'
import { facts, type GroupNote } from '../facts.ts'

const context: CheckContext = { bootstrapServer: 'my-kafka:9092', labTopics: new Set() }
const topics = {
  'hello.kafka': { partitions: 2, endOffsets: [3, 2] },
  hellokafka: { endOffsets: [4] },
}
const member = { clientId: 'consumer-hello-group-1', host: '/127.0.0.1' }
const at = (a: number | null, b: number | null) => ({ 'hello.kafka': [a, b] })

function judge(spec: Partial<GroupCheck>, groups: Readonly<Record<string, GroupNote>>) {
  return judgeGroup({ kind: 'group', group: 'hello-group', ...spec }, facts(topics, groups), context)
}

test.each<[what: string, spec: Partial<GroupCheck>, group: GroupNote]>([
  ['it is there', {}, {}],
  ['nobody is in it', { state: 'empty', members: 0 }, {}],
  ['somebody is', { state: 'stable', members: 1 }, { members: [member] }],
  ['all committed', { topic: 'hello.kafka', committed: 5, lag: 0 }, { committed: at(3, 2) }],
  [
    'committed on one partition only',
    { topic: 'hello.kafka', committed: 3, lag: 2 },
    { committed: at(3, null) },
  ],
  ['behind', { topic: 'hello.kafka', lagAtLeast: 2, committedAtLeast: 1 }, { committed: at(1, 0) }],
])('right: %s', async (_, spec, group) => {
  expect(await judge(spec, { 'hello-group': group })).toMatchObject({ verdict: 'passed', help: null })
})

test('what was there is kept as it was seen', async () => {
  const seen = await judge(
    { topic: 'hello.kafka', lag: 1 },
    { 'hello-group': { members: [member], committed: at(2, 2) } },
  )
  expect(seen.message).toBe('group hello-group has committed 4 on hello.kafka, lag 1, as it should be')
  expect(seen.actual).toEqual({
    group: 'hello-group',
    state: 'stable',
    members: 1,
    clients: [member],
    topic: 'hello.kafka',
    committed: '4',
    lag: '1',
  })
})

test('and under plain names, whatever it was asked for by', async () => {
  const seen = await judge(
    { topic: 'hello.kafka', committedAtLeast: 4, lagAtLeast: 1 },
    { 'hello-group': { committed: at(2, 2) } },
  )
  expect(seen.expected).toMatchObject({ committedAtLeast: 4, lagAtLeast: 1 })
  expect(seen.actual).toEqual({
    group: 'hello-group',
    state: 'empty',
    members: 0,
    clients: [],
    topic: 'hello.kafka',
    committed: '4',
    lag: '1',
  })
})

describe('wrong, or not far enough yet, and the next move', () => {
  test.each<
    [what: string, spec: Partial<GroupCheck>, group: GroupNote, message: string, help: RegExp | null]
  >([
    [
      'still active',
      { state: 'empty' },
      { members: [member] },
      'group hello-group still has 1 active member, want none',
      /^end it with Ctrl-C in its terminal: it calls itself consumer-hello-group-1$/,
    ],
    ['nobody in it', { state: 'stable' }, {}, 'group hello-group has no active member', /second terminal/],
    [
      'too few members',
      { members: 2 },
      { members: [member] },
      'group hello-group has 1 active member, want 2',
      null,
    ],
    [
      'nothing committed yet',
      { topic: 'hello.kafka', lag: 0 },
      { members: [member] },
      'group hello-group has committed nothing on hello.kafka yet',
      /every 5 seconds.*Ctrl-C$/,
    ],
    [
      'committed on another topic',
      { topic: 'hello.kafka', lag: 0 },
      { committed: { hellokafka: [4] } },
      'group hello-group has committed nothing on hello.kafka yet',
      /^hello-group has committed on hellokafka: consume hello\.kafka with it$/,
    ],
    [
      'behind, and nobody reads',
      { topic: 'hello.kafka', lag: 0 },
      { committed: at(1, 2) },
      'group hello-group has a lag of 2 on hello.kafka, want 0',
      /^let it read on: kafka-console-consumer\.sh .*--topic hello\.kafka --group hello-group/,
    ],
    [
      'behind, but it reads',
      { topic: 'hello.kafka', lag: 0 },
      { committed: at(1, 2), members: [member] },
      'group hello-group has a lag of 2 on hello.kafka, want 0',
      /every 5 seconds/,
    ],
    [
      'no lag',
      { topic: 'hello.kafka', lagAtLeast: 1 },
      { committed: at(3, 2) },
      'group hello-group has a lag of 0 on hello.kafka, want at least 1',
      /^produce more to hello\.kafka/,
    ],
    [
      'no lag, as a member reads along',
      { topic: 'hello.kafka', lagAtLeast: 1 },
      { committed: at(3, 2), members: [member] },
      'group hello-group has a lag of 0 on hello.kafka, want at least 1',
      /^a member of hello-group reads along/,
    ],
    [
      'committed elsewhere than wanted',
      { topic: 'hello.kafka', committed: 0 },
      { committed: at(3, 2) },
      'group hello-group has committed 5 on hello.kafka, want 0',
      /--reset-offsets, and with --execute$/,
    ],
  ])('%s', async (what, spec, group, message, help) => {
    const seen = await judge(spec, { 'hello-group': group })
    const isWrong = /still active|another topic|reads along/.test(what)
    expect(seen).toMatchObject({ verdict: isWrong ? 'failed' : 'pending', message })
    if (help === null) expect(seen.help).toBeNull()
    else expect(seen.help).toMatch(help)
  })
})

describe('no such group', () => {
  test('not yet', async () => {
    expect(await judge({}, { other: {} })).toMatchObject({
      verdict: 'pending',
      message: 'group hello-group is not there yet',
    })
  })
  test('the console consumer made one of its own', async () => {
    const seen = await judge({}, { 'console-consumer-4711': { members: [member] } })
    expect(seen).toMatchObject({ verdict: 'failed', message: 'group hello-group is not there' })
    expect(seen.help).toMatch(/^console-consumer-4711 is reading: .*--group hello-group$/)
  })
  test('one that such a consumer has left behind says nothing', async () => {
    expect(await judge({}, { 'console-consumer-4711': {} })).toMatchObject({ verdict: 'pending', help: null })
  })
  test('mistyped', async () => {
    expect(await judge({}, { 'helo-group': {} })).toMatchObject({
      verdict: 'failed',
      help: 'there is a group helo-group: was that meant to be hello-group?',
    })
  })
})

test.each(['PreparingRebalance', 'CompletingRebalance'] as const)('%s: look again', async (state) => {
  expect(await judge({}, { 'hello-group': { state, members: [member] } })).toMatchObject({
    verdict: 'pending',
    converging: true,
  })
})

test('records that were deleted are no lag', async () => {
  const cluster = facts(
    { 'hello.kafka': { lowWatermarks: [30], endOffsets: [60] } },
    { 'hello-group': { committed: { 'hello.kafka': [10] } } },
  )
  const seen = await judgeGroup(
    { kind: 'group', group: 'hello-group', topic: 'hello.kafka', lag: 30 },
    cluster,
    context,
  )
  expect(seen.verdict).toBe('passed')
})
