import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { bytesOf, durationOf, splitCommand } from '../../../src/engine/compose/units.ts'

describe('durations', () => {
  test.each([
    ['1h2m3.5s500ms', 3_724_000],
    ['2.5s', 2500],
    ['10s', 10_000],
    ['1m30s', 90_000],
    ['2h32m', 9_120_000],
    ['500us', 0.5],
    ['1us', 0.001],
    ['0.1s0.2s', 300],
    ['0', 0],
    ['0s', 0],
  ])('%s is %d ms', (text, ms) => expect(durationOf(text)).toBe(ms))

  test.each([
    '',
    '5',
    's',
    '5 s',
    ' 5s',
    '5s ',
    '-5s',
    '+5s',
    '5d',
    '5S',
    '.5s',
    '5.s',
    '5s5',
    '1e3s',
    '1m30',
  ])('%j is none', (text) => expect(durationOf(text)).toBeNull())

  test('parts add up', () => {
    const part = fc.record({ amount: fc.nat(1000), unit: fc.constantFrom('h', 'm', 's', 'ms', 'us') })
    const us = { h: 3_600_000_000, m: 60_000_000, s: 1_000_000, ms: 1000, us: 1 }
    fc.assert(
      fc.property(fc.array(part, { minLength: 1, maxLength: 6 }), (parts) => {
        const sum = parts.reduce((all, { amount, unit }) => all + amount * us[unit], 0)
        expect(durationOf(parts.map(({ amount, unit }) => `${amount}${unit}`).join(''))).toBeCloseTo(
          sum / 1000,
          5,
        )
      }),
    )
  })
})

describe('sizes', () => {
  test.each([
    ['1024', 1024],
    ['0', 0],
    ['1b', 1],
    ['64k', 65_536],
    ['64kb', 65_536],
    ['512m', 536_870_912],
    ['512MB', 536_870_912],
    ['1g', 1_073_741_824],
    ['1GB', 1_073_741_824],
    ['1.5g', 1_610_612_736],
  ])('%s is %d bytes', (text, bytes) => expect(bytesOf(text)).toBe(bytes))

  test.each(['', 'm', '-1', '1 m', '1t', '1mib', '1.', '.5g', '1e3', '99999999999g'])('%j is none', (text) =>
    expect(bytesOf(text)).toBeNull(),
  )

  test('each unit is 1024 of the one below', () => {
    fc.assert(
      fc.property(
        fc.nat(1000),
        fc.constantFrom(['', 'k'], ['b', 'kb'], ['k', 'm'], ['mb', 'gb']),
        (n, [low, high]) => {
          expect(bytesOf(`${n}${high}`)).toBe(bytesOf(`${n * 1024}${low}`))
        },
      ),
    )
  })
})

describe('command lines', () => {
  test.each([
    ['', []],
    ['  ', []],
    [' a  b\tc\nd ', ['a', 'b', 'c', 'd']],
    [`'a b' "c d" e\\ f`, ['a b', 'c d', 'e f']],
    [`a'b'"c"d`, ['abcd']],
    [`'' "" x`, ['', '', 'x']],
    [`"a \\" b" "\\\\" "\\$" "\\n"`, ['a " b', '\\', '$', '\\n']],
    [`'\\' '$X'`, ['\\', '$X']],
    [`"it's"`, ["it's"]],
    ['a \\\n b', ['a', 'b']],
    ['"a\\\nb"', ['ab']],
  ])('%j', (line, parts) => expect(splitCommand(line)).toEqual(parts))

  test.each([`'a`, `"a`, `a"b'`, 'a\\', `"a\\"`])('%j has no end', (line) =>
    expect(splitCommand(line)).toBeNull(),
  )

  test('any words, quoted in any way, come out as they were', () => {
    const ways: readonly ((word: string) => string)[] = [
      (word) => `'${word.replaceAll("'", `'\\''`)}'`,
      (word) => `"${word.replaceAll(/[\\"$`]/g, '\\$&')}"`,
      (word) => `""${[...word].map((char) => (char === '\n' ? '"\n"' : `\\${char}`)).join('')}`,
    ]
    const quoted = fc.tuple(fc.string({ unit: 'binary' }), fc.constantFrom(...ways))
    fc.assert(
      fc.property(fc.array(quoted), (words) => {
        const line = words.map(([word, quote]) => quote(word)).join(' ')
        expect(splitCommand(line)).toEqual(words.map(([word]) => word))
      }),
    )
  })
})
