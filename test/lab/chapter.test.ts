import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { labOf, loadCourse } from '../../src/lab/load.ts'
import type { Step } from '../../src/lab/model.ts'

/** The rows of docs/chapter.md's tables: the steps that each names, and the kinds that tell. */
const rows = readFileSync(join(import.meta.dirname, '../../docs/chapter.md'), 'utf8')
  .split('\n')
  .filter((line) => line.startsWith('| ') && !/^\| (in the book|---)/.test(line))
  .map((line) => {
    const [, what = '', steps = '', told = ''] =
      line.split(' | ').length === 3 ? ['', ...line.split(' | ')] : []
    return { what, steps: steps.split(', '), told: [...told.matchAll(/`([\w-]+)`/g)].map(([, kind]) => kind) }
  })

const course: ReadonlyMap<string, Step> = new Map(
  (await loadCourse())
    .map(labOf)
    .flatMap(({ slug, steps }) => steps.map((step) => [`${slug}/${step.id}`, step] as const)),
)

test('the table was read', () => expect(rows.length).toBeGreaterThan(40))

test.each(rows)('$what is taught where the table says, and told by that', ({ steps, told }) => {
  const kinds = steps.flatMap((name) => {
    const step = course.get(name)
    if (step === undefined) throw new Error(`there is no step ${name}`)
    return step.task.kind === 'question' ? [step.task.answer.kind] : step.task.checks.map(({ kind }) => kind)
  })
  expect(told.length).toBeGreaterThan(0)
  expect(kinds).toEqual(expect.arrayContaining(told))
})
