import { expect, test } from 'vitest'
import { reference } from '../../src/check/reference.ts'
import { answerParameters, checkParameters } from '../../src/check/schema.ts'
import { words } from '../../src/words/index.ts'

test('every parameter of every kind is explained, and nothing else is', () => {
  const { checks, answers } = words.reference
  const named = (of: object) => Object.entries(of).map(([kind, inner]) => [kind, Object.keys(inner).sort()])
  const explained = Object.entries(checks).map(([kind, { parameters }]) => [
    kind,
    Object.keys(parameters).sort(),
  ])
  expect(explained).toEqual(named(checkParameters))
  expect(Object.keys(answers)).toEqual(Object.keys(answerParameters))
})

test('docs/checks.md is the page that it makes (vitest -u writes it)', async () => {
  await expect(reference()).toMatchFileSnapshot('../../docs/checks.md')
})
