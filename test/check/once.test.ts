import { expect, test } from 'vitest'
import type { AnswerSpec, CheckContext, World } from '../../src/check/model.ts'
import { judgeAnswer, rightAnswer } from '../../src/check/question.ts'
import { facts } from '../facts.ts'

/** A question about a state that the group is to be brought into first. */

const context: CheckContext = { bootstrapServer: 'my-kafka:9092', labTopics: new Set() }
const world: World = {
  on: 'cluster',
  facts: facts(
    {},
    { active: { members: [{ clientId: 'consumer-active-1', host: '/127.0.0.1' }] }, left: {} },
  ),
  files: { read: async () => null, mode: async () => null },
}
const state = (group: string, once?: 'empty' | 'stable'): AnswerSpec =>
  once ? { kind: 'state-of', group, once } : { kind: 'state-of', group }
const answer = (spec: AnswerSpec, given: string) => judgeAnswer(spec, given, world, context)

test.each(['Empty', 'Stable'])('somebody is left in it: %s does not pass, and it says who', async (given) => {
  expect(await answer(state('active', 'empty'), given)).toMatchObject({
    verdict: 'failed',
    message: 'group active still has 1 active member, want none',
    help: 'end it with Ctrl-C in its terminal: it calls itself consumer-active-1',
  })
  expect(await rightAnswer(state('active', 'empty'), world, context)).toBeNull()
})

test('nobody is in it yet', async () => {
  expect(await answer(state('left', 'stable'), 'Stable')).toMatchObject({
    verdict: 'failed',
    message: 'group left has no active member',
  })
})

test.each([
  ['left', 'empty', 'Empty'],
  ['active', 'stable', 'Stable'],
  ['active', undefined, 'Stable'],
] as const)('%s, once %s: %s', async (group, once, right) => {
  expect(await answer(state(group, once), right)).toMatchObject({ verdict: 'passed' })
  expect(await answer(state(group, once), 'Dead')).toMatchObject({
    verdict: 'failed',
    message: 'Dead is not what the cluster says',
  })
  expect(await rightAnswer(state(group, once), world, context)).toBe(right)
})
