import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { AnswerSpec } from '../../src/check/model.ts'
import { judgeAnswer, rightAnswer } from '../../src/check/question.ts'
import { context, facts, world } from '../facts.ts'

const cluster = world(
  facts({
    hellokafka: {},
    hellokafka2: { partitions: 3, own: { 'retention.ms': '172800000', 'cleanup.policy': 'compact' } },
    three: { partitions: 2, replicas: [0, 1, 2], leaders: [2, 10], inSyncReplicas: [0, 2] },
    forever: { own: { 'retention.ms': '-1', 'leader.replication.throttled.replicas': '' } },
    leaderless: { partitions: 2, leaders: [0, null] },
    __consumer_offsets: { internal: true, partitions: 50 },
  }),
)

const spec = {
  leader: { kind: 'leader-of', topic: 'hellokafka2', partition: 2 },
  count: { kind: 'topic-count', internal: false },
  countAll: { kind: 'topic-count', internal: true },
  partitions: { kind: 'partitions-of', topic: 'hellokafka2' },
  twoPartitions: { kind: 'partitions-of', topic: 'three' },
  inSync: { kind: 'in-sync-replicas-of', topic: 'three', partition: 0 },
  ms: { kind: 'config-of', topic: 'hellokafka2', name: 'retention.ms', unit: 'ms' },
  hours: { kind: 'config-of', topic: 'hellokafka2', name: 'retention.ms', unit: 'hours' },
  days: { kind: 'config-of', topic: 'hellokafka2', name: 'retention.ms', unit: 'days' },
  bare: { kind: 'config-of', topic: 'hellokafka2', name: 'retention.ms', unit: null },
  byDefault: { kind: 'config-of', topic: 'hellokafka', name: 'retention.ms', unit: 'days' },
  forever: { kind: 'config-of', topic: 'forever', name: 'retention.ms', unit: null },
  foreverInDays: { kind: 'config-of', topic: 'forever', name: 'retention.ms', unit: 'days' },
  policy: { kind: 'config-of', topic: 'hellokafka2', name: 'cleanup.policy', unit: null },
} as const satisfies Record<string, AnswerSpec>

async function said(asked: AnswerSpec, answer: string | null): Promise<string> {
  const { verdict, message } = await judgeAnswer(asked, answer, cluster, context)
  return `${verdict}: ${message}`
}

describe('right', () => {
  const right: [asked: keyof typeof spec, answer: string][] = [
    ['leader', '0'],
    ['leader', 'broker 0'],
    ['leader', 'Broker 0.'],
    ['leader', ' 0 '],
    ['leader', '0.0'],
    ['leader', '브로커 0 입니다'],
    ['leader', '0번'],
    ['leader', 'it is #0'],
    ['leader', 'Leader: 0'],
    ['leader', 'leader=0'],
    ['leader', '"0"'],
    ['leader', '(0)'],
    ['leader', 'of hellokafka2 it is 0'],
    ['count', '5'],
    ['countAll', '6'],
    ['partitions', '3'],
    ['partitions', '3 partitions'],
    ['twoPartitions', '2.0'],
    ['inSync', '2'],
    ['ms', '172800000'],
    ['ms', '172,800,000 ms'],
    ['ms', '172_800_000'],
    ['ms', '2 days'],
    ['bare', '172,800,000 ms'],
    ['bare', 'retention.ms=172800000'],
    ['hours', '48'],
    ['hours', '2d'],
    ['days', '2'],
    ['days', ' 2 days'],
    ['days', '2 DAYS'],
    ['days', 'two days: 2'],
    ['days', '48 hours'],
    ['days', '48h'],
    ['days', '2880 min'],
    ['days', '172,800,000 ms'],
    ['days', '172800 s'],
    ['byDefault', '1 week'],
    ['byDefault', '7'],
    ['forever', '-1'],
    ['policy', 'compact'],
    ['policy', ' Compact '],
  ]
  test.each(right)('%s: %j', async (asked, answer) =>
    expect(await said(spec[asked], answer)).toBe(`passed: ${answer.trim()} is right`),
  )
})

describe('wrong', () => {
  const wrong: [asked: keyof typeof spec, answer: string][] = [
    ['leader', '1'],
    ['leader', '-1'],
    ['leader', '10'],
    ['leader', '0.5'],
    ['count', '6'],
    ['countAll', '5'],
    ['partitions', '-3'],
    ['ms', '2'],
    ['ms', '172800'],
    ['days', '48'],
    ['days', '2 hours'],
    ['days', '172800000'],
    ['days', '2 weeks'],
    ['bare', '172,800'],
    ['forever', '1'],
    ['policy', 'delete'],
    ['policy', 'compact,delete'],
    ['policy', '0'],
  ]
  test.each(wrong)('%s: %j', async (asked, answer) =>
    expect(await said(spec[asked], answer)).toBe(`failed: ${answer} is not what the cluster says`),
  )
})

