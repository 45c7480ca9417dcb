import { describe, expect, test } from 'vitest'
import type { CheckContext, OffsetsCheck } from '../../src/check/model.ts'
import { judgeOffsets } from '../../src/check/offsets.ts'
import { facts } from '../facts.ts'

const context: CheckContext = { bootstrapServer: 'my-kafka:9092', labTopics: new Set(['test']) }

/** @param places low watermark and end offset of each partition */
function judge(spec: Partial<OffsetsCheck>, ...places: readonly (readonly [number, number])[]) {
  const test = {
    partitions: places.length,
    lowWatermarks: places.map(([low]) => low),
    endOffsets: places.map(([, end]) => end),
  }
  const topics = places.length === 0 ? {} : { test }
  return judgeOffsets({ kind: 'offsets', topic: 'test', partition: 0, ...spec }, facts(topics), context)
}

test.each<[what: string, spec: Partial<OffsetsCheck>, place: [number, number]]>([
  ['the low watermark', { lowWatermark: 30 }, [30, 60]],
  ['all deleted', { lowWatermark: 'end' }, [60, 60]],
  ['the end offset', { endOffset: 60 }, [0, 60]],
  ['more than at least', { endAtLeast: 50, lowWatermark: 30 }, [30, 60]],
])('%s is right', async (_, spec, place) => {
  expect(await judge(spec, place)).toMatchObject({
    verdict: 'passed',
    message:
      place[0] === place[1]
        ? `partition 0 of test is empty, and ends at offset ${place[1]}, as it should`
        : `partition 0 of test reaches from offset ${place[0]} to ${place[1]}, as it should`,
    actual: { topic: 'test', partition: 0, lowWatermark: String(place[0]), endOffset: String(place[1]) },
  })
})

test('what was there is kept as it was seen, under plain names', async () => {
  const seen = await judge({ endAtLeast: 50 }, [30, 60])
  expect(seen.expected).toEqual({ topic: 'test', partition: 0, endAtLeast: 50 })
  expect(seen.actual).toEqual({ topic: 'test', partition: 0, lowWatermark: '30', endOffset: '60' })
})

describe('wrong, and the next move', () => {
  const low = { lowWatermark: 30 }
  test.each<
    [what: string, spec: Partial<OffsetsCheck>, place: [number, number], message: string, help: RegExp]
  >([
    [
      'one too few',
      low,
      [29, 60],
      'the low watermark of partition 0 of test is 29, want 30',
      /that of the first record that stays: 30 deletes up to 29$/,
    ],
    ['one too many', low, [31, 60], 'the low watermark of partition 0 of test is 31, want 30', /30, not 31/],
    [
      'too many records',
      { endOffset: 60 },
      [0, 61],
      'partition 0 of test ends at offset 61, want 60',
      /create/,
    ],
  ])('%s', async (_, spec, place, message, help) => {
    const seen = await judge(spec, place)
    expect(seen).toMatchObject({ verdict: 'failed', message })
    expect(seen.help).toMatch(help)
  })

  test('too few records', async () => {
    expect(await judge({ endAtLeast: 60 }, [0, 10])).toMatchObject({
      verdict: 'pending',
      message: 'partition 0 of test ends at offset 10, want at least 60',
    })
  })
  test('the other partition', async () => {
    expect(await judge(low, [0, 60], [30, 60])).toMatchObject({
      verdict: 'failed',
      help: 'partition 1 had records deleted: "partition" in the JSON file must be 0',
    })
  })
  test('no such partition', async () => {
    expect(await judge({ ...low, partition: 1 }, [30, 60])).toMatchObject({
      verdict: 'failed',
      message: 'test has no partition 1: it has 1, counted from 0',
    })
  })
})

test.each<[what: string, spec: Partial<OffsetsCheck>, place: [number, number], message: RegExp]>([
  ['nothing is deleted', { lowWatermark: 30 }, [0, 60], /^nothing is deleted .* is 0, want 30$/],
  ['not far enough', { lowWatermark: 50 }, [30, 60], /is 30, want 50$/],
  [
    'not all of them',
    { lowWatermark: 'end' },
    [50, 60],
    /still holds 10 records \(offsets 50 to 59\), want none$/,
  ],
  ['all but one', { lowWatermark: 'end' }, [59, 60], /still holds 1 record \(offset 59\), want none$/],
  ['nothing was ever there', { lowWatermark: 'end' }, [0, 0], /has never held anything/],
])('%s: not yet', async (_, spec, place, message) => {
  const seen = await judge(spec, place)
  expect(seen).toMatchObject({ verdict: 'pending', help: null })
  expect(seen.message).toMatch(message)
})

test('no topic: not yet', async () => {
  expect(await judge({ lowWatermark: 30 })).toMatchObject({
    verdict: 'pending',
    message: 'topic test is not there yet',
  })
})
