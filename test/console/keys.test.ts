import { describe, expect, test } from 'vitest'
import {
  afterLine,
  endsLine,
  gaveUp,
  isAtLineStart,
  isBusyEditing,
  keysToInsert,
  REDRAW,
  typedAhead,
} from '../../src/console/keys.ts'

const paste = (text: string): string => `\u001b[200~${text}\u001b[201~`

describe('keys typed since the prompt', () => {
  test.each([
    ['', false],
    ['echo 안녕\u001b[D\t', false],
    ['ls\r', true],
    ['ls\n', true],
    ['\u0003', true],
    ['\u0004', true],
    ['\u000f', true],
    [paste('a\rb\r'), false],
    [`${paste('a\rb')}\r`, true],
    ['\u001b[200~a\rb', false],
  ])('%j end the line: %s', (keys, ends) => {
    expect(endsLine(keys)).toBe(ends)
  })

  test.each([
    ['', false],
    ['\r', false],
    ['abc\u0003', true],
    ['cat\rone\r\u0003', true],
    ['\u0003\r', false],
    ['\u0004', true],
    [paste('\u0003'), false],
  ])('%j gave up: %s', (keys, gave) => {
    expect(gaveUp(keys)).toBe(gave)
  })

  test('typed ahead: an Enter that Ctrl-C did not discard', () => {
    expect(typedAhead('one\rtwo')).toBe(true)
    expect(typedAhead('one\r\u0003')).toBe(false)
    expect(typedAhead('\u0003\r')).toBe(true)
    expect(typedAhead(afterLine('first\rsecond'))).toBe(false)
    expect(typedAhead(afterLine('first\rsecond\r'))).toBe(true)
    expect(afterLine('no end')).toBe('')
  })

  test.each([
    ['echo', '$ echo', false],
    ['\u0012ec', "(reverse-i-search)`ec': echo", true],
    ['\u0016', '$ ', true],
    ['\u0016x', '$ x', false],
    ['\u001b', '$ ', true],
    ['\u001b[A', '$ ls', false],
    ['a\t\t', 'Display all 200 possibilities? (y or n)', true],
    ['a\t\ty', '--More--', true],
    [paste('\u0012'), '$ ', false],
  ])('%j at %j: bash is busy editing: %s', (keys, shown, busy) => {
    expect(isBusyEditing(keys, shown)).toBe(busy)
  })
})

test.each([
  ['a\r\n', false, true],
  ['a', true, false],
  ['', true, true],
  ['', false, false],
  ['a\n\u001b[0m\u001b]0;title\u0007\u001b[?2004l\u001b(B', false, true],
  ['\u001b[0m', false, false],
  ['50%\r', false, true],
])('after %j (before: %s) the cursor is at the start of a line: %s', (output, before, after) => {
  expect(isAtLineStart(output, before)).toBe(after)
})

describe('the keys that insert a command', () => {
  test('as a paste, as it stands', () => {
    expect(keysToInsert('a \\\n  b\r\n\tc\n\n', true)).toBe(`${paste('a \\\n  b\n    c')}${REDRAW}`)
  })
  test('without paste brackets: continuations joined, other newlines quoted', () => {
    expect(keysToInsert('a \\\n  b\nc\n', false)).toBe('a b\u0016\nc')
  })
  test.each([true, false])('never with a key in them (%s)', (bracketed) => {
    const keys = keysToInsert('a\u0003\u0004\r\u001b[201~b\u007f\u009b', bracketed)
    expect(keys.replace(/^.\[200~|.\[201~.\[9133~$/g, '')).toBe('a[201~b')
  })
})
