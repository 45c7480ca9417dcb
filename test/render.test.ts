import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { CheckResult, Json, StepResult, Verdict } from '../src/check/model.ts'
import { judgeTopic } from '../src/check/topic.ts'
import type { Step } from '../src/lab/model.ts'
import { checkLines, scoreLine, sign, stepLines } from '../src/render.ts'
import { style } from '../src/style.ts'
import { width } from '../src/text.ts'
import { facts } from './facts.ts'

const plain = style(false)
const colour = style(true)
const VERDICTS: readonly Verdict[] = ['passed', 'failed', 'pending', 'blocked']

function check(rest: Partial<CheckResult>): CheckResult {
  return {
    kind: 'topic',
    verdict: 'failed',
    message: 'm',
    expected: null,
    actual: null,
    help: null,
    converging: false,
    ...rest,
  }
}
function step(title = 'Create a topic'): Step {
  return { id: 'a-step', title, line: 1, blocks: [], task: { kind: 'work', checks: [] }, hints: [] }
}
function result(verdict: Verdict, ...checks: CheckResult[]): StepResult {
  return { id: 'a-step', verdict, passedAt: null, evidence: null, checks }
}

describe('signs', () => {
  test('are told apart without colour', () => {
    expect(VERDICTS.map((verdict) => sign(verdict, plain))).toEqual(['✓', '✗', '·', '?'])
  })
  test('and are as wide with it', () => {
    for (const verdict of VERDICTS) {
      expect(sign(verdict, colour)).not.toBe(sign(verdict, plain))
      expect(width(sign(verdict, colour))).toBe(1)
    }
  })
})

