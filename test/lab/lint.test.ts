import { describe, expect, test } from 'vitest'
import { parseAnswers } from '../../src/lab/answers.ts'
import { lintLab } from '../../src/lab/lint.ts'
import type { Lab } from '../../src/lab/model.ts'
import { type Known, needsFaults } from '../../src/lab/needs.ts'
import { parseLab } from '../../src/lab/parse.ts'
import { source } from '../../src/yaml/source.ts'

const files = { lab: 'labs/3-topics/lab.md', answers: 'labs/3-topics/answers.yml' }
const command = 'kafka-topics.sh --create --bootstrap-server my-kafka:9092 --topic a'
const hints = '> [!TIP]\n> One.\n\n> [!TIP]\n> Two.\n'
const check = '```yaml check\n- topic: a\n```\n'
const lab = `---
title: A
minutes: 1
---
## Work {#work}
\`\`\`bash run
${command}
\`\`\`
${check}
${hints}
## Challenge {#challenge}
${check}
${hints}`
const wrong = '  wrong:\n    - { run: a, says: no }\n    - { run: b, says: no }\n    - { run: c, says: no }\n'
const answers = `work:
  also-right: [{ run: x }]
${wrong}challenge:
  solve: { run: "kafka-topics.sh --secret" }
  also-right: [{ run: x }]
${wrong}`

function lint(labText = lab, answersText = answers): string[] {
  const parsed = parseLab(labText, files.lab)
  if (parsed.lab === null) throw new Error(JSON.stringify(parsed.diagnostics))
  const read = parseAnswers(answersText, files.answers, parsed.lab)
  if (read.answers === null) throw new Error(JSON.stringify(read.diagnostics))
  return lintLab(parsed.lab, read.answers, files).map(
    ({ file, line, message }) => `${file}:${line}: ${message}`,
  )
}

const inLab = (line: number, message: string) => [`labs/3-topics/lab.md:${line}: ${message}`]
const inAnswers = (message: string) => [`labs/3-topics/answers.yml:1: ${message}`]

test('a lab that has all it should have', () => expect(lint()).toEqual([]))

test('too few ways', () => {
  const found = lint(
    lab,
    answers.replace('    - { run: c, says: no }\n', '').replace('also-right: [{ run: x }]', ''),
  )
  expect(found).toEqual([
    ...inAnswers('step work has 2 wrong ways'),
    ...inAnswers('step work has no other right way'),
  ])
})

test.each(['sleep 5', 'a & sleep 0.5; kill $!', 'timeout 10 a', '(sleep $N)'])(
  'a wait for a time: %s',
  (way) => {
    expect(lint(lab, answers.replace('run: a,', `run: ${JSON.stringify(way)},`))).toEqual(
      inAnswers('the command waits for a time'),
    )
    expect(lint(lab.replace(command, `${command}\n${way}`))).toEqual(inLab(5, 'the command waits for a time'))
  },
)

test.each(['a --timeout-ms 5000', 'echo a-sleep 5', "grep 'a sleep'"])('none: %s', (way) => {
  expect(lint(lab, answers.replace('run: a,', `run: ${JSON.stringify(way)},`))).toEqual([])
})

test('too few hints', () => {
  expect(lint(lab.replace('> [!TIP]\n> Two.\n', ''))).toEqual(inLab(5, 'step work has 1 hint'))
})

test.each([
  [
    'the shown command on other lines',
    `{ run: "kafka-topics.sh --create   --bootstrap-server my-kafka:9092 --topic a" }`,
  ],
  ['an other right way', '{ run: y }, { run: y }'],
])('the same way twice: %s', (_, ways) => {
  expect(lint(lab, answers.replace('{ run: x }', ways))).toEqual(
    inAnswers('step work has the same way twice'),
  )
})

