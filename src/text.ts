import stringWidth from 'fast-string-width'
import { wrapAnsi } from 'fast-wrap-ansi'

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
