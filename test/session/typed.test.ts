import { expect, test } from 'vitest'
import { lintLab } from '../../src/lab/lint.ts'
import { labOf, loadCourse, resolveLab } from '../../src/lab/load.ts'
import { parseLab } from '../../src/lab/parse.ts'
import { commandLines, doingLines } from '../../src/session/shown.ts'
import { solutionOf } from '../../src/session/ways.ts'
import { style } from '../../src/style.ts'

/** A command that ends by itself once lines were typed into it, from the file to what is done. */

const look = { columns: 80, style: style(false), lab: 4 }
const text = (manner: string) => `---
title: A
minutes: 1
---
## Work {#work}
\`\`\`${manner}
kafka-console-producer.sh
\`\`\`
\`\`\`text type
good
bad
\`\`\`
\`\`\`bash run
ls
\`\`\`
\`\`\`bash run
pwd
\`\`\`
\`\`\`yaml question
ask: How many?
answer: { partitions-of: { topic: a } }
\`\`\`
`
const read = (manner: string) => {
  const { lab, diagnostics } = parseLab(text(manner), 'labs/4-a/lab.md')
  expect(diagnostics).toEqual([])
  if (lab === null) throw new Error('it is a lab')
  return lab
}
const commands = (manner: string) =>
  read(manner).steps.flatMap(({ blocks }) =>
    blocks.flatMap((block) => (block.kind === 'command' ? [block] : [])),
  )

test('is read with its lines', () => {
  expect(commands('bash run').map(({ manner, typed }) => [manner, typed])).toEqual([
    ['ends', ['good', 'bad']],
    ['ends', []],
    ['ends', []],
  ])
})

test('is shown without a Ctrl-C', () => {
  const said = (manner: string) =>
    commands(manner)
      .slice(0, 1)
      .flatMap((it) => commandLines(it, look))
  expect(
    said('bash run')
      .slice(1)
      .map((line) => line.trim()),
  ).toEqual(['type these lines, each at its prompt >', '> good', '> bad', 'then it ends by itself'])
  expect(said('bash run endless').at(-1)?.trim()).toBe('then press Ctrl-C: it runs until then')
})

test('is a way of its own for the linter: not one with the commands after it', () => {
  const lab = read('bash run')
  const wrong = (run: string, typed: readonly string[]) => ({
    way: {
      kind: 'run' as const,
      act: { command: run, where: 'workbench' as const, typed, stop: { kind: 'ends' as const } },
      beside: null,
    },
    says: 'no',
    help: null,
  })
  const lint = (...ways: readonly ReturnType<typeof wrong>[]) =>
    lintLab(
      lab,
      { work: { solve: null, until: null, ready: null, alsoRight: [], wrong: ways } },
      { lab: 'lab.md', answers: 'answers.yml' },
    ).filter(({ message }) => message.includes('as right and as wrong'))
  expect(lint(wrong('kafka-console-producer.sh', ['good', 'bad']))).toHaveLength(1)
  expect(lint(wrong('ls\npwd', []))).toHaveLength(1)
  expect(lint(wrong('kafka-console-producer.sh\nls\npwd', ['good', 'bad']))).toEqual([])
})

test('is done alone, its lines typed, and nothing stops it', async () => {
  const entry = resolveLab(await loadCourse(), 'records')
  const step = labOf(entry).steps.find(({ id }) => id === 'missing-separator')
  if (step === undefined) throw new Error('lab 4 has the step')
  const doing = await solutionOf(entry, step, {
    bootstrapServer: 'my-kafka:9092',
    zookeeper: 'my-kafka:2181',
    archive: null,
  })
  expect(doing.acts.map(({ typed, stop }) => [typed, stop])).toEqual([
    [['key2:no6', 'no7'], { kind: 'ends' }],
    [[], { kind: 'ends' }],
  ])
  expect(doingLines(doing, look).map((line) => line.trim())).toContain('then it ends by itself')
})
