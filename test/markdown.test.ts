import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseLab } from '../src/lab/parse.ts'
import { renderCode, renderInline, renderMarkdown } from '../src/markdown.ts'
import { style } from '../src/style.ts'
import { width } from '../src/text.ts'

const plain = style(false)
const ESC = '\u001b'
/** Marks instead of colours, so that a test can read them. */
const marks: typeof plain = {
  ...plain,
  bold: (text) => `<b>${text}</b>`,
  italic: (text) => `<i>${text}</i>`,
  code: (text) => `<c>${text}</c>`,
  dim: (text) => `<d>${text}</d>`,
  warn: (text) => `<w>${text}</w>`,
}
const at = (columns: number) => (markdown: string) => renderMarkdown(markdown, columns, plain)
const rendered = at(80)

describe('prose', () => {
  test('paragraphs are filled, with an empty line between them and none at the end', () => {
    expect(rendered('One\ntwo.\n\nThree.\n')).toEqual(['One two.', '', 'Three.'])
  })

  test('a line may be ended by hand', () => {
    expect(rendered('a  \nb')).toEqual(['a', 'b'])
    expect(rendered('a\\\nb')).toEqual(['a', 'b'])
  })

  test('emphasis and code', () => {
    expect(renderMarkdown('a **b** *c* `d` e', 80, marks)).toEqual(['a <b>b</b> <i>c</i> <c>d</c> e'])
    expect(rendered('a **b** *c* `d` e')).toEqual(['a b c d e'])
  })

  test.each([
    ['**파티션(partition)**은 로그다', '<b>파티션(partition)</b>은 로그다'],
    ['**"토픽"**이라고', '<b>"토픽"</b>이라고'],
    ['*토픽(topic)*을', '<i>토픽(topic)</i>을'],
    ['이것은 **`retention.ms`**입니다', '이것은 <c>retention.ms</c>입니다'],
  ])('Hangul right after emphasis: %s', (markdown, shown) =>
    expect(renderInline(markdown, marks)).toBe(shown),
  )

  test.each([
    ['a \\*star\\*', 'a *star*'],
    ['1 &lt; 2 &amp; 3', '1 < 2 & 3'],
    ['snake_case_name', 'snake_case_name'],
    ['`a  b`', 'a  b'],
    ['`` `x` ``', '`x`'],
    ['~~gone~~', 'gone'],
  ])('%s', (markdown, shown) => expect(renderInline(markdown, plain)).toBe(shown))

  test('HTML is shown, not obeyed', () => {
    expect(rendered('a <b>bold</b> <!-- note -->')).toEqual(['a <b>bold</b> <!-- note -->'])
    expect(rendered('<script>alert(1)</script>')).toEqual(['<script>alert(1)</script>'])
  })

  test.each([
    ['a link', 'see [the docs](https://kafka.apache.org/25/)', 'https://kafka.apache.org/25/'],
    ['a bare address', '<https://kafka.apache.org/25/>', 'https://kafka.apache.org/25/'],
    ['a picture, by its words', '![a topic with three logs](topic.png)', 'a topic with three logs'],
  ])('%s keeps what it leads to', (_, markdown, kept) =>
    expect(rendered(markdown).join('\n')).toContain(kept),
  )

  test('a line across', () => {
    expect(at(80)('a\n\n---\n\nb')).toEqual(['a', '', '─'.repeat(40), '', 'b'])
    expect(at(30)('---')).toEqual(['─'.repeat(30)])
  })

  test('nothing', () => {
    expect(rendered('')).toEqual([])
    expect(renderInline('', plain)).toBe('')
  })
})

describe('lists', () => {
  test('tight', () => {
    expect(rendered('- one\n- two\n\nafter')).toEqual(['• one', '• two', '', 'after'])
  })

  test('nested', () => {
    expect(rendered('- a\n  - b\n    - c\n  - d\n- e')).toEqual(['• a', '  • b', '    • c', '  • d', '• e'])
  })

  test('an item with two paragraphs', () => {
    expect(rendered('- a\n\n  b\n- c')).toEqual(['• a', '', '  b', '• c'])
  })

  test('numbered, from any number, with room for it', () => {
    expect(rendered('9. nine\n10. ten')).toEqual(['9. nine', '10. ten'])
    expect(at(40)('9. nine\n10. ten and a good deal more than fits into one line')).toEqual([
      '9. nine',
      '10. ten and a good deal more than fits',
      '    into one line',
    ])
  })

  test('an item goes on below itself', () => {
    expect(at(40)('- 토픽(topic)은 레코드를 나누어 담는 곳이고 파티션은 로그다')).toEqual([
      '• 토픽(topic)은 레코드를 나누어 담는',
      '  곳이고 파티션은 로그다',
    ])
  })

  test('with code in an item', () => {
    expect(rendered('1. run\n\n   ```bash\n   kafka-topics.sh \\\n     --list\n   ```\n2. look')).toEqual([
      '1. run',
      '',
      '     kafka-topics.sh \\',
      '       --list',
      '2. look',
    ])
  })

  test('an empty item keeps its mark', () => {
    expect(rendered('- a\n-\n- c')).toEqual(['• a', '•', '• c'])
  })
})

