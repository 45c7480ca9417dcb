import fc from 'fast-check'
import { expect, test } from 'vitest'
import { nearName } from '../../src/check/near.ts'

test.each([
  ['a letter missing', ['helokafka'], 'helokafka'],
  ['a letter too many', ['hellokafkaa'], 'hellokafkaa'],
  ['two letters swapped', ['hellokakfa'], 'hellokakfa'],
  ['other case', ['HelloKafka'], 'HelloKafka'],
  ['other case, and a slip', ['HELO_KAFKA'], 'HELO_KAFKA'],
  ['a separator', ['hello-kafka'], 'hello-kafka'],
  ['the nearer one', ['heloKafkaa', 'hellokafk', 'hllokfka'], 'hellokafk'],
  ['the first of two as near', ['hellokafk', 'helokafka'], 'hellokafk'],
  ['three letters apart', ['hellok_f__'], null],
  ['another name', ['orders', 'payments'], null],
  ['no topics', [], null],
])('%s', (_, topics, near) => expect(nearName('hellokafka', topics)).toBe(near))

test('a name that has nothing in common is no slip, however short', () => {
  expect(nearName('in', ['ab'])).toBe(null)
  expect(nearName('a', ['b', '-'])).toBe(null)
})

test('what is near is one of the topics, or nothing', () => {
  fc.assert(
    fc.property(fc.string(), fc.array(fc.string()), (wanted, topics) => {
      const near = nearName(wanted, topics)
      expect(near === null || topics.includes(near)).toBe(true)
    }),
  )
})

test('where one is at hand, the same letters in another case are found', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[a-z0-9._-]{1,20}$/), fc.array(fc.string()), (wanted, others) => {
      expect(nearName(wanted, [...others, wanted.toUpperCase()])?.toLowerCase()).toBe(wanted)
    }),
  )
})
