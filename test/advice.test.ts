import { expect, test } from 'vitest'
import { wrapAdvice } from '../src/text.ts'

const adviceLines = (help: string, columns: number) => wrapAdvice(`→ ${help}`, columns, '  ')
/** What is pasted: from the first word of the command to the end of its last line. */
const pasted = (lines: readonly string[], first: string) => {
  const text = lines.join('\n')
  return text.slice(text.indexOf(first)).replaceAll(/ \\\n\s*/g, ' ')
}
const RULE =
  'aws ec2 authorize-security-group-ingress --group-name test-kafka-server-sg --protocol tcp --port 9092 --cidr "$(hostname -i)/32"'

test('a command that is broken can be pasted as it stands', () => {
  const lines = adviceLines(`let your own address in: ${RULE}`, 78)
  expect(lines).toEqual([
    '→ let your own address in: aws ec2 authorize-security-group-ingress \\',
    '  --group-name test-kafka-server-sg --protocol tcp --port 9092 --cidr \\',
    '  "$(hostname -i)/32"',
  ])
  expect(pasted(lines, 'aws')).toBe(RULE)
})

test('at any width, and no line is longer than that', () => {
  for (let columns = 50; columns < 200; columns++) {
    const lines = adviceLines(`let it in: ${RULE}`, columns)
    expect(pasted(lines, 'aws')).toBe(RULE)
    for (const line of lines) expect(line.length).toBeLessThanOrEqual(columns)
  }
})

test.each([
  'there is a topic a: remove it with kafka-topics.sh --bootstrap-server b:1 --delete --topic a, and then create the other one',
  'delete it (kafka-topics.sh --bootstrap-server b:1 --delete --topic a) and create it anew',
  'change it: bin/kafka-configs.sh --bootstrap-server b:1 --alter --add-config retention.ms=1. Then look again',
])('only the command is: %s', (help) => {
  for (let columns = 40; columns < 130; columns++) {
    const lines = adviceLines(help, columns)
    const [command = ''] = /\S+\.sh --[^,)]*?(?=[,)]|\. |$)/.exec(help) ?? []
    expect(pasted(lines, command.split(' ')[0] ?? '')).toContain(command)
    const prose = lines.join('\n').replace(/\S+\.sh[\s\\]+--[\s\S]*?(?=[,)]|\.\s|$)/, '')
    expect(prose).not.toContain('\\')
  }
})

test('prose is broken as prose, a tool that is only named too', () => {
  expect(adviceLines('one two three four five', 12)).toEqual(['→ one two', '  three four', '  five'])
  expect(adviceLines('kafka-topics.sh is the tool for all of that', 24).join('')).not.toContain('\\')
  expect(adviceLines('', 20)).toEqual(['→'])
})
