import { afterAll, beforeAll, expect, test } from 'vitest'
import { labOf, loadCourse } from '../../src/lab/load.ts'
import { NOT_HERE, type Proofs } from './course.ts'
import { files, type Home, newHome, onEveryEngine } from './home.ts'
import { FIRST_START } from './learner.ts'

const course = (await loadCourse()).map(labOf)

onEveryEngine('the author’s gate, on the course', (engine) => {
  let home: Home
  beforeAll(async () => {
    home = await newHome('home', engine)
  })
  afterAll(async () => {
    await home?.stop().finally(home.remove)
  })

  test.each(course.map(({ number, title, slug, steps }) => ({ number, title, slug, steps })))(
    'lab $number, $title: every check tells right from wrong, in every way that is written down',
    async ({ number, slug, steps }) => {
      const { code, value, stderr } = await home.json('dev', 'check', String(number), '--engine', engine)
      expect(stderr).toBe('')
      const { ok, labs } = value as Proofs
      const trials = labs.flatMap((lab) =>
        lab.steps.flatMap((step) => step.trials.map((trial) => ({ step: step.step, ...trial }))),
      )
      expect(trials.filter((trial) => !trial.ok)).toEqual([])
      expect({ code, ok }).toEqual({ code: 0, ok: true })
      expect(labs.map((lab) => [lab.lab, lab.steps.map(({ step }) => step)])).toEqual([
        [slug, steps.map(({ id }) => id)],
      ])
      const notHere = labs.flatMap((lab) => lab.steps.filter((step) => step.notHere).map(({ step }) => step))
      const wanted = slug === 'broker-setup' && engine === 'local' ? NOT_HERE : []
      expect(notHere).toEqual(wanted)
      expect(trials.filter(({ step }) => notHere.includes(step))).toEqual([])
      for (const { id } of steps.filter(({ id }) => !notHere.includes(id)))
        for (const kind of ['before', 'wrong', 'also-right', 'solution'])
          expect(trials.filter((trial) => trial.step === id).map((trial) => trial.kind)).toContain(kind)
      expect(await files(home.dir), 'its cluster is gone').toEqual([])
    },
    FIRST_START,
  )
})