describe('a check', () => {
  const expected = {
    topic: 'hellokafka2',
    partitions: 3,
    replicationFactor: 1,
    config: { 'retention.ms': '172800000' },
  }

  test('that failed: the message, expected beside actual, and the next move', () => {
    const lines = checkLines(
      check({
        message: 'hellokafka2 has 1 partition, want 3',
        expected,
        actual: { topic: 'hellokafka2', partitions: 1, replicationFactor: 2, config: {} },
        help: 'partitions can be added',
      }),
      plain,
      80,
    )
    expect(lines).toEqual([
      'hellokafka2 has 1 partition, want 3',
      '                      wanted     there is',
      '  partitions          3          1',
      '  replication factor  1          2',
      '  retention.ms        172800000  –',
      '→ partitions can be added',
    ])
  })

  test.each([
    ['records', { atLeast: 60 }, { count: 50 }, '  count  at least 60  50'],
    [
      'offsets',
      { partition: 0, endAtLeast: 60 },
      { partition: 0, endOffset: '10' },
      '  end offset  at least 60  10',
    ],
    ['group', { committedAtLeast: 8, lag: 0 }, { committed: '8', lag: '2' }, '  lag  0       2'],
    ['group', { lagAtLeast: 3, state: 'empty' }, { state: 'empty', lag: '2' }, '  lag  at least 3  2'],
  ])('%s: a lower bound stands beside what it bounds, until it is met', (kind, wanted, actual, row) => {
    const lines = checkLines(check({ kind, expected: wanted, actual }), plain, 80)
    expect(lines.slice(2)).toEqual([row])
  })

  test('of another topic: its name says all', () => {
    const lines = checkLines(
      check({ message: 'topic hellokafka2 is not there', expected, actual: { topic: 'helokafka2' } }),
      plain,
      80,
    )
    expect(lines).toEqual([
      'topic hellokafka2 is not there',
      '         wanted       there is',
      '  topic  hellokafka2  helokafka2',
    ])
  })

  test('with Hangul: the columns stand under each other', () => {
    const lines = checkLines(
      check({ expected: { 이름: '토픽', b: 'x' }, actual: { 이름: '주제', b: 'y' } }),
      plain,
      80,
    )
    expect(lines.slice(1)).toEqual(['        wanted  there is', '  이름  토픽    주제', '  b     x       y'])
  })

  test.each(['pending', 'blocked', 'passed'] as const)('that is %s compares nothing', (verdict) => {
    const lines = checkLines(
      check({ verdict, expected, actual: { topic: 'other' }, help: 'do that' }),
      plain,
      80,
    )
    expect(lines).toEqual(['m', '→ do that'])
  })

  test('of a question compares nothing: the right answer is for the learner to find', () => {
    const asked = { kind: 'leader-of', topic: 'a', partition: 2 }
    expect(checkLines(check({ kind: 'question', expected: asked, actual: '5' }), plain, 80)).toEqual(['m'])
  })

  test.each([
    ['nothing to compare', null, null],
    ['nothing that differs', { a: 1 }, { a: 1, b: 2 }],
  ])('%s', (_, wanted, actual) =>
    expect(checkLines(check({ expected: wanted, actual }), plain, 80)).toEqual(['m']),
  )

  test('values are shown whole, however long', () => {
    const long = 'x'.repeat(300)
    expect(checkLines(check({ expected: { a: long }, actual: { a: 'y' } }), plain, 40).join('\n')).toContain(
      long,
    )
  })

  test('help goes on below itself, not below the sign', () => {
    const lines = checkLines(
      check({ verdict: 'pending', help: 'one two three four five six seven eight nine' }),
      plain,
      40,
    )
    expect(lines).toEqual(['m', '→ one two three four five six seven', '  eight nine'])
  })

  test.each([40, 80, 200])('prose fits into %i columns', (columns) => {
    const long = '토픽 hellokafka2 has 1 partition, want 3; '.repeat(8)
    for (const verdict of VERDICTS)
      for (const line of checkLines(check({ verdict, message: long, help: long }), colour, columns))
        expect(width(line)).toBeLessThanOrEqual(columns)
  })

  test('colour changes colours only', () => {
    const one = check({ expected, actual: { topic: 'helokafka2' }, help: 'do that' })
    // biome-ignore lint/suspicious/noControlCharactersInRegex: colour sequences begin with one
    expect(checkLines(one, colour, 80).map((line) => line.replaceAll(/\u001b\[\d+m/g, ''))).toEqual(
      checkLines(one, plain, 80),
    )
  })
})

describe('a step', () => {
  const place = { number: 2, total: 11 }

  test('that passed is one line', () => {
    expect(stepLines(step(), place, result('passed', check({ verdict: 'failed' })), plain, 80)).toEqual([
      '✓  2  Create a topic',
    ])
  })

  test('that did not shows what its checks saw, but for those that passed', () => {
    const lines = stepLines(
      step('Change `retention.ms`'),
      place,
      result(
        'failed',
        check({ verdict: 'passed', message: 'fine' }),
        check({ message: 'not fine', help: 'do that' }),
      ),
      plain,
      80,
    )
    expect(lines).toEqual(['✗  2  Change retention.ms', '      not fine', '      → do that'])
  })

  test('the same word of several checks is said once', () => {
    const same = check({ verdict: 'blocked', message: 'the broker stopped answering' })
    expect(stepLines(step(), place, result('blocked', same, same), plain, 80)).toEqual([
      '?  2  Create a topic',
      '      the broker stopped answering',
    ])
  })

  test('what two checks have in common in part is said of both', async () => {
    const context = { bootstrapServer: 'my-kafka:9092', labTopics: new Set<string>() }
    const cluster = facts({ orders: {}, payments: {} })
    const both = await Promise.all(
      ['orders', 'payments'].map((topic) =>
        judgeTopic({ kind: 'topic', topic, partitions: 3 }, cluster, context),
      ),
    )
    const lines = stepLines(step(), place, result('failed', ...both), plain, 60)
    const each = both.flatMap((one) => checkLines(one, plain, 54)).map((line) => `      ${line}`)
    expect(lines.slice(1)).toEqual(each)
  })

  test('numbers stand under each other', () => {
    const heads = [9, 10].map(
      (number) => stepLines(step('T'), { number, total: 10 }, result('passed'), plain, 80)[0],
    )
    expect(heads).toEqual(['✓  9  T', '✓ 10  T'])
  })
})

describe('the score', () => {
  test.each<[string, Verdict[], string]>([
    ['all of it', ['passed', 'passed'], '2 of 2 passed'],
    [
      'some of each',
      ['passed', 'failed', 'failed', 'pending', 'blocked'],
      "1 of 5 passed, 2 failed, 1 still to do, 1 can't be told",
    ],
    ['none', ['pending'], '0 of 1 passed, 1 still to do'],
  ])('%s', (_, verdicts, line) =>
    expect(
      scoreLine(
        verdicts.map((verdict) => result(verdict)),
        plain,
      ),
    ).toBe(line),
  )
})

describe('what comes from outside can neither paint nor move the cursor', () => {
  const ESC = '\u001b'
  const EVIL = `${ESC}[2J${ESC}]0;owned\u0007\u009b31m\u202eevil\r\n\b`
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  const DANGEROUS = /[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/

  test.each([
    ['a message', check({ message: EVIL })],
    ['help', check({ help: EVIL })],
    ['a value', check({ expected: { a: EVIL }, actual: { a: 'x' } })],
    ['what is there', check({ expected: { a: 'x' }, actual: { a: EVIL } })],
    ['the name of a config', check({ expected: { [EVIL]: 'x' }, actual: {} })],
    ['a list', check({ expected: { a: [EVIL] }, actual: { a: [] } })],
  ])('%s', (_, one) => {
    const lines = [
      ...checkLines(one, plain, 80),
      ...stepLines(step(), { number: 1, total: 1 }, result('failed', one), plain, 80),
    ]
    for (const line of lines) expect(line).not.toMatch(DANGEROUS)
    expect(lines.join('\n')).toMatch(/\\(x|u00)1b/)
  })

  test('the title of a step', () => {
    for (const verdict of VERDICTS)
      for (const line of stepLines(step(EVIL), { number: 1, total: 1 }, result(verdict), plain, 80))
        expect(line).not.toMatch(DANGEROUS)
  })

  test('anything at all', () => {
    const text = fc.oneof(fc.string({ unit: 'binary' }), fc.constant(EVIL))
    const json = fc.dictionary(text, fc.oneof(text, fc.array(text), fc.dictionary(text, text)), {
      noNullPrototype: true,
    }) as fc.Arbitrary<Json>
    const any = fc
      .record({
        verdict: fc.constantFrom(...VERDICTS),
        message: text,
        expected: json,
        actual: json,
        help: fc.option(text),
      })
      .map(check)
    fc.assert(
      fc.property(any, fc.integer({ min: 1, max: 200 }), (one, columns) => {
        expect(checkLines(one, plain, columns).join('')).not.toMatch(DANGEROUS)
      }),
    )
  })
})
