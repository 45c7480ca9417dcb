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

/** A command amid prose, as words write it: a tool with its options, up to what ends the clause. */
const COMMAND = /(?:\S+\.sh(?= --)|aws ec2(?= [a-z]))(?:(?![,;)](?:\s|$)|\.(?:\s|$)).)*/g
const BREAK = ' \\'

/**
 * As `wrap`; where a command in it has to be broken, each of its lines but the last ends with a backslash, so that all of
 * it can be copied and pasted as it stands.
 */
export function wrapAdvice(advice: string, columns: number, hanging = ''): string[] {
  const text = advice.normalize('NFC')
  const commands = [...text.matchAll(COMMAND)].map(({ 0: command, index }) => ({
    from: index,
    to: index + command.trimEnd().length,
  }))
  /** Which lines end amid a command. */
  const broken = (lines: readonly string[]): boolean[] => {
    let at = 0
    return lines.map((line) => {
      const words = line.trim()
      at = text.indexOf(words, at) + words.length
      return commands.some(({ from, to }) => from < at && at < to)
    })
  }
  const whole = wrap(text, columns, hanging)
  if (!broken(whole).includes(true)) return whole
  const lines = wrap(text, columns - BREAK.length, hanging)
  const breaks = broken(lines)
  return lines.map((line, i) => (breaks[i] ? line + BREAK : line))
}
