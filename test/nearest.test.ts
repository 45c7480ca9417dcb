import fc from 'fast-check'
import { expect, test } from 'vitest'
import { editDistance, nearest } from '../src/nearest.ts'

test.each([
  ['hellokafka', 'hellokafka', 0],
  ['helokafka', 'hellokafka', 1],
  ['hellokakfa', 'hellokafka', 1],
  ['hello.kafka', 'hello_kafka', 1],
  ['', 'abc', 3],
  ['토픽', '토픽들', 1],
])('from %s to %s it is %i', (a, b, distance) => expect(editDistance(a, b)).toBe(distance))

test('distance is symmetric, and 0 only for the same text', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 12 }), fc.string({ maxLength: 12 }), (a, b) => {
      expect(editDistance(a, b)).toBe(editDistance(b, a))
      expect(editDistance(a, b) === 0).toBe(a === b)
    }),
  )
})

test.each([
  ['partitons', 'partitions'],
  ['Partitions', 'partitions'],
  ['conf', 'config'],
  ['topcis', null],
  ['zookeeper', null],
  ['', null],
])('by %s is meant %s', (typed, meant) => {
  expect(nearest(typed, ['topic', 'partitions', 'replication-factor', 'config'])).toBe(meant)
})