describe('no number, or not one', () => {
  test.each([
    'two',
    'hellokafka2',
    'hellokafka and hellokafka2',
    'no idea',
    '?',
    '0 or 1',
    '0, 0 and 0',
    '172 800 000',
    '1,5',
    '0x3',
    'v0',
    '０',
    '３',
    '٣',
    '²',
    '-',
    '.',
    '--',
    '$(reboot)',
  ])('%s', async (answer) =>
    expect(await said(spec.leader, answer)).toBe(`failed: "${answer}" is not a number`),
  )
})

describe('a wrong number is not right because of what stands beside it', () => {
  test.each([
    ['days', '2 hours.'],
    ['days', '2 hours, I think'],
    ['days', 'hours: 2'],
    ['days', '2 hours long'],
  ] as const)('another unit: %s: %s', async (asked, answer) => {
    expect((await judgeAnswer(spec[asked], answer, cluster, context)).verdict).toBe('failed')
  })

  test.each([
    ['leader', '0x1'],
    ['leader', '0１'],
    ['partitions', '3e2'],
    ['partitions', '3.1.2'],
    ['partitions', '−3'],
  ] as const)('a longer number: %s: %s', async (asked, answer) => {
    expect((await judgeAnswer(spec[asked], answer, cluster, context)).verdict).toBe('failed')
  })
})

describe('a right number with its unit in a sentence', () => {
  test.each(['48 hours.', '48 hours, that is', '172800000 ms, as set', '172800000ms!'])(
    '%s',
    async (answer) => {
      expect((await judgeAnswer(spec.days, answer, cluster, context)).verdict).toBe('passed')
    },
  )
})

test.each([null, '', '   ', '\t\n'])('no answer: %j', async (answer) => {
  expect(await judgeAnswer(spec.leader, answer, cluster, context)).toEqual({
    kind: 'question',
    verdict: 'pending',
    message: 'not answered yet',
    expected: spec.leader,
    actual: answer,
    help: null,
    converging: false,
  })
})

test('a judged answer shows what was asked and answered, and never what is right', async () => {
  const asked: AnswerSpec = { kind: 'leader-of', topic: 'three', partition: 1 }
  const result = await judgeAnswer(asked, ' broker 4 ', cluster, context)
  expect(result).toEqual({
    kind: 'question',
    verdict: 'failed',
    message: 'broker 4 is not what the cluster says',
    expected: asked,
    actual: ' broker 4 ',
    help: null,
    converging: false,
  })
  expect(JSON.stringify(result)).not.toContain('10')
})

describe("what is asked about is not there: that can't be told", () => {
  const missing: AnswerSpec[] = [
    { kind: 'leader-of', topic: 'gone', partition: 0 },
    { kind: 'in-sync-replicas-of', topic: 'gone', partition: 0 },
    { kind: 'partitions-of', topic: 'gone' },
    { kind: 'config-of', topic: 'gone', name: 'retention.ms', unit: 'days' },
    { kind: 'partitions-of', topic: 'constructor' },
  ]
  test.each(missing)('$kind $topic', async (asked) => {
    expect(await rightAnswer(asked, cluster, context)).toBe(null)
    expect(await said(asked, '0')).toBe(
      `blocked: topic ${'topic' in asked ? asked.topic : ''}, which is asked about, is not there`,
    )
  })

  test.each([
    { kind: 'leader-of', topic: 'hellokafka', partition: 1 },
    { kind: 'config-of', topic: 'hellokafka', name: 'no.such.config', unit: null },
  ] as const)('$kind, of a topic that is there', async (asked) => {
    expect(await rightAnswer(asked, cluster, context)).toBe(null)
    expect((await judgeAnswer(asked, '0', cluster, context)).verdict).toBe('blocked')
  })
})

test('a partition without a leader: it may come by itself, and the topic is there', async () => {
  const result = await judgeAnswer(
    { kind: 'leader-of', topic: 'leaderless', partition: 1 },
    '0',
    cluster,
    context,
  )
  expect(result).toMatchObject({ verdict: 'pending', converging: true })
  expect(result.message).not.toContain('is not there')
})

test('what the cluster says changes the verdict, not what was asked', async () => {
  const asked: AnswerSpec = { kind: 'leader-of', topic: 'a', partition: 0 }
  expect((await judgeAnswer(asked, '1', world(facts({ a: { leaders: [1] } })), context)).verdict).toBe(
    'passed',
  )
  expect((await judgeAnswer(asked, '1', world(facts({ a: { leaders: [2] } })), context)).verdict).toBe(
    'failed',
  )
})

