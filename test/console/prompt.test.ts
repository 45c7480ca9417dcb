import { afterEach, expect, test } from 'vitest'
import { type Learner, type LearnerOptions, openLearner } from './learner.ts'

let learner: Learner
const open = async (options: LearnerOptions = {}): Promise<Learner> => {
  learner = await openLearner(options)
  return learner
}
afterEach(() => learner.close())

test('the first prompt tells that it is the first', async () => {
  await open()
  expect(learner.prompts).toEqual([
    { first: true, exit: 0, ran: false, command: null, interrupted: false, atLineStart: true },
  ])
  expect(learner.screen()).toEqual(['$'])
})

test('a command: its text, its exit code, and what it printed', async () => {
  await open()
  expect(await learner.run('echo 안녕 && false')).toMatchObject({
    ran: true,
    command: 'echo 안녕 && false',
    exit: 1,
    interrupted: false,
    first: false,
    atLineStart: true,
  })
  expect(learner.screen()).toEqual(['$ echo 안녕 && false', '안녕', '$'])
  expect(learner.starts).toBe(1)
})
