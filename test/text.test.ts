import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { style, wantsColour } from '../src/style.ts'
import { pad, width, wrap } from '../src/text.ts'
import { visible } from '../src/visible.ts'

const ESC = '\u001b'
/** What moves the cursor, colours, or turns a line around: none of it may reach a terminal from outside. */
const DANGEROUS = /[\p{Cc}\p{Bidi_Control}\u2028\u2029]/u

describe('what comes from outside is made visible', () => {
  test.each([
    ['colour', `${ESC}[31mred`, '\\x1b[31mred'],
    ['the terminal’s title', `${ESC}]0;owned\u0007`, '\\x1b]0;owned\\x07'],
    ['the same in one C1 character', '\u009b31m', '\\x9b31m'],
    ['a line of its own', 'a\nb\r\nc', 'a\\x0ab\\x0d\\x0ac'],
    ['going back', 'ok\b\bno', 'ok\\x08\\x08no'],
    ['delete', 'a\u007f', 'a\\x7f'],
    ['zero', '\0', '\\x00'],
    ['a line turned around', 'a\u202ecba', 'a\\u202ecba'],
    ['an isolate', '\u2066a\u2069', '\\u2066a\\u2069'],
    ['an arabic mark', '\u061c', '\\u061c'],
    ['a space of no width', 'hello\u200bkafka', 'hello\\u200bkafka'],
    ['a byte order mark', '\ufefftopic', '\\ufefftopic'],
    ['a line separator', 'a\u2028b', 'a\\u2028b'],
    ['tabs, as spaces', 'a\tb', 'a    b'],
    ['plain text, as it is', 'hellokafka2, 파티션 (3) — “ok” ✓ 👍', 'hellokafka2, 파티션 (3) — “ok” ✓ 👍'],
    ['a backslash, as it is', '\\x1b', '\\x1b'],
    ['nothing', '', ''],
  ])('%s', (_, from, to) => expect(visible(from)).toBe(to))

  test('nothing dangerous is left in any text', () => {
    const nasty = fc.array(
      fc.constantFrom(ESC, '\u009b', '[2J', '\u202e', '\u2066', '\n', '\t', 'a', '토', '\ud800'),
      { maxLength: 10 },
    )
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: 'binary' }),
          nasty.map((parts) => parts.join('')),
        ),
        (text) => {
          expect(visible(text)).not.toMatch(DANGEROUS)
          expect(visible(visible(text))).toBe(visible(text))
        },
      ),
      { numRuns: 300 },
    )
  })

  test('no single character slips through', () => {
    const all = Array.from({ length: 0x3000 }, (_, code) => String.fromCodePoint(code)).join('')
    expect(visible(all)).not.toMatch(DANGEROUS)
  })

  test('letters of every script stay as they are', () => {
    const letter = fc.string({ unit: 'grapheme' }).filter((text) => /^[\p{L}\p{N}\p{P}\p{Zs}]*$/u.test(text))
    fc.assert(
      fc.property(letter, (text) => {
        expect(visible(text)).toBe(text)
      }),
    )
  })
})

describe('width on a terminal', () => {
  test.each([
    ['', 0],
    ['hellokafka', 10],
    ['토픽', 4],
    ['토픽'.normalize('NFD'), 4],
    ['파티션(partition)', 17],
    ['ㄱㄴ', 4],
    ['한자 漢字', 9],
    ['é'.normalize('NFD'), 1],
    ['👍', 2],
    ['✓✗·→│•', 6],
    [`${ESC}[31m토픽${ESC}[39m`, 4],
  ])('%j: %i', (text, columns) => expect(width(text)).toBe(columns))

  test('is the same however Hangul is composed', () => {
    const hangul = fc.string({
      unit: fc.integer({ min: 0xac00, max: 0xd7a3 }).map((code) => String.fromCodePoint(code)),
    })
    fc.assert(
      fc.property(hangul, (text) => {
        expect(width(text)).toBe(text.length * 2)
        expect(width(text.normalize('NFD'))).toBe(text.length * 2)
      }),
    )
  })

  test('padding fills up to it, and takes nothing away', () => {
    expect(pad('토픽', 6)).toBe('토픽  ')
    expect(pad('토픽'.normalize('NFD'), 6).normalize('NFC')).toBe('토픽  ')
    expect(pad('hellokafka', 4)).toBe('hellokafka')
    expect(pad('', 2)).toBe('  ')
  })
})

const word = fc.stringMatching(/^[a-z0-9.,(){}가-힣]{1,12}$/).filter((text) => width(text) <= 16)
const prose = fc.array(word, { maxLength: 60 }).map((all) => all.join(' '))

