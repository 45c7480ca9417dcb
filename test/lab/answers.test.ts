import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseAnswers } from '../../src/lab/answers.ts'
import type { Lab } from '../../src/lab/model.ts'
import { parseLab } from '../../src/lab/parse.ts'
import { eachHasItsDiagnostics, file, fixture } from './fixtures.ts'

const lab = parseLab(fixture('good.md'), file).lab as Lab
const at = 'labs/3-topics/answers.yml'

describe('answers with mistakes', () => {
  eachHasItsDiagnostics('bad-answers', (text) => parseAnswers(text, at, lab).diagnostics)
})

test('every step has an entry, and every way is what the file says', () => {
  const text = `
work:
  also-right:
    - run: |
        one \\
          --option
        two
  wrong:
    - { run: ls, says: topic a is not there yet }
    - run: ls -l
      says: '"x" is not a number'
      help: try again
question:
  solve: { answer: 0 }
  wrong: [{ answer: 08, says: "no: never" }]
challenge-1: { solve: { run: 'echo "a: b"' } }
`
  expect(parseAnswers(text, at, lab)).toEqual({
    diagnostics: [],
    answers: {
      work: {
        solve: null,
        alsoRight: [{ kind: 'run', command: 'one \\\n  --option\ntwo' }],
        wrong: [
          { way: { kind: 'run', command: 'ls' }, says: 'topic a is not there yet', help: null },
          { way: { kind: 'run', command: 'ls -l' }, says: '"x" is not a number', help: 'try again' },
        ],
      },
      question: {
        solve: { kind: 'answer', answer: '0' },
        alsoRight: [],
        wrong: [{ way: { kind: 'answer', answer: '08' }, says: 'no: never', help: null }],
      },
      'challenge-1': { solve: { kind: 'run', command: 'echo "a: b"' }, alsoRight: [], wrong: [] },
    },
  })
})

test('carriage returns and a byte order mark change nothing', () => {
  const text = 'question:\n  solve: { answer: "1" }\nchallenge-1:\n  solve:\n    run: |\n      a\n      b\n'
  const plain = parseAnswers(text, at, lab)
  expect(plain.diagnostics).toEqual([])
  expect(parseAnswers(`\uFEFF${text.replaceAll('\n', '\r\n')}`, at, lab)).toEqual(plain)
})

test('no text makes the reader throw', () => {
  const parts = [
    'work:',
    'question:',
    '\n',
    '  ',
    'wrong:',
    '- ',
    '{',
    '}',
    'run: ',
    'says: ',
    '"',
    '|',
    '&a ',
    '*a',
    '<<: ',
  ]
  const text = fc.array(fc.oneof(fc.constantFrom(...parts), fc.string({ maxLength: 5 })), { maxLength: 40 })
  fc.assert(
    fc.property(text, (written) => {
      const { answers, diagnostics } = parseAnswers(written.join(''), at, lab)
      expect(answers === null).toBe(diagnostics.length > 0)
    }),
    { numRuns: 1500 },
  )
})