describe('a step that shows several commands', () => {
  const two = lab.replace(command, `${command}\n\`\`\`\n\`\`\`bash run\nls\n`)
  const also = (way: string) => lint(two, answers.replace('{ run: x }', way))

  test('is done by all that end, one after the other: one of them alone may be wrong', () => {
    expect(lint(two)).toEqual([])
    expect(lint(two, answers.replace('run: a,', 'run: ls,'))).toEqual([])
  })

  test('and all of them together are the way that it shows', () => {
    const all = `${command}\\nls`
    expect(also(`{ run: "${all}" }`)).toEqual(inAnswers('step work has the same way twice'))
    expect(lint(two, answers.replace('run: a,', `run: "${all}",`))).toEqual(
      inAnswers('step work has one way as right and as wrong'),
    )
    expect(also(`{ run: "ls\\n${command}" }`)).toEqual([])
  })

  test('has one that runs until Ctrl-C as a way of its own', () => {
    const endless = lab.replace('```bash run\n', '```bash run endless\n')
    const until = `{ run: "${command}", until: [{ shows: a }] }`
    expect(lint(endless, answers.replace('{ run: x }', until))).toEqual(
      inAnswers('step work has the same way twice'),
    )
  })
})

test('one way as right and wrong', () => {
  expect(lint(lab, answers.replace('{ run: x }', '{ run: a }'))).toEqual(
    inAnswers('step work has one way as right and as wrong'),
  )
})

test('no challenge', () => {
  expect(lint(lab.replace('{#challenge}', '{#more}'), answers.replace('challenge:', 'more:'))).toEqual(
    inLab(19, 'the lab does not end with a challenge'),
  )
})

test('a challenge that shows a command', () => {
  const shown = lab.replace(
    '## Challenge {#challenge}\n',
    '## Challenge {#challenge}\n```bash run\nls\n```\n',
  )
  expect(lint(shown)).toEqual(inLab(19, 'the challenge shows a command'))
})

test('a solution that is told in a hint', () => {
  const told = lab.replace(/> Two\.\n$/, '> Try `kafka-topics.sh \\\n> --secret`.\n')
  expect(lint(told)).toEqual(inLab(19, 'the solution of the challenge stands in lab.md'))
})

test('a broker that only the author has', () => {
  const message = 'the command goes to localhost:9092, which is not there in the workbench'
  expect(lint(lab.replace('my-kafka:9092', 'localhost:9092'))).toEqual(inLab(5, message))
  expect(lint(lab, answers.replace('{ run: x }', '{ run: x --zookeeper=localhost:9092 }'))).toEqual(
    inAnswers(message),
  )
  expect(lint(lab, answers.replace('{ run: a,', '{ run: x --bootstrap-server localhost:9092,'))).toEqual([])
})

test('ways that differ in what is typed, or in what runs beside, are two', () => {
  const more = '{ run: x, type: [a] }, { run: x, type: [b] }, { run: x, beside: y, ready: [{ shows: z }] }'
  expect(lint(lab, answers.replace('[{ run: x }]', `[{ run: x }, ${more}]`))).toEqual([])
  const beside = '{ run: x, beside: y --bootstrap-server localhost:9092, ready: [{ shows: z }] }'
  expect(lint(lab, answers.replace('{ run: x }', beside))).toEqual(
    inAnswers('the command goes to localhost:9092, which is not there in the workbench'),
  )
})

describe('what a lab needs of others', () => {
  const course: Known[] = ['topics', 'producer', 'consumer'].map((slug, i) => ({
    number: i + 3,
    slug,
    lab: slug === 'consumer' ? null : (parseLab(lab, `labs/${i + 3}-${slug}/lab.md`).lab as Lab),
  }))
  const faults = (needs: string) => {
    const text = lab.replace('minutes: 1\n', `minutes: 1\nneeds: ${needs}\n`)
    const { lab: read } = parseLab(text, 'labs/4-producer/lab.md')
    return needsFaults(read as Lab, source(text, 'lab.md'), course).map(
      ({ line, message, instead }) => `${line}: ${message}; ${instead}`,
    )
  }

  test('steps of earlier labs', () => expect(faults('[topics/work, topics/challenge]')).toEqual([]))

  test('what is not one', () => {
    expect(
      faults(
        '\n  - topcis/work\n  - topics/wrok\n  - producer/work\n  - consumer/any\n  - topics/work\n  - "topics/work"',
      ),
    ).toEqual([
      '5: there is no lab "topcis"; did you mean topics?',
      '6: lab topics has no step "wrok"; did you mean topics/work?',
      '7: lab producer comes later than this one, or is this one; name a step of an earlier lab',
      '8: lab consumer comes later than this one, or is this one; name a step of an earlier lab',
      '10: topics/work is named twice; take one of them out',
    ])
  })
})
