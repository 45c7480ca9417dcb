import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { replaceTexts } from '../../src/yaml/edit.ts'
import { source } from '../../src/yaml/source.ts'
import { readYaml } from '../../src/yaml/yaml.ts'

const yaml = `# about it
step:
  wrong:
    # nothing
    - run: |
        one
        two
      says: TODO   # soon
    - { answer: "2", says: no, help: "x" }
`

test('one text takes the place of another; all else stays to the letter', () => {
  const changes = [
    { path: ['step', 'wrong', 0, 'says'], text: 'topic a is not there yet' },
    { path: ['step', 'wrong', 1, 'help'], text: 'a: b, {c}' },
  ]
  expect(replaceTexts(yaml, changes)).toBe(
    yaml.replace('TODO', 'topic a is not there yet').replace('"x"', '"a: b, {c}"'),
  )
})

describe('what leads nowhere changes nothing', () => {
  test.each([
    [['other']],
    [['step', 'wrong', 7, 'says']],
    [['step', 'wrong']],
    [['step', 'wrong', 0, 'help']],
  ])('%j', (path) => {
    expect(replaceTexts(yaml, [{ path, text: 'new' }])).toBe(yaml)
  })
})

test('any text is read again as it was, in a block and between braces', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'binary-ascii' }).filter((text) => !/\p{Cc}/u.test(text)),
      (text) => {
        const changed = replaceTexts(yaml, [
          { path: ['step', 'wrong', 0, 'says'], text },
          { path: ['step', 'wrong', 1, 'says'], text },
        ])
        const read = readYaml(source(changed, 'answers.yml'))
        if (!read.ok) throw new Error(changed)
        expect(read.value.value(read.value.root)).toMatchObject({
          step: { wrong: [{ says: text }, { says: text }] },
        })
      },
    ),
  )
})
