import { describe, expect, test } from 'vitest'
import { judgeFile } from '../../src/check/file.ts'
import type { FileCheck } from '../../src/check/model.ts'
import { files } from '../facts.ts'

const spec: FileCheck = {
  kind: 'file',
  file: 'delete-topic.json',
  json: { partitions: [{ topic: 'test', partition: 0, offset: 30 }], version: 1 },
}
const judge = (text: string) => judgeFile(spec, files({ 'delete-topic.json': text }))

test.each([
  ['as the book has it', '{"partitions": [{"topic": "test", "partition": 0, "offset":30}], "version":1 }'],
  [
    'laid out, in another order, with more in it',
    '{\n  "version": 1, "note": "x",\n  "partitions": [\n    {"offset": 30, "topic": "test", "partition": 0}\n  ]\n}\n',
  ],
])('right: %s', async (_, text) => {
  expect(await judge(text)).toMatchObject({
    verdict: 'passed',
    message: 'delete-topic.json says what it should',
    actual: spec.json,
  })
})

test('not there yet', async () => {
  expect(await judgeFile(spec, files())).toMatchObject({
    verdict: 'pending',
    message: 'there is no file delete-topic.json yet',
  })
})

test('there, and not to be read', async () => {
  const unreadable = { read: async () => null, mode: async () => '000' }
  expect(await judgeFile(spec, unreadable)).toMatchObject({
    verdict: 'failed',
    message: "delete-topic.json can't be read: it has mode 000",
  })
})

describe('its mode', () => {
  const key: FileCheck = { kind: 'file', file: 'key.pem', mode: '400' }
  test('is right, whoever may read it', async () =>
    expect(await judgeFile(key, files({ 'key.pem': '' }, { 'key.pem': '400' }))).toMatchObject({
      verdict: 'passed',
      message: 'key.pem has mode 400',
    }))
  test('of a file that is gone: the lab began with it', async () =>
    expect(await judgeFile(key, files())).toMatchObject({
      verdict: 'pending',
      message: 'there is no file key.pem yet',
      help: 'the lab begins with it: labs reset brings all of its beginning back',
    }))
  test.each([
    ['644', 'ssh refuses a private key that others can read ("permissions are too open"): chmod 400 key.pem'],
    [
      '600',
      'ssh would take it so; a key that nobody is to change is better off read-only: chmod 400 key.pem',
    ],
    ['000', "you can't read it yourself so: chmod 400 key.pem"],
    ['200', "you can't read it yourself so: chmod 400 key.pem"],
  ])('%s: what that means', async (mode, help) =>
    expect(await judgeFile(key, { read: async () => null, mode: async () => mode })).toMatchObject({
      verdict: 'failed',
      message: `key.pem has mode ${mode}, want 400`,
      help,
    }),
  )
})

test('any text will do, where nothing is said of it', async () => {
  const { verdict } = await judgeFile({ kind: 'file', file: 'a' }, files({ a: '' }))
  expect(verdict).toBe('passed')
})

describe('JSON that says something else', () => {
  const part = (text: string) => `{"partitions": [${text}], "version": 1}`
  test.each([
    [
      'one off',
      part('{"topic": "test", "partition": 0, "offset": 29}'),
      'has partitions[0].offset = 29, want 30',
    ],
    [
      'a topic',
      part('{"topic": "tset", "partition": 0, "offset": 30}'),
      'has partitions[0].topic = "tset", want "test"',
    ],
    ['no offset', part('{"topic": "test", "partition": 0}'), 'lacks partitions[0].offset, want 30'],
    [
      'no version',
      '{"partitions": [{"topic": "test", "partition": 0, "offset": 30}]}',
      'lacks version, want 1',
    ],
    [
      'no list',
      '{"partitions": {"topic": "test"}, "version": 1}',
      'has partitions = {"topic":"test"}, want [{"topic":"test","partition":0,"offset":30}]',
    ],
    [
      'one more',
      part('{"topic": "test", "partition": 0, "offset": 30}, 5'),
      'has partitions[1] = 5, want nothing there',
    ],
    ['a number', '5', 'has 5, want {"partitions":[{"topic":"test","partition":0,"offset":30}],"version":1}'],
  ])('%s', async (_, text, message) => {
    expect(await judge(text)).toMatchObject({ verdict: 'failed', message: `delete-topic.json ${message}` })
  })

  test('a number in quotes', async () => {
    const seen = await judge(part('{"topic": "test", "partition": 0, "offset": "30"}'))
    expect(seen).toMatchObject({
      message: 'delete-topic.json has partitions[0].offset = "30", want 30',
      help: 'a number stands without quotes',
    })
  })
})

test.each([
  [
    'a key mistyped',
    '{"partition": [], "version": 1}',
    'there is "partition": was that meant to be "partitions"?',
  ],
  ['a mapping for a list', '{"partitions": {"topic": "test"}, "version": 1}', 'a list stands in [ and ]'],
])('%s: the next move', async (_, text, help) => {
  expect((await judge(text)).help).toBe(help)
})

describe('no JSON', () => {
  test.each([
    [
      'a comma too many in a list',
      '{"partitions": [{"topic": "test"},], "version": 1}',
      1,
      35,
      /comma with nothing behind/,
    ],
    [
      'a comma too many in an object',
      '{"partitions": [],\n "version": 1,\n}',
      3,
      1,
      /comma with nothing behind/,
    ],
    ['a comma too few', '{"partitions": []\n "version": 1}', 2, 2, /comma is missing/],
    ['a bracket too few', '{"partitions": [{"topic": "test"}, "version": 1}', null, null, /not closed/],
    ['a brace too few', '{"partitions": []', null, null, /not closed/],
    ['single quotes', "{'partitions': []}", 1, 2, /straight double quotes/],
    ['curly quotes', '{“partitions”: []}', 1, 2, /straight double quotes/],
    ['no quotes', '{partitions: []}', 1, 2, /straight double quotes/],
    ['a comment', '// delete\n{}', 1, 1, /no comments/],
    ['nothing', ' \n', null, null, /is empty/],
    ['two of them', '{} {}', 1, 4, /look at what stands/],
  ])('%s', async (_, text, line, column, help) => {
    const seen = await judge(text)
    expect(seen.verdict).toBe('failed')
    expect(seen.message).toMatch(/^delete-topic\.json is no JSON: line \d+, column \d+$/)
    if (line !== null)
      expect(seen.message).toBe(`delete-topic.json is no JSON: line ${line}, column ${column}`)
    expect(seen.help).toMatch(help)
  })
})
