import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { labOf, loadCourse } from '../../src/lab/load.ts'
import { type Home, newHome, onKafka } from './home.ts'
import { type Walker, walk } from './walker.ts'

const course = (await loadCourse()).map(labOf)

onKafka('each lab, skipped from its first step to its last before the learner’s eyes', () => {
  let home: Home
  let walker: Walker | null = null
  beforeAll(async () => {
    home = await newHome()
  })
  afterEach(async () => {
    await walker?.close()
    walker = null
    await home.run(['stop'])
  })
  afterAll(async () => {
    await home?.stop().finally(home.remove)
  })

  test.each(course.map((lab) => [lab.slug, lab] as const))(
    '%s',
    async (_, { number, slug, steps }) => {
      walker = await walk(home, { args: ['start', String(number)] })
      for (const [i] of steps.entries()) {
        const next = i === steps.length - 1 ? `Lab ${number} is done` : `── ${i + 2}/${steps.length}`
        expect(await walker.enter('skip\r', next)).toMatch(/\n✓ .*\(done for you\)\n/s)
      }
      walker.type('quit\r')
      expect(await walker.ended).toBe(0)
      const total = steps.length
      expect(await home.json('check', slug)).toMatchObject({
        code: 0,
        value: { score: { passed: total, total } },
      })
    },
    300_000,
  )
})
