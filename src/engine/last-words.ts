/** An exception as a JVM prints it, its cause too. */
const THROWN = /^(Caused by: )?[\w.$]+(Exception|Error)(:|$)/

/** The line of a log's last ones that best says why a JVM ended; empty where there are none. */
export function tellingLine(lines: readonly string[]): string {
  const said = lines.filter((line) => line.trim() !== '')
  const full = said.find((line) => line.includes('No space left on device'))
  const errors = said.filter((line) => /\b(ERROR|FATAL)\b/.test(line) && !/\bExiting Kafka\b/.test(line))
  return full ?? said.findLast((line) => THROWN.test(line)) ?? errors.at(-1) ?? said.at(-1) ?? ''
}
