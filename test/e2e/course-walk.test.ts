import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { labOf, loadCourse } from '../../src/lab/load.ts'
import { NOT_HERE } from './course.ts'
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
      const away = steps.filter(({ id }) => NOT_HERE.includes(id)).length
      const total = steps.length - away
      const done =
        away === 0 ? `all ${total} steps.` : `all ${total} steps that can be done here (${away} more`
      for (const [i, { id }] of steps.entries()) {
        const next = i === steps.length - 1 ? `Lab ${number} is done: ${done}` : `── ${i + 2}/${steps.length}`
        if (NOT_HERE.includes(id)) await walker.enter('\r', next)
        else expect(await walker.enter('skip\r', next)).toMatch(/\n✓ .*\(done\s+for\s+you\)\n/s)
      }
      walker.type('quit\r')
      expect(await walker.ended).toBe(0)
      expect(await home.json('check', slug)).toMatchObject({
        code: 0,
        value: { score: { passed: total, total } },
      })
    },
    300_000,
  )
})