describe('quotes and notes', () => {
  test('a quote', () => {
    expect(rendered('> one\n>\n> two')).toEqual(['│ one', '│ ', '│ two'])
  })

  test.each([
    ['NOTE', 'Note'],
    ['TIP', 'Tip'],
    ['IMPORTANT', 'Important'],
    ['WARNING', 'Warning'],
    ['CAUTION', 'Caution'],
  ])('a note of kind %s', (mark, title) => {
    expect(rendered(`> [!${mark}]\n> One\n> two.\n>\n> Three.`)).toEqual([
      `│ ${title}`,
      '│ One two.',
      '│ ',
      '│ Three.',
    ])
  })

  test('warnings stand out', () => {
    expect(renderMarkdown('> [!WARNING]\n> Hot.', 80, marks)).toEqual([
      '<w>│</w> <b>Warning</b>',
      '<w>│</w> Hot.',
    ])
    expect(renderMarkdown('> [!NOTE]\n> Cool.', 80, marks)).toEqual([
      '<c>│</c> <b>Note</b>',
      '<c>│</c> Cool.',
    ])
  })

  test('with a list and code', () => {
    expect(rendered('> [!TIP]\n> - a\n> - b\n>\n> ```bash\n> ls\n> ```')).toEqual([
      '│ Tip',
      '│ • a',
      '│ • b',
      '│ ',
      '│   ls',
    ])
  })

  test('a note that only has its mark', () => {
    expect(rendered('> [!NOTE]')).toEqual(['│ Note'])
  })

  test('emphasis right after the mark', () => {
    expect(rendered('> [!NOTE]\n> **Kafka** 2.5')).toEqual(['│ Note', '│ Kafka 2.5'])
  })
})

describe('tables', () => {
  test('columns stand under each other, with Hangul in them', () => {
    expect(rendered('| 이름 | name |\n|---|---|\n| 토픽 | topic |\n| 파티션 | partition |')).toEqual([
      '이름    name',
      '토픽    topic',
      '파티션  partition',
    ])
  })

  test('code and emphasis take no width', () => {
    expect(renderMarkdown('| `a` | b |\n|---|---|\n| cc | d |', 80, marks).join('\n')).toContain('<c>a</c>')
    const lines = renderMarkdown('| `a` | b |\n|---|---|\n| ccc | d |', 80, style(true)).map(
      stripVTControlCharacters,
    )
    expect(lines).toEqual(['a    b', 'ccc  d'])
  })

  test('the last column is filled', () => {
    const lines = at(40)('| a | b |\n|---|---|\n| x | one two three four five six seven eight nine ten |')
    expect(lines).toEqual(['a  b', 'x  one two three four five six seven', '   eight nine ten'])
  })

  test('an empty cell', () => {
    expect(rendered('| a | b |\n|---|---|\n|  | x |')).toEqual(['a  b', '   x'])
  })
})

describe('code', () => {
  test('is set in, and its own spaces kept', () => {
    expect(rendered('```text\na\n  b\n\nc\n```')).toEqual(['  a', '    b', '', '  c'])
    expect(rendered('    indented')).toEqual(['  indented'])
  })

  test.each([20, 40, 80, 200])('is never broken, at %i columns', (columns) => {
    const long = 'kafka-topics.sh --create --bootstrap-server my-kafka:9092 --topic hellokafka2'
    for (const markdown of [
      `\`\`\`bash\n${long}\n\`\`\``,
      `- \`\`\`bash\n  ${long}\n  \`\`\``,
      `> \`\`\`\n> ${long}\n> \`\`\``,
    ])
      expect(at(columns)(markdown).some((line) => line.includes(long))).toBe(true)
  })

  test('is set in only where that leaves every line whole', () => {
    expect(renderCode('12345678', 10, plain)).toEqual(['  12345678'])
    expect(renderCode('123456789', 10, plain)).toEqual(['123456789'])
    expect(renderCode('토픽토픽\na', 10, plain)).toEqual(['  토픽토픽', '  a'])
    expect(renderCode('토픽토픽토\na', 10, plain)).toEqual(['토픽토픽토', 'a'])
  })

  test('holds no Markdown', () => {
    expect(rendered('`**a** <b>` and\n\n```\n**a** | b\n```')).toEqual(['**a** <b> and', '', '  **a** | b'])
  })

  test('loses and gains no letter', () => {
    const line = fc.stringMatching(/^[!-~ ]{0,60}$/).map((text) => text.trimEnd())
    fc.assert(
      fc.property(
        fc.array(line, { minLength: 1, maxLength: 6 }),
        fc.integer({ min: 1, max: 100 }),
        (lines, columns) => {
          const shown = renderCode(lines.join('\n'), columns, plain)
          const indent = lines.every((l) => l.length + 2 <= columns) ? '  ' : ''
          expect(shown).toEqual(lines.map((l) => (l === '' ? '' : indent + l)))
        },
      ),
    )
  })
})

