import { stripVTControlCharacters } from 'node:util'

/** An exception as a JVM prints it, its cause too. */
const THROWN = /^(Caused by: )?[\w.$]+(Exception|Error)(:|$)/

/** The line of a log's last ones that best says why a JVM ended; empty where there are none. */
export function tellingLine(lines: readonly string[]): string {
  const said = lines.filter((line) => line.trim() !== '')
  const full = said.find((line) => line.includes('No space left on device'))
  const errors = said.filter((line) => /\b(ERROR|FATAL)\b/.test(line) && !/\bExiting Kafka\b/.test(line))
  return full ?? said.findLast((line) => THROWN.test(line)) ?? errors.at(-1) ?? said.at(-1) ?? ''
}

/** The last lines with anything in them of what a program printed, at most `count` of them, without its colours. */
export function lastLines(said: string, count: number): string[] {
  const lines = stripVTControlCharacters(said).split(/\r?\n|\r/)
  return lines.filter((line) => line.trim() !== '').slice(-count)
}
