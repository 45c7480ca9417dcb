import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createMarkReader, type Segment } from '../../src/console/marks.ts'

const K = 's3cret'
const mark = (text: string): string => `\u001b]133;${text};k=${K}\u0007`

/** All chunks read, outputs that follow each other joined. */
function read(chunks: string[]): Segment[] {
  const reader = createMarkReader(K)
  const all: Segment[] = []
  for (const segment of [...chunks.flatMap((chunk) => reader.push(chunk)), ...reader.end()]) {
    const last = all.at(-1)
    if (segment.kind === 'output' && last?.kind === 'output') last.text += segment.text
    else all.push(segment)
  }
  return all
}
const output = (text: string): Segment => ({ kind: 'output', text })

describe('marks with the key', () => {
  test('are taken out of the output, in order', () => {
    expect(read([`a${mark('C')}b\r\n${mark('A;s=7-1;p=3;n=2;e=130')}$ ${mark('B')}x`])).toEqual([
      output('a'),
      { kind: 'mark', mark: { kind: 'start' } },
      output('b\r\n'),
      { kind: 'mark', mark: { kind: 'prompt', shell: '7-1', prompt: 3, commands: 2, exit: 130, place: '' } },
      output('$ '),
      { kind: 'mark', mark: { kind: 'input' } },
      output('x'),
    ])
  })

  test('end with BEL, ST or the one-character ST, and begin with ESC ] or its one-character form', () => {
    const start = { kind: 'mark', mark: { kind: 'start' } }
    for (const [from, to] of [
      ['\u001b]', '\u0007'],
      ['\u001b]', '\u001b\\'],
      ['\u009d', '\u009c'],
    ]) {
      expect(read([`a${from}133;C;k=${K}${to}b`])).toEqual([output('a'), start, output('b')])
    }
  })

  test('around a history line give its number and its text, without control characters', () => {
    const line = (text: string) => read([`${mark('H')}${text}${mark('D')}`])
    const found = (entry: number | null, text: string | null, kept = true) => [
      { kind: 'mark', mark: { kind: 'line', kept, entry, text } },
    ]
    expect(line('   12  ls -l\r\n')).toEqual(found(12, 'ls -l'))
    expect(line('10000* cat <<X\r\n안녕\r\nX\r\n')).toEqual(found(10000, 'cat <<X\n안녕\nX'))
    expect(line(`    1  echo \u001b]133;C\u0007\u001b[31m \u0000x\r\n`)).toEqual(found(1, 'echo [31m x'))
    expect(line('')).toEqual(found(null, null))
    expect(line(`    5  ${'x'.repeat(9000)}\r\n`)).toEqual(found(5, 'x'.repeat(4096)))
    expect(read([`${mark('H')}    5  ls\r\n${mark('D;i=1')}`])).toEqual(found(5, 'ls', false))
  })

  test('of a verb give its arguments', () => {
    expect(read([mark('L;v=answer;a=3%3B 50%25;a=%253B;a=')])).toEqual([
      { kind: 'mark', mark: { kind: 'verb', verb: 'answer', args: ['3; 50%', '%3B', ''] } },
    ])
  })
})

describe('what is not ours', () => {
  test.each(['D;0', 'D;0;k=wrong', `D;0;k=${K}x`, 'A', 'L;v=quit;k=', `Z;k=${K}`])(
    '%s is no mark, and is not shown',
    (text) => {
      expect(read([`a\u001b]133;${text}\u0007b`])).toEqual([output('ab')])
    },
  )

  test('other sequences pass', () => {
    const text =
      '\u001b]0;title\u0007\u001b]1337;x\u0007\u001b]8;;http://x\u001b\\y\u001b[31m\u001b]13\u0007\u001b'
    expect(read([`${text}[0m`])).toEqual([output(`${text}[0m`)])
  })

  test('an unfinished mark hides nothing after it', () => {
    expect(read(['\u001b]133;D;half\r\nmore'])).toEqual([output('D;half\r\nmore')])
    expect(read([`\u001b]133;D${mark('C')}x`])).toEqual([
      output('D'),
      { kind: 'mark', mark: { kind: 'start' } },
      output('x'),
    ])
    const long = 'y'.repeat(10_000)
    expect(createMarkReader(K).push(`\u001b]133;${long}`)).toEqual([output(long)])
    expect(read(['a\u001b]133;D;0'])).toEqual([output('aD;0')])
  })

  test('a history line that does not end is output', () => {
    const long = 'y'.repeat(70_000)
    expect(read([`${mark('H')}${long}`])).toEqual([output(long)])
    expect(read([mark('H'), 'unfinished'])).toEqual([output('unfinished')])
  })

  test('an empty key is refused', () => {
    expect(() => createMarkReader('')).toThrow()
  })
})

const piece = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 8 }),
  fc.constantFrom(
    '\u001b',
    ']',
    '1',
    '3',
    '133;',
    '\u001b]133;',
    '\u009d133;',
    '\u0007',
    '\u001b\\',
    '\u009c',
    '\r\n',
    '안녕',
  ),
  fc.constantFrom('A;p=1;n=1;e=0', 'B', 'C', 'D', 'H', 'L;v=hint;a=x').map(mark),
  fc.constantFrom('y'.repeat(8188), 'z'.repeat(66_000)),
)

test('however the stream is cut, the same is found', () => {
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 20 }), fc.array(fc.nat(), { maxLength: 30 }), (pieces, cuts) => {
      const stream = pieces.join('')
      const places = [0, ...cuts.map((cut) => cut % (stream.length + 1)).sort((a, b) => a - b), stream.length]
      const chunks = places.slice(1).map((to, i) => stream.slice(places[i], to))
      expect(chunks.join('')).toBe(stream)
      expect(read(chunks)).toEqual(read([stream]))
    }),
    { numRuns: 2000 },
  )
})

test('cut at every character', () => {
  const stream = `a${mark('H')}   3  ls 안녕\r\n${mark('D')}\u001b]133;D;0\u0007${mark('A;p=1;n=1;e=0')}$ ${mark('B')}\u001b[0m`
  expect(read([...stream])).toEqual(read([stream]))
})

test.each([
  ['plain text', 'a line of a log, as kafka prints them, about this long: offset=123456 partition=0\r\n'],
  ['coloured text', '\u001b[32mINFO\u001b[0m offset=\u001b[1m123456\u001b[0m\r\n'],
  ['forged marks', '\u001b]133;D;0\u0007x\r\n'],
])('20 MB of %s go through in under two seconds', (_kind, text) => {
  const chunk = text.repeat(Math.ceil(65_536 / text.length))
  const reader = createMarkReader(K)
  const start = performance.now()
  let size = 0
  while (size < 20_000_000) {
    reader.push(chunk)
    size += chunk.length
  }
  const ms = performance.now() - start
  expect(ms).toBeLessThan(2000)
})
