import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { inspectLab } from '../../src/lab/inspect.ts'
import { fill, NAME, titleOf, withStep } from '../../src/lab/template.ts'

const template = (name: string) => readFileSync(join(import.meta.dirname, '../../templates', name), 'utf8')
const values = { slug: 'quotas', step: 'limit-bytes', title: titleOf('limit-bytes') }

let root = ''
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'labs-template-'))
})
afterEach(() => rmSync(root, { recursive: true }))

/** What an author reads of a lab with these two files. */
function inspect(lab: string, answers: string) {
  const place = { number: 8, slug: 'quotas', name: '8-quotas', dir: join(root, '8-quotas') }
  mkdirSync(place.dir)
  writeFileSync(join(place.dir, 'lab.md'), lab)
  writeFileSync(join(place.dir, 'answers.yml'), answers)
  return inspectLab(place, [])
}

test('a new lab has no fault', () => {
  const { lab, mistakes, advice } = inspect(
    fill(template('lab.md'), values),
    fill(template('answers.yml'), values),
  )
  expect([...mistakes, ...advice]).toEqual([])
  expect(lab?.steps.map(({ id }) => id)).toEqual(['create-topic', 'challenge'])
})

test('a new step goes in front of the challenge, and the lab has no fault', () => {
  const { lab, mistakes, advice } = inspect(
    withStep(fill(template('lab.md'), values), fill(template('step.md'), values)),
    fill(template('answers.yml'), values) + fill(template('step.yml'), values),
  )
  expect([...mistakes, ...advice]).toEqual([])
  expect(lab?.steps.map(({ id, title }) => [id, title])).toEqual([
    ['create-topic', 'Create a topic'],
    ['limit-bytes', 'Limit bytes'],
    ['challenge', 'Challenge: one of your own'],
  ])
})

test('a heading in a fence is none', () => {
  const lab = ['## A {#a}', '## Z {#challenge}', '```', '## not one', '```', ''].join('\n')
  expect(withStep(lab, '## B {#b}')).toBe(
    ['## A {#a}', '## B {#b}', '', '## Z {#challenge}', '```', '## not one', '```', ''].join('\n'),
  )
})

test.each([
  ['quotas', true],
  ['limit-bytes-2', true],
  ['Quotas', false],
  ['8-quotas', false],
  ['a--b', false],
  ['../a', false],
])('%s as a name: %s', (name, good) => expect(NAME.test(name)).toBe(good))