describe('no wider than it may be', () => {
  const sample = `# 토픽(topic)이란 무엇인가, and why a heading may be longer than a line of a small terminal

토픽(topic)은 레코드를 나누어 담는 곳이다. A **partition** is a log of its own, so *more* of them let more consumers work side by side.

- \`--create\` says what to do, and this item is a good deal longer than one line of a small terminal
  - nested, 그리고 파티션은 로그이고 로그는 파일이며 파일은 디스크에 있다는 이야기를 길게 적는다
- two

> [!NOTE]
> 오래된 안내서는 \`--zookeeper\` 라고 쓰는데 2.2 부터는 브로커에게 묻는다. Since Kafka 2.2 the tool asks the brokers.

| kind | what it is |
|---|---|
| topic | where Kafka keeps records of one sort, much as a table keeps rows of one sort |
`
  test.each([40, 80, 200])('at %i columns', (columns) => {
    for (const line of renderMarkdown(sample, columns, style(true)))
      expect(width(line), line).toBeLessThanOrEqual(columns)
  })

  test('a table of several wide columns', () => {
    const table =
      '| a name that is long | a value that is long | why |\n|---|---|---|\n| retention.ms | 172800000 | two days |'
    for (const line of at(40)(table)) expect(width(line), line).toBeLessThanOrEqual(40)
  })

  const word = fc.stringMatching(/^[a-z가-힣]{1,7}$/)
  const line = fc.array(word, { minLength: 1, maxLength: 20 }).map((all) => all.join(' '))
  const block = fc.oneof(
    line,
    line.map((text) => `- ${text}`),
    line.map((text) => `- a\n  - ${text}`),
    line.map((text) => `> ${text}`),
    line.map((text) => `> [!NOTE]\n> ${text}`),
    line.map((text) => `12. ${text}`),
    line.map((text) => `**${text}** and \`${text}\``),
  )
  test('prose of any kind', () => {
    fc.assert(
      fc.property(fc.array(block, { maxLength: 4 }), fc.integer({ min: 30, max: 200 }), (blocks, columns) => {
        for (const shown of renderMarkdown(blocks.join('\n\n'), columns, style(true)))
          expect(width(shown)).toBeLessThanOrEqual(columns)
      }),
    )
  })
})

describe('what stands in the text can neither paint nor move the cursor', () => {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  const DANGEROUS = /[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/
  const evil = `${ESC}[31m\u202e\u009b2J`
  test.each([
    ['prose', `a ${evil} b`],
    ['code', `\`${evil}\``],
    ['a fence', `\`\`\`\n${evil}\n\`\`\``],
    ['a heading', `# ${evil}`],
    ['a table', `| ${evil} | b |\n|---|---|\n| c | ${evil} |`],
    ['a quote', `> ${evil}`],
    ['a note', `> [!NOTE]\n> ${evil}`],
    ['HTML', `<b ${evil}>`],
    ['a character by its number', '&#27;[31m &#x202e; &#x9b;2J'],
  ])('%s', (_, markdown) => {
    for (const line of rendered(markdown)) expect(line).not.toMatch(DANGEROUS)
  })

  test('any text at all, and it never throws', () => {
    const piece = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom(
        '**',
        '_',
        '`',
        '```',
        '> ',
        '- ',
        '1. ',
        '|',
        '|---|',
        '\n',
        '\n\n',
        '    ',
        '[!NOTE]',
        '[a](',
        ESC,
        '&#27;',
      ),
    )
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), fc.integer({ min: 1, max: 200 }), (pieces, columns) => {
        const markdown = pieces.join('')
        expect(renderMarkdown(markdown, columns, plain).join('')).not.toMatch(DANGEROUS)
        renderInline(markdown, plain)
      }),
      { numRuns: 200 },
    )
  })
})

describe('the course itself', () => {
  const labs = join(import.meta.dirname, '../labs')
  for (const name of readdirSync(labs)) {
    const file = join(labs, name, 'lab.md')
    const { lab } = parseLab(readFileSync(file, 'utf8'), `labs/${name}/lab.md`)
    const blocks = lab?.steps.flatMap((step) => step.blocks) ?? []
    const prose = [
      lab?.intro ?? '',
      ...blocks.flatMap((block) => (block.kind === 'prose' ? [block.markdown] : [])),
      ...(lab?.steps.flatMap((step) => step.hints) ?? []),
    ]
    test.each([40, 80, 200])(`${name} at %i columns`, (columns) => {
      expect(prose.length).toBeGreaterThan(1)
      for (const markdown of prose) {
        const code = [...markdown.matchAll(/```[^\n]*\n([\s\S]*?)```/g)].flatMap(([, body]) =>
          (body ?? '').split('\n'),
        )
        // A tab is shown as blanks.
        const flat = (text: string) => text.replaceAll(/\s+/g, ' ')
        const isCode = (line: string) =>
          code.some((whole) => whole !== '' && flat(line).includes(flat(whole)))
        const isOneWord = (line: string) => !line.replace(/^[│• ]+/, '').includes(' ')
        for (const line of renderMarkdown(markdown, columns, plain))
          if (!isCode(line) && !isOneWord(line)) expect(width(line), line).toBeLessThanOrEqual(columns)
      }
    })
  }
})
