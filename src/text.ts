import stringWidth from 'fast-string-width'
import { wrapAnsi } from 'fast-wrap-ansi'

/**
 * Text from outside (topic names, config values, log lines) as it may be printed: what would move the cursor,
 * colour our words or turn the line around is shown as an escape instead. Tabs become spaces.
 */
export function visible(text: string): string {
  return text.replaceAll('\t', '    ').replaceAll(UNPRINTABLE, (char) => {
    const code = char.codePointAt(0) ?? 0
    return code < 0x100
      ? `\\x${code.toString(16).padStart(2, '0')}`
      : `\\u${code.toString(16).padStart(4, '0')}`
  })
}

/** Controls (newlines too), and the marks that reverse or hide text (Trojan Source, CVE-2021-42574). */
const UNPRINTABLE = /[\p{Cc}\u061c\u200b\u200e\u200f\u2028-\u202e\u2060\u2066-\u2069\ufeff]/gu

/** Columns that a text takes on a terminal; colour takes none. Hangul is composed first, or it would count double. */
export function width(text: string): number {
  return stringWidth(text.normalize('NFC'))
}

/** Breaks at spaces, colour kept; `hanging` stands before every line but the first. */
export function wrap(text: string, columns: number, hanging = ''): string[] {
  const left = columns - width(hanging)
  // Too narrow for words: the terminal breaks them better than we would.
  const room = left < 8 ? 20 : left
  return wrapAnsi(text.normalize('NFC'), room, { hard: false, trim: true, wordWrap: true })
    .split('\n')
    .map((line, i) => (i === 0 ? line : hanging + line))
}

/** Fills up with spaces to a width. */
export function pad(text: string, columns: number): string {
  return text + ' '.repeat(Math.max(0, columns - width(text)))
}
