import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Proofs, withCourse } from './course.ts'
import { files, type Home, newHome, onKafka } from './home.ts'
import { eventually } from './patience.ts'

onKafka('the author’s gate', () => {
  let home: Home
  beforeAll(async () => {
    home = await newHome()
  })
  afterAll(async () => {
    await home?.stop().finally(home.remove)
  })

  test('a check that cannot fail, a right answer that is refused, wrong words: each is found, exit 1', async () => {
    const author = await withCourse(home, {
      '1-bad': {
        lab: [
          '---\ntitle: Bad\nminutes: 1\n---\nA lab.',
          step('one', create('one'), '- topic: one\n  partitions: 1'),
          // Green before anything is done: the step before did it.
          step('challenge', null, '- topic: one'),
        ].join('\n\n'),
        answers: [
          answersOf('one', {
            right: [create('one', '--partitions 3')],
            wrong: {
              true: 'topic one is not there yet',
              [create('one', '--partitions 2')]: 'one has 2 partitions, want 1',
              date: 'these words are never said',
            },
          }),
          answersOf('challenge', {
            solve: create('one', '--if-not-exists'),
            right: [create('one', '--if-not-exists --partitions 1')],
            wrong: Object.fromEntries(
              ['', '; true', '; date'].map((more) => [remove('one') + more, 'topic one is not there yet']),
            ),
          }),
        ].join('\n'),
      },
    })
    const { code, value } = await author.json('dev', 'check')
    expect(code).toBe(1)
    const { ok, labs } = value as Proofs
    expect(ok).toBe(false)
    const bad = labs[0]?.steps.map(({ step, trials }) => [
      step,
      trials.filter((t) => !t.ok).map((t) => t.kind),
    ])
    expect(bad).toEqual([
      ['one', ['wrong', 'also-right']],
      ['challenge', ['before']],
    ])
    expect(labs[0]?.steps[0]?.trials.filter((trial) => !trial.ok)).toMatchObject([
      { way: 'date', saw: ['topic one is not there yet'], wanted: 'these words are never said' },
      { way: create('one', '--partitions 3'), saw: ['one has 3 partitions, want 1'], wanted: null },
    ])
    expect(await files(home.dir)).toEqual([])
  })

  test('commands that run until Ctrl-C, typed lines, second terminals, files: each way as it is written', async () => {
    const read = (name: string) => readFile(join(import.meta.dirname, 'lively', name), 'utf8')
    const author = await withCourse(home, {
      '1-lively': { lab: await read('lab.md'), answers: await read('answers.yml') },
    })
    const { code, value } = await author.json('dev', 'check')
    const { labs } = value as Proofs
    const trials = labs.flatMap(({ steps }) => steps.flatMap((step) => step.trials))
    expect(trials.filter((trial) => !trial.ok)).toEqual([])
    expect(trials).toHaveLength(5 + 5 + 8 + 15)
    expect(code).toBe(0)
    expect(await files(home.dir)).toEqual([])
  })

  test('a file with a mistake: where, what, and what to write instead; exit 2, and no cluster', async () => {
    const author = await withCourse(home, {
      '1-bad': {
        lab: `---\ntitle: Bad\nminutes: 1\n---\n${step('one', create('one'), '- topik: one')}`,
        answers: '',
      },
    })
    expect(await author.json('dev', 'check')).toMatchObject({
      code: 2,
      value: {
        ok: false,
        diagnostics: [
          {
            file: expect.stringMatching(/1-bad\/lab\.md$/),
            line: expect.any(Number),
            message: expect.stringContaining('topik'),
          },
        ],
      },
    })
    expect(await author.run(['start', '1', '--detach'])).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/^labs: .*lab\.md:\d+/),
    })
  })

  test('Ctrl-C: 130, and its cluster is gone', async () => {
    const running = home.begin(['dev', 'check', '3'])
    await eventually('the cluster', () => running.stdout() !== '')
    running.child.kill('SIGINT')
    expect(await running.ended).toMatchObject({ code: 130, stderr: expect.stringMatching(/\nCancelled\n$/) })
    expect(await files(home.dir)).toEqual([])
  })
})

const create = (topic: string, more = '') =>
  `kafka-topics.sh --create --bootstrap-server my-kafka:9092 --topic ${topic} ${more}`.trim()

const remove = (topic: string) => `kafka-topics.sh --delete --bootstrap-server my-kafka:9092 --topic ${topic}`

function step(id: string, command: string | null, check: string): string {
  const shown = command === null ? '' : `\`\`\`bash run\n${command}\n\`\`\`\n`
  const hints = '> [!TIP]\n> One.\n\n> [!TIP]\n> Two.\n'
  return `## Do ${id} {#${id}}\nDo it.\n\n${shown}\n\`\`\`yaml check\n${check}\n\`\`\`\n\n${hints}`
}

function answersOf(
  id: string,
  { solve, right, wrong }: { solve?: string; right: string[]; wrong: Readonly<Record<string, string>> },
): string {
  return [
    `${id}:`,
    ...(solve === undefined ? [] : [`  solve: { run: "${solve}" }`]),
    '  also-right:',
    ...right.map((run) => `    - run: ${run}`),
    '  wrong:',
    ...Object.entries(wrong).map(([run, says]) => `    - { run: "${run}", says: "${says}" }`),
  ].join('\n')
}
