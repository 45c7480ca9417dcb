import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createHold } from '../../src/console/hold.ts'

const nothing = (): void => {}

test('what comes, in whatever portions and however long each takes, is handled in order, one at a time', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.array(fc.tuple(fc.nat(3), fc.boolean()), { maxLength: 5 }), { maxLength: 8 }),
      async (portions) => {
        const handled: number[] = []
        let atOnce = 0
        let number = 0
        let rest = portions.flat().length
        let done = nothing
        const end = new Promise<void>((resolve) => {
          done = resolve
        })
        const hold = createHold<{ id: number; ticks: number; fails: boolean }>({
          handle({ id, ticks, fails }) {
            expect(atOnce++).toBe(0)
            const finish = (): void => {
              handled.push(id)
              atOnce--
              if (--rest === 0) done()
              if (fails) throw new Error('a handler’s')
            }
            if (ticks === 0) return finish()
            return (async () => {
              for (let i = 0; i < ticks; i++) await Promise.resolve()
              finish()
            })()
          },
          size: () => 1,
          limit: 3,
          onFull: nothing,
          onFree: nothing,
          onError: nothing,
        })
        for (const portion of portions) {
          hold.push(portion.map(([ticks, fails]) => ({ id: number++, ticks, fails })))
          await Promise.resolve()
        }
        if (number > 0) await end
        expect(handled).toEqual(Array.from({ length: number }, (_, id) => id))
      },
    ),
    { numRuns: 500 },
  )
})

test('tells when it holds too much, and when no more', async () => {
  const told: string[] = []
  let release = nothing
  const hold = createHold<string>({
    handle: (item) =>
      item === 'wait'
        ? new Promise((resolve) => {
            release = resolve
          })
        : undefined,
    size: (item) => (item === 'wait' ? 0 : item.length),
    limit: 10,
    onFull: () => told.push('full'),
    onFree: () => told.push('free'),
    onError: nothing,
  })
  hold.push(['1234', '5678', '90ab'])
  told.length = 0
  hold.push(['wait', '12345'])
  expect(told).toEqual([])
  hold.push(['678901', '2'])
  expect(told).toEqual(['full'])
  release()
  await new Promise((resolve) => setImmediate(resolve))
  expect(told).toEqual(['full', 'free'])
})
