import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Until } from '../../src/check/model.ts'
import { parseAnswers } from '../../src/lab/answers.ts'
import type { Beside, Lab, Stop, Way } from '../../src/lab/model.ts'
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
        ...shown,
        alsoRight: [run('one \\\n  --option\ntwo')],
        wrong: [
          { way: run('ls'), says: 'topic a is not there yet', help: null },
          { way: run('ls -l'), says: '"x" is not a number', help: 'try again' },
        ],
      },
      question: {
        ...shown,
        solve: { kind: 'answer', answer: '0', beside: null },
        wrong: [{ way: { kind: 'answer', answer: '08', beside: null }, says: 'no: never', help: null }],
      },
      'challenge-1': { ...shown, solve: run('echo "a: b"') },
    },
  })
})

const shown = { solve: null, until: null, ready: null, alsoRight: [], wrong: [] }
const ends: Stop = { kind: 'ends' }
function run(command: string, stop = ends, typed: string[] = [], beside: Beside | null = null): Way {
  return { kind: 'run', act: { command, where: 'workbench', typed, stop }, beside }
}

describe('commands that do not end by themselves', () => {
  const endless = parseLab(fixture('endless.md'), file).lab as Lab
  const needed = `
beside: { ready: [{ shows: yes }] }
question: { solve: { answer: 1 }, until: [{ shows: "3" }] }
challenge: { solve: { run: x } }
`

  test('what is typed, how they end, what runs beside', () => {
    const text = `
type:
  until: [{ topic: a, partitions: 2 }, { shows: no5 }]
  also-right:
    - { run: ls, type: [a, 5, ""] }
    - { run: ls, until: [{ shows: a }] }
    - { run: ls, type: [a], until: [{ shows: a }] }
    - { run: ls, beside: ls -l, ready: [{ topic: a }] }
${needed.replace('answer: 1', 'answer: 1, beside: ls, ready: [{ shows: x }]')}`
    const { answers, diagnostics } = parseAnswers(text, at, endless)
    expect(diagnostics).toEqual([])
    const a: Until = { kind: 'shows', text: 'a' }
    expect(answers?.type).toEqual({
      ...shown,
      until: [
        { kind: 'check', check: { kind: 'topic', topic: 'a', partitions: 2 } },
        { kind: 'shows', text: 'no5' },
      ],
      alsoRight: [
        run('ls', { kind: 'end-of-input' }, ['a', '5', '']),
        run('ls', { kind: 'ctrl-c', until: [a] }),
        run('ls', { kind: 'ctrl-c', until: [a] }, ['a']),
        run('ls', ends, [], {
          command: 'ls -l',
          where: 'workbench',
          ready: [{ kind: 'check', check: { kind: 'topic', topic: 'a' } }],
        }),
      ],
    })
    expect(answers?.beside?.ready).toEqual([{ kind: 'shows', text: 'yes' }])
    expect(answers?.question).toMatchObject({
      solve: { kind: 'answer', beside: { command: 'ls', ready: [{ kind: 'shows', text: 'x' }] } },
      until: [{ kind: 'shows', text: '3' }],
    })
  })

  test('what only answers.yml can say when it is over', () => {
    const { diagnostics } = parseAnswers(
      'question: { solve: { answer: 1 } }\nchallenge: { solve: { run: x } }',
      at,
      endless,
    )
    expect(diagnostics.map(({ line, message }) => `${line}: ${message}`)).toEqual([
      '1: nothing says when the second terminal of beside is ready to be looked at',
      '1: nothing says when the endless command of question has shown what it is to show',
    ])
    expect(parseAnswers(needed, at, endless).diagnostics).toEqual([])
  })
})

test('a lab on the instance: its ways run where its commands do, or where they say, and wait for what is there', () => {
  const text = `---
title: A
minutes: 1
on: computer
---
## Step {#step}
\`\`\`bash run instance
ls
\`\`\`
\`\`\`yaml check
- server: broker
\`\`\`
`
  const { lab: parsed } = parseLab(text, 'labs/1-broker-setup/lab.md')
  const read = (written: string) => parseAnswers(written, at, parsed as Lab)
  const { answers } = read(
    'step: { also-right: [{ run: a }, { run: a, where: workbench, beside: b, ready: [{ server: zookeeper }] }] }',
  )
  expect(answers?.step?.alsoRight).toEqual([
    { kind: 'run', act: { command: 'a', where: 'instance', typed: [], stop: ends }, beside: null },
    {
      kind: 'run',
      act: { command: 'a', where: 'workbench', typed: [], stop: ends },
      beside: {
        command: 'b',
        where: 'workbench',
        ready: [{ kind: 'check', check: { kind: 'server', server: 'zookeeper' } }],
      },
    },
  ])
  const { diagnostics } = read(
    'step:\n  wrong:\n    - { run: a, says: b, until: [\n      { file: a },\n      { topic: a } ] }',
  )
  expect(diagnostics).toMatchObject([
    { line: 5, message: "topic can't be told in this lab, which happens on the instance" },
  ])
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