test.each([
  ['leader', '0'],
  ['count', '5'],
  ['days', '2'],
  ['hours', '48'],
  ['ms', '172800000'],
  ['forever', '-1'],
  ['policy', 'compact'],
] as const)('the right answer to %s is %s', async (asked, answer) =>
  expect(await rightAnswer(spec[asked], cluster, context)).toBe(answer),
)

/** Words that hold no number, as they may stand around one. */
const chatter = fc
  .array(
    fc.constantFrom(
      'broker',
      'it',
      'is',
      'I',
      'think',
      'the',
      'leader',
      'of',
      'hellokafka2',
      '브로커',
      '파티션은',
      '…',
    ),
    {
      maxLength: 5,
    },
  )
  .map((all) => all.join(' '))

test('a right number passes in any sentence that has no other, and a wrong one never does', async () => {
  await fc.assert(
    fc.asyncProperty(chatter, fc.nat(20), fc.nat(20), chatter, async (before, truth, given, after) => {
      const look = world(facts({ a: { leaders: [truth] } }))
      const sentence = `${before} ${given} ${after}`
      const { verdict } = await judgeAnswer(
        { kind: 'leader-of', topic: 'a', partition: 0 },
        sentence,
        look,
        context,
      )
      expect(verdict).toBe(given === truth ? 'passed' : 'failed')
    }),
  )
})

test('any number in any unit is right exactly when it is that long', async () => {
  const unit = fc.constantFrom(
    ['ms', 1],
    ['s', 1000],
    ['minutes', 60_000],
    ['hours', 3_600_000],
    ['days', 86_400_000],
  ) as fc.Arbitrary<[string, number]>
  const asked = fc.constantFrom('ms', 'hours', 'days')
  await fc.assert(
    fc.asyncProperty(
      fc.nat(1000),
      unit,
      fc.nat(1000),
      unit,
      asked,
      async (have, [, of], given, [name, each], wanted) => {
        const look = world(facts({ a: { own: { 'retention.ms': String(have * of) } } }))
        const question: AnswerSpec = {
          kind: 'config-of',
          topic: 'a',
          name: 'retention.ms',
          unit: wanted as 'ms',
        }
        const { verdict } = await judgeAnswer(question, `${given} ${name}`, look, context)
        expect(verdict).toBe(given * each === have * of ? 'passed' : 'failed')
      },
    ),
  )
})

test('whatever is answered to whatever is asked, nothing throws', async () => {
  const asked = fc.constantFrom<AnswerSpec>(...Object.values(spec))
  await fc.assert(
    fc.asyncProperty(
      asked,
      fc.oneof(fc.string({ unit: 'binary' }), fc.string()),
      async (question, answer) => {
        const { verdict, converging } = await judgeAnswer(question, answer, cluster, context)
        expect(['passed', 'failed', 'pending']).toContain(verdict)
        expect(verdict === 'pending').toBe(answer.trim() === '')
        expect(converging).toBe(false)
      },
    ),
  )
})

test.each(Object.keys(spec) as (keyof typeof spec)[])(
  'the right answer to %s is taken as right',
  async (asked) => {
    const answer = await rightAnswer(spec[asked], cluster, context)
    expect((await judgeAnswer(spec[asked], answer, cluster, context)).verdict).toBe('passed')
  },
)

test('the right answer is taken as right, however long the time', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.oneof(fc.constant(-1), fc.nat(100), fc.maxSafeNat()),
      fc.constantFrom('ms', 'hours', 'days', null),
      async (ms, unit) => {
        const look = world(facts({ a: { own: { 'retention.ms': String(ms) } } }))
        const asked: AnswerSpec = {
          kind: 'config-of',
          topic: 'a',
          name: 'retention.ms',
          unit: unit as 'ms' | null,
        }
        expect(
          (await judgeAnswer(asked, await rightAnswer(asked, look, context), look, context)).verdict,
        ).toBe('passed')
      },
    ),
  )
})

test('numbers too great for arithmetic are told apart', async () => {
  const most = '9223372036854775807'
  const look = world(facts({ a: { own: { 'flush.messages': most } } }))
  const asked: AnswerSpec = { kind: 'config-of', topic: 'a', name: 'flush.messages', unit: null }
  expect(await rightAnswer(asked, look, context)).toBe(most)
  expect((await judgeAnswer(asked, most, look, context)).verdict).toBe('passed')
  expect((await judgeAnswer(asked, '9223372036854775800', look, context)).verdict).toBe('failed')
})
