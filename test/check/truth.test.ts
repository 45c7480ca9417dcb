import { describe, expect, test } from 'vitest'
import type { AnswerSpec } from '../../src/check/model.ts'
import { judgeAnswer, rightAnswer } from '../../src/check/question.ts'
import { context, facts, world } from '../facts.ts'

const member = { clientId: 'consumer-hello-group-1', host: '/127.0.0.1' }
const cluster = world(
  facts(
    {
      a: {
        partitions: 3,
        lowWatermarks: [2],
        records: [{ value: 'x', offset: 2 }, { value: 'y' }, { partition: 1, key: 'k', value: 'z' }],
      },
      empty: {},
    },
    {
      active: { members: [member], committed: { a: [3, 0] } },
      empty: { committed: { a: [4, 1] } },
      rebalancing: { state: 'PreparingRebalance', members: [member] },
    },
  ),
)

describe('the right answer, read from the cluster', () => {
  test.each<[spec: AnswerSpec, answer: string]>([
    [{ kind: 'record-count', topic: 'a', partition: null }, '3'],
    [{ kind: 'record-count', topic: 'a', partition: 0 }, '2'],
    [{ kind: 'record-count', topic: 'empty', partition: null }, '0'],
    [{ kind: 'value-at', topic: 'a', partition: 0, offset: 3 }, 'y'],
    [{ kind: 'partition-of-key', topic: 'a', key: 'k' }, '1'],
    [{ kind: 'partition-of-value', topic: 'a', value: 'y' }, '0'],
    [{ kind: 'partitions-used-of', topic: 'a' }, '2'],
    [{ kind: 'low-watermark-of', topic: 'a', partition: 0 }, '2'],
    [{ kind: 'end-offset-of', topic: 'a', partition: 0 }, '4'],
    [{ kind: 'committed-of', group: 'active', topic: 'a', partition: null }, '3'],
    [{ kind: 'committed-of', group: 'empty', topic: 'a', partition: 1 }, '1'],
    [{ kind: 'lag-of', group: 'active', topic: 'a', partition: null }, '2'],
    [{ kind: 'lag-of', group: 'active', topic: 'a', partition: 0 }, '1'],
    [{ kind: 'lag-of', group: 'empty', topic: 'a', partition: null }, '0'],
    [{ kind: 'client-id-of', group: 'active' }, 'consumer-hello-group-1'],
    [{ kind: 'host-of', group: 'active' }, '127.0.0.1'],
    [{ kind: 'member-count-of', group: 'empty' }, '0'],
    [{ kind: 'state-of', group: 'active' }, 'Stable'],
  ])('%j: %s', async (spec, answer) => {
    expect(await rightAnswer(spec, cluster, context)).toBe(answer)
    expect((await judgeAnswer(spec, answer, cluster, context)).verdict).toBe('passed')
    expect((await judgeAnswer(spec, `${answer}1`, cluster, context)).verdict).toBe('failed')
  })
})

test.each(['/127.0.0.1', '127.0.0.1', '"127.0.0.1"'])('a host as the tool prints it: %s', async (answer) => {
  const { verdict } = await judgeAnswer({ kind: 'host-of', group: 'active' }, answer, cluster, context)
  expect(verdict).toBe('passed')
})

describe('what is asked about is not there: blocked, and told what', () => {
  test.each<[spec: AnswerSpec, what: string]>([
    [{ kind: 'record-count', topic: 'none', partition: null }, 'topic none'],
    [{ kind: 'record-count', topic: 'a', partition: 9 }, 'partition 9 of a'],
    [{ kind: 'value-at', topic: 'a', partition: 0, offset: 1 }, 'offset 1 of partition 0 of a'],
    [{ kind: 'partition-of-key', topic: 'a', key: 'none' }, 'a record with the key "none" in a'],
    [{ kind: 'partition-of-value', topic: 'a', value: 'none' }, 'the value "none" in a'],
    [{ kind: 'partitions-used-of', topic: 'empty' }, 'a record in empty'],
    [{ kind: 'low-watermark-of', topic: 'a', partition: 9 }, 'partition 9 of a'],
    [{ kind: 'lag-of', group: 'none', topic: 'a', partition: null }, 'group none'],
    [
      { kind: 'lag-of', group: 'active', topic: 'empty', partition: null },
      'what active has committed on empty',
    ],
    [{ kind: 'client-id-of', group: 'empty' }, 'an active member of empty'],
    [{ kind: 'host-of', group: 'none' }, 'group none'],
  ])('%j', async (spec, what) => {
    expect(await rightAnswer(spec, cluster, context)).toBeNull()
    expect(await judgeAnswer(spec, '1', cluster, context)).toMatchObject({
      verdict: 'blocked',
      message: `${what}, which is asked about, is not there`,
    })
  })
})

test('who is in a group is not asked while it is being settled', async () => {
  expect(
    await judgeAnswer({ kind: 'member-count-of', group: 'rebalancing' }, '1', cluster, context),
  ).toMatchObject({
    verdict: 'pending',
    message: 'group rebalancing is still being settled',
    converging: true,
  })
})
