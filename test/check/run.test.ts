import { describe, expect, test } from 'vitest'
import type { CheckSpec } from '../../src/check/model.ts'
import { blocked, evidence, judge, judgeStep, worst } from '../../src/check/run.ts'
import type { Facts } from '../../src/kafka/model.ts'
import { UnreadableRecords } from '../../src/kafka/unreadable.ts'
import type { Step, Task } from '../../src/lab/model.ts'
import { context, facts, looks, world } from '../facts.ts'

function step(task: Task, id = 'a-step'): Step {
  return { id, title: id, line: 1, blocks: [], task, hints: [] }
}
const work = (...topics: string[]) =>
  step({ kind: 'work', checks: topics.map((topic): CheckSpec => ({ kind: 'topic', topic })) })
const question = step({ kind: 'question', ask: '?', answer: { kind: 'partitions-of', topic: 'b' } })

/** As the Kafka client throws what a broker answers. */
function protocolError(retriable: boolean): Error {
  return Object.assign(new Error('There is no leader for this topic-partition'), {
    type: 'LEADER_NOT_AVAILABLE',
    retriable,
  })
}
const ELECTING = facts({ a: { leaders: [null] } })
const READY = facts({ a: {} })
const stopped = (kind: string) => ({
  kind,
  verdict: 'blocked',
  message: 'the broker stopped answering',
  expected: null,
  actual: null,
  help: null,
  converging: false,
})

describe('the worst verdict is that of the step', () => {
  test.each([
    [['passed', 'passed'], 'passed'],
    [['passed', 'pending'], 'pending'],
    [['pending', 'failed'], 'failed'],
    [['failed', 'blocked', 'passed'], 'blocked'],
    [[], 'blocked'],
  ] as const)('%j: %s', (verdicts, verdict) => expect(worst(verdicts)).toBe(verdict))
})

test('a step has a result for each of its checks, in their order', async () => {
  const results = await judgeStep(work('orders', 'a'), world(facts({ a: {} })), null, context)
  expect(results.map(({ verdict }) => verdict)).toEqual(['pending', 'passed'])
  expect(
    (await judgeStep(question, world(facts({ b: {} })), '1', context)).map(({ verdict }) => verdict),
  ).toEqual(['passed'])
})

test('what is kept of a pass is what was there', async () => {
  const results = await judgeStep(
    work('a'),
    world(facts({ a: { own: { 'retention.ms': '1' } } })),
    null,
    context,
  )
  expect(evidence(results)).toEqual([
    { topic: 'a', partitions: 1, replicationFactor: 1, config: { 'retention.ms': '1' } },
  ])
})

test('a step that nothing can be said about', () => {
  expect(blocked(work('a'), 'why', 'do that')).toEqual({
    ...stopped('topic'),
    message: 'why',
    help: 'do that',
  })
  expect(blocked(question, 'why')).toEqual({ ...stopped('question'), message: 'why' })
})

test('records that can’t be read block the one check that wants them', async () => {
  const checks: CheckSpec[] = [
    { kind: 'records', topic: 'a', values: ['x'] },
    { kind: 'topic', topic: 'a' },
  ]
  const zipped: Facts = {
    ...facts({ a: { records: ['x'] } }),
    records: () => Promise.reject(new UnreadableRecords('a', new Error('LZ4'))),
  }
  expect(await judgeStep(step({ kind: 'work', checks }), world(zipped), null, context)).toMatchObject([
    { verdict: 'blocked', message: expect.stringMatching(/another codec than gzip$/) },
    { verdict: 'passed' },
  ])
})

describe('looking again', () => {
  const steps = [{ step: work('a'), answer: null }]

  test('not where all is settled: one look, though something is wrong or missing', async () => {
    const broker = looks(facts({}))
    expect(await judge(steps, broker.look, context)).toMatchObject([
      [{ verdict: 'pending', converging: false }],
    ])
    expect(broker.taken()).toBe(1)
  })

  test('until a leader is there', async () => {
    const broker = looks(ELECTING, ELECTING, READY)
    expect(await judge(steps, broker.look, context)).toMatchObject([[{ verdict: 'passed' }]])
    expect(broker.taken()).toBe(3)
  })

  test('until the deadline, and then says what is not there yet', async () => {
    expect(await judge(steps, looks(ELECTING).look, context, 0)).toMatchObject([
      [{ verdict: 'pending', message: 'a is there, but has no leader yet' }],
    ])
  })

  test('all steps are judged by the same look, in their order', async () => {
    const both = [
      { step: work('a'), answer: null },
      { step: question, answer: '2' },
    ]
    const broker = looks(ELECTING, facts({ a: {}, b: { partitions: 2 } }))
    expect(await judge(both, broker.look, context)).toMatchObject([
      [{ kind: 'topic', verdict: 'passed' }],
      [{ kind: 'question', verdict: 'passed' }],
    ])
    expect(broker.taken()).toBe(2)
  })

  test('while the broker says that it is between two states', async () => {
    const broker = looks(protocolError(true), protocolError(true), READY)
    expect(await judge(steps, broker.look, context)).toMatchObject([[{ verdict: 'passed' }]])
    expect(broker.taken()).toBe(3)
  })

  test('while it says so when it is asked for configs', async () => {
    let asked = 0
    const changing: Facts = {
      ...READY,
      overrides: async () => {
        if (asked++ === 0) throw protocolError(true)
        return {}
      },
    }
    expect(await judge(steps, looks(changing).look, context)).toMatchObject([[{ verdict: 'passed' }]])
  })

  test('a leader for a question is waited for too', async () => {
    const leader = step({
      kind: 'question',
      ask: '?',
      answer: { kind: 'leader-of', topic: 'a', partition: 0 },
    })
    expect(await judge([{ step: leader, answer: '0' }], looks(ELECTING, READY).look, context)).toMatchObject([
      [{ verdict: 'passed' }],
    ])
  })
})

describe("a broker that does not answer: that can't be told", () => {
  const both = [
    { step: work('a', 'b'), answer: null },
    { step: question, answer: '1' },
  ]

  test('at the first look', async () => {
    expect(await judge(both, looks(new Error('closed')).look, context)).toEqual([
      [stopped('topic')],
      [stopped('question')],
    ])
  })

  test('at a later look: what was seen before says nothing about now', async () => {
    const broker = looks(ELECTING, new Error('closed'))
    expect(await judge(both, broker.look, context)).toEqual([[stopped('topic')], [stopped('question')]])
  })

  test('an error of the protocol that waiting does not mend', async () => {
    const broker = looks(protocolError(false), READY)
    expect(await judge(both, broker.look, context)).toEqual([[stopped('topic')], [stopped('question')]])
    expect(broker.taken()).toBe(1)
  })

  test('a lost connection is no state of the cluster, though another try may work', async () => {
    const lost = Object.assign(new Error('Connection timeout'), { retriable: true })
    expect(await judge(both, looks(lost, READY).look, context)).toEqual([
      [stopped('topic')],
      [stopped('question')],
    ])
  })

  test('between two states until the deadline', async () => {
    expect(await judge(both, looks(protocolError(true)).look, context, 0)).toEqual([
      [stopped('topic')],
      [stopped('question')],
    ])
  })

  test('no steps have no results', async () => {
    expect(await judge([], looks(READY).look, context)).toEqual([])
  })
})