describe('wrapping', () => {
  test.each([40, 80, 200])('at %i columns', (columns) => {
    const text = `토픽(topic)은 레코드를 나누어 담는 곳이고, a partition is a log of its own. `
      .repeat(5)
      .trim()
    const lines = wrap(text, columns)
    for (const line of lines) expect(width(line)).toBeLessThanOrEqual(columns)
    expect(lines.join(' ')).toBe(text)
    expect(lines.length).toBeGreaterThan(1)
  })

  test('prose never goes past the last column, and loses no word', () => {
    fc.assert(
      fc.property(prose, fc.integer({ min: 20, max: 200 }), (text, columns) => {
        const lines = wrap(text, columns)
        for (const line of lines) expect(width(line)).toBeLessThanOrEqual(columns)
        expect(lines.join(' ').split(' ').filter(Boolean)).toEqual(text.split(' ').filter(Boolean))
      }),
    )
  })

  test('nor does it with something hanging before each further line', () => {
    fc.assert(
      fc.property(
        prose,
        fc.integer({ min: 30, max: 120 }),
        fc.constantFrom('  ', '      ', '│ '),
        (text, columns, hanging) => {
          const lines = wrap(text, columns, hanging)
          for (const line of lines) expect(width(line)).toBeLessThanOrEqual(columns)
          for (const line of lines.slice(1)) expect(line.startsWith(hanging)).toBe(true)
        },
      ),
    )
  })

  test('Hangul that came in pieces is put together', () => {
    expect(wrap('파티션 하나'.normalize('NFD'), 80)).toEqual(['파티션 하나'])
  })

  test('a word longer than the line stays whole: it may be meant to be copied', () => {
    const long = 'a'.repeat(60)
    expect(wrap(`see ${long} there`, 40)).toEqual(['see', long, 'there'])
  })

  test('a line that is broken has its colour on each part, and none of it leaks', () => {
    const lines = wrap(style(true).bad('one two three four five six seven'), 20)
    expect(lines.length).toBeGreaterThan(1)
    for (const line of lines) {
      expect(line.startsWith(`${ESC}[31m`)).toBe(true)
      expect(line.endsWith(`${ESC}[39m`)).toBe(true)
    }
  })

  test('a terminal too narrow for words still gets words', () => {
    expect(wrap('one two three', 5)).toEqual(['one two three'])
    expect(wrap('', 80)).toEqual([''])
  })
})

describe('colour', () => {
  const terminal = { isTTY: true }
  test.each([
    ['on a terminal', terminal, {}, true],
    ['not in a file', {}, {}, false],
    ['not where NO_COLOR says so', terminal, { NO_COLOR: '1' }, false],
    ['not where NO_COLOR says anything', terminal, { NO_COLOR: '0' }, false],
    ['an empty NO_COLOR says nothing', terminal, { NO_COLOR: '' }, true],
    ['not on a dumb terminal', terminal, { TERM: 'dumb' }, false],
    ['on any other', terminal, { TERM: 'xterm-256color' }, true],
    ['where FORCE_COLOR says so', {}, { FORCE_COLOR: '1' }, true],
    ['FORCE_COLOR wins', {}, { FORCE_COLOR: '1', NO_COLOR: '1', TERM: 'dumb' }, true],
    ['FORCE_COLOR=0 is none', terminal, { FORCE_COLOR: '0' }, false],
    ['an empty FORCE_COLOR says nothing', {}, { FORCE_COLOR: '' }, false],
  ])('%s', (_, stream, env, colour) => expect(wantsColour(stream, env)).toBe(colour))

  test('without colour a style changes nothing', () => {
    for (const paint of Object.values(style(false))) expect(paint('text')).toBe('text')
  })

  test('with colour it changes no width, and paints no empty text', () => {
    for (const paint of Object.values(style(true))) {
      expect(paint('토픽')).not.toBe('토픽')
      expect(width(paint('토픽'))).toBe(4)
      expect(paint('')).toBe('')
    }
  })

  test('no colour is white, black or pale: both grounds are read on', () => {
    const painted = Object.values(style(true))
      .map((paint) => paint('x'))
      .join('')
    // biome-ignore lint/suspicious/noControlCharactersInRegex: colour sequences begin with one
    const codes = [...painted.matchAll(/\u001b\[(\d+)m/g)].map(([, code]) => Number(code))
    for (const code of codes) expect([30, 37, 97, 90, 93]).not.toContain(code)
  })
})
