import { expect, test } from 'vitest'
import { Cancelled } from '../src/errors.ts'
import { until } from '../src/until.ts'

/** Gives these values one after the other, and the last one again and again. */
function probe<T>(...values: readonly T[]) {
  let taken = 0
  return Object.assign(() => values[Math.min(taken++, values.length - 1)] as T, { taken: () => taken })
}

test('what is there at once is given at once', async () => {
  const look = probe('there')
  expect(await until(look, { deadline: 1000 })).toBe('there')
  expect(look.taken()).toBe(1)
})

test('looks until it is there; false, 0 and the empty text are there', async () => {
  for (const found of ['there', false, 0, ''])
    expect(await until(probe<unknown>(null, null, found), { deadline: 1000, every: 1 })).toBe(found)
})

test('null once the deadline is over, after at least one look', async () => {
  const look = probe(null)
  expect(await until(look, { deadline: 0 })).toBe(null)
  expect(look.taken()).toBe(1)
})

test('after the deadline there is one last look', async () => {
  const look = probe(null, 'just in time')
  expect(await until(look, { deadline: 5, every: 60_000 })).toBe('just in time')
})

test('a probe may take its time: the next one begins when it has ended', async () => {
  let running = 0
  let most = 0
  let count = 0
  const slow = async () => {
    most = Math.max(most, ++running)
    await new Promise((done) => setImmediate(done))
    running--
    return ++count === 3 ? 'there' : null
  }
  expect(await until(slow, { deadline: 1000, every: 0 })).toBe('there')
  expect(most).toBe(1)
})

test('what a probe throws ends it', async () => {
  const look = () => {
    throw new Error('no')
  }
  await expect(until(look, { deadline: 1000 })).rejects.toThrow('no')
  await expect(until(async () => look(), { deadline: 1000 })).rejects.toThrow('no')
})

test('without an end: a deadline may be infinite', async () => {
  expect(await until(probe(null, 'there'), { deadline: Number.POSITIVE_INFINITY, every: 1 })).toBe('there')
})

test('aborted before it begins: no look, and the reason', async () => {
  const look = probe(null)
  const signal = AbortSignal.abort(new Cancelled())
  await expect(until(look, { deadline: 1000, signal })).rejects.toBeInstanceOf(Cancelled)
  expect(look.taken()).toBe(0)
})

test('aborted during a look: the reason, and no further look', async () => {
  const controller = new AbortController()
  let looked = 0
  const look = () => {
    looked++
    controller.abort(new Cancelled())
    return null
  }
  await expect(until(look, { deadline: 1000, every: 1, signal: controller.signal })).rejects.toBeInstanceOf(
    Cancelled,
  )
  expect(looked).toBe(1)
})

test('aborted between two looks: at once, and the reason', async () => {
  const controller = new AbortController()
  const look = () => {
    setImmediate(() => controller.abort(new Cancelled()))
    return null
  }
  const waiting = until(look, { deadline: 600_000, every: 600_000, signal: controller.signal })
  await expect(waiting).rejects.toBeInstanceOf(Cancelled)
})

test('a wait that ended leaves nothing on its signal', async () => {
  const { signal } = new AbortController()
  let listeners = 0
  const add = signal.addEventListener.bind(signal)
  const remove = signal.removeEventListener.bind(signal)
  signal.addEventListener = (...args: Parameters<typeof add>) => {
    listeners++
    add(...args)
  }
  signal.removeEventListener = (...args: Parameters<typeof remove>) => {
    listeners--
    remove(...args)
  }
  await until(probe(null, null, 'there'), { deadline: 1000, every: 1, signal })
  expect(listeners).toBe(0)
})
