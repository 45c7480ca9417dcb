import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseLab } from '../../src/lab/parse.ts'
import { eachHasItsDiagnostics, file, fixture } from './fixtures.ts'

const good = fixture('good.md')

describe('a lab with mistakes', () => {
  eachHasItsDiagnostics('bad-labs', (text) => parseLab(text, file).diagnostics)

  test('that lies in the wrong place', () => {
    expect(parseLab(good, 'labs/topics/lab.md').diagnostics).toMatchObject([{ line: 1 }])
    expect(parseLab(good, 'C:\\labs\\3-topics\\lab.md').diagnostics).toEqual([])
  })
})

describe('a good lab', () => {
  const { lab, diagnostics } = parseLab(good, file)
  const [work, question, challenge] = lab?.steps ?? []

  test('has no diagnostics', () => expect(diagnostics).toEqual([]))

  test('has the front matter, the number and slug of its directory, and an introduction without comments', () => {
    const intro = 'The introduction.\n\nIt goes on.'
    expect(lab).toMatchObject({ number: 3, slug: 'topics', title: 'A good lab', minutes: 5, intro })
    expect(lab?.steps.map(({ id, title, line }) => [id, title, line])).toEqual([
      ['work', 'Work', 10],
      ['question', 'Question', 45],
      ['challenge-1', 'Challenge', 53],
    ])
  })

  test('keeps prose and commands in order and as written', () => {
    expect(work?.blocks).toEqual([
      { kind: 'prose', markdown: 'Before, with a [link].' },
      {
        kind: 'command',
        command: 'kafka-topics.sh \\\n --list',
        manner: 'ends',
        where: 'workbench',
        typed: [],
      },
      {
        kind: 'prose',
        markdown: 'Between.\n\n```text\n## No heading {#no}\n```\n\n[link]: https://kafka.apache.org',
      },
      { kind: 'prose', markdown: '> [!NOTE]\n> Stays.' },
    ])
    expect(question?.blocks).toEqual([{ kind: 'prose', markdown: '### Part of it' }])
  })

  test('has commands that run until they are stopped, what is typed into them, and second terminals', () => {
    const parsed = parseLab(fixture('endless.md'), file)
    expect(parsed.diagnostics).toEqual([])
    expect(parsed.lab?.needs).toEqual([
      { lab: 'topics', step: 'create-topic' },
      { lab: 'topics', step: 'add-partitions' },
    ])
    const shown = parsed.lab?.steps.map(({ blocks }) => blocks.filter(({ kind }) => kind === 'command'))
    const command = (text: string, manner: string, typed: string[] = []) => ({
      kind: 'command',
      command: text,
      manner,
      where: 'workbench',
      typed,
    })
    expect(shown).toEqual([
      [command('kafka-console-producer.sh', 'endless', ['hello', ' a b', ''])],
      [command('kafka-console-consumer.sh --group a', 'beside'), command('ls', 'ends')],
      [command('kafka-console-consumer.sh', 'endless')],
      [],
    ])
  })

  test.each([
    ['bash run', 'ends', 'workbench'],
    ['bash run endless', 'endless', 'workbench'],
    ['bash run beside', 'beside', 'workbench'],
    ['bash run instance', 'ends', 'instance'],
    ['bash run endless instance', 'endless', 'instance'],
  ])('has commands in the manner and at the place that their fence says: %s', (info, manner, where) => {
    const text = `---\ntitle: A\nminutes: 1\non: computer\n---\n## A {#a}\n\`\`\`${info}\nls\n\`\`\`\n\`\`\`yaml check\n- file: a\n\`\`\`\n`
    const parsed = parseLab(text, file)
    expect(parsed.diagnostics).toEqual([])
    expect(parsed.lab).toMatchObject({ on: 'computer' })
    expect(parsed.lab?.steps[0]?.blocks).toEqual([
      { kind: 'command', command: 'ls', manner, where, typed: [] },
    ])
  })

  test('happens on a cluster where nothing else is said', () => expect(lab?.on).toBe('cluster'))

  test('has the checks of all its fences, with config values as written', () => {
    const config = { 'retention.ms': '172800000', 'min.cleanable.dirty.ratio': '0.10' }
    expect(work?.task).toEqual({
      kind: 'work',
      checks: [
        { kind: 'topic', topic: 'a', partitions: 3, config },
        { kind: 'topic', topic: 'b' },
      ],
    })
    expect(challenge?.task).toEqual({
      kind: 'work',
      checks: [{ kind: 'topic', topic: 'c', replicationFactor: 1 }],
    })
  })

  test('has questions and hints', () => {
    const answer = { kind: 'config-of', topic: 'a', name: 'retention.ms', unit: 'days' }
    expect(question?.task).toEqual({ kind: 'question', ask: 'How many?', answer })
    expect(work?.hints).toEqual(['The first hint\nhas two lines.', 'The second.'])
  })

  test.each([
    ['carriage returns', good.replaceAll('\n', '\r\n')],
    ['old Mac line ends', good.replaceAll('\n', '\r')],
    ['a byte order mark', `\uFEFF${good}`],
    ['no last line end', good.trimEnd()],
  ])('is the same with %s', (_, text) => expect(parseLab(text, file)).toEqual({ lab, diagnostics: [] }))

  test('is plain data', () => expect(JSON.parse(JSON.stringify(lab))).toEqual(lab))

  test.each(['topic-count: { internal: false }', 'leader-of: { topic: a, partition: 0 }'])(
    'can ask for %s',
    (spec) => {
      const text = good.replace('config-of: { topic: a, name: retention.ms, unit: days }', spec)
      expect(parseLab(text, file).diagnostics).toEqual([])
    },
  )
})

/** Pieces that mean something, in any order, and any text. */
const words = [
  '---\n',
  '\n',
  '## A {#a}\n',
  '```bash run\n',
  '```bash run endless\n',
  '```bash run beside\n',
  '```text type\n',
  '```yaml check\n',
  '```yaml question\n',
  '```\n',
  '> ',
]
const more = [
  '[!TIP]\n',
  '- topic: a\n',
  'ask: x\n',
  'answer: ',
  '{',
  '&a',
  '*a',
  ': ',
  '\t',
  '<!--',
  '\r',
  '\0',
  '- ',
]
const anything = fc
  .array(fc.oneof(fc.constantFrom(...words, ...more), fc.string({ unit: 'binary', maxLength: 8 })), {
    maxLength: 60,
  })
  .map((parts) => parts.join(''))

test('no text makes the parser throw, and every diagnostic has a line of the file', () => {
  fc.assert(
    fc.property(fc.boolean(), anything, (front, body) => {
      const text = front ? `---\ntitle: A\nminutes: 1\n---\n${body}` : body
      const { lab, diagnostics } = parseLab(text, file)
      expect(lab === null).toBe(diagnostics.length > 0)
      const lines = text.split(/\r\n?|\n/).length
      for (const { line, message, instead } of diagnostics) {
        expect(line).toBeGreaterThanOrEqual(1)
        expect(line).toBeLessThanOrEqual(lines)
        expect(message !== '' && instead !== '').toBe(true)
      }
    }),
    { numRuns: 1500 },
  )
})

test('a good lab cut off anywhere has a diagnostic or is a lab', () => {
  for (let end = 0; end < good.length; end += 3) {
    const { lab, diagnostics } = parseLab(good.slice(0, end), file)
    expect(lab === null).toBe(diagnostics.length > 0)
  }
})
