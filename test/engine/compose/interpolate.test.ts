// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the variables are those of compose files
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { interpolate } from '../../../src/engine/compose/interpolate.ts'
import { goodProject } from './fixtures.ts'

const env = { SET: 'value', EMPTY: '', DOLLAR: '$SET', _1a: 'odd' }
const text = (written: string) => {
  const replaced = interpolate(written, env)
  return 'text' in replaced ? replaced.text : replaced.message
}

test.each([
  ['$SET and ${SET}', 'value and value'],
  ['$SETx ${SET}x', ' valuex'],
  ['$_1a.${_1a}', 'odd.odd'],
  ['$UNSET|${UNSET}|', '||'],
  ['$$SET $$ $${SET} $$$SET', '$SET $ ${SET} $value'],
  ['$DOLLAR', '$SET'],
  ['${SET:-d} ${EMPTY:-d} ${UNSET:-d}', 'value d d'],
  ['${SET-d} ${EMPTY-d} ${UNSET-d}', 'value  d'],
  ['${SET:+i} ${EMPTY:+i} ${UNSET:+i}', 'i  '],
  ['${SET+i} ${EMPTY+i} ${UNSET+i}', 'i i '],
  ['${SET:?e} ${SET?e} ${EMPTY?e}', 'value value '],
  ['${UNSET:-} ${UNSET-}', ' '],
  ['${UNSET:-$SET} ${UNSET:-${SET}!}', 'value value!'],
  ['${UNSET:-${ALSO:-${EMPTY:-deep}}}', 'deep'],
  ['${SET:+${UNSET:-in $SET}}', 'in value'],
  ['${UNSET:-a$$b}', 'a$b'],
  ['${UNSET:--Xmx400m -Xms400m}', '-Xmx400m -Xms400m'],
  ['${UNSET:-a:-b}', 'a:-b'],
  ['${UNSET:-{"a": {"b": 1}}}', '{"a": {"b": 1}}'],
  ['${UNSET-two\nlines}', 'two\nlines'],
  // What is not used is not looked at.
  ['${SET:-${UNSET:?e}}', 'value'],
  ['${UNSET:+${ALSO:?e}}', ''],
  ['}{', '}{'],
])('%j', (written, expected) => expect(text(written)).toBe(expected))

test.each([
  ['${UNSET:?it is needed}', 'UNSET is not set (it is needed)'],
  ['${EMPTY:?}', 'EMPTY is not set'],
  ['${UNSET?}', 'UNSET is not set'],
  ['${UNSET:?see $SET}', 'UNSET is not set (see value)'],
  ['${UNSET:-${ALSO:?deep}}', 'ALSO is not set (deep)'],
])('%j cannot be done without', (written, expected) => expect(text(written)).toBe(`the variable ${expected}`))

test.each([
  '$',
  'a $ b',
  '$1',
  '${}',
  '${1}',
  '${SET',
  '${SET!x}',
  '${SET:x}',
  '${ SET}',
  '${SET:-${UNSET}',
  '$-',
])('%j is no variable', (written) => expect(text(written)).toMatch(/is no variable$/))

describe('for any text', () => {
  const name = fc.stringMatching(/^[A-Za-z_][A-Za-z0-9_]{0,8}$/)

  test('what is escaped comes out as it was', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (any) => {
        expect(interpolate(any.replaceAll('$', '$$$$'), env)).toEqual({ text: any })
      }),
    )
  })

  test('a value is put in as it is, whatever it holds', () => {
    fc.assert(
      fc.property(name, fc.string(), fc.string(), (variable, value, around) => {
        const outside = around.replaceAll('$', '')
        const replaced = interpolate(`${outside}\${${variable}}${outside}`, { [variable]: value })
        expect(replaced).toEqual({ text: `${outside}${value}${outside}` })
      }),
    )
  })

  test('an operator says what a shell would', () => {
    const operators = fc.constantFrom(':-', '-', ':+', '+')
    const values = fc.option(fc.constantFrom('', 'value'), { nil: undefined })
    fc.assert(
      fc.property(
        name,
        operators,
        values,
        fc.stringMatching(/^[a-z :?+-]*$/),
        (variable, operator, value, other) => {
          const isSet = operator.startsWith(':') ? Boolean(value) : value !== undefined
          const expected = operator.endsWith('+') ? (isSet ? other : '') : isSet ? value : other
          expect(interpolate(`\${${variable}${operator}${other}}`, { [variable]: value })).toEqual({
            text: expected,
          })
        },
      ),
    )
  })

  test('nests as deep as anyone likes', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 50 }), (depth) => {
        expect(interpolate(`${'${A:-'.repeat(depth)}x${'}'.repeat(depth)}`, {})).toEqual({ text: 'x' })
      }),
    )
  })

  test('never throws', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('$', '{', '}', ':', '-', '?', '+', 'A', ' ') }),
        (any) => {
          expect(typeof ('text' in interpolate(any, env))).toBe('boolean')
        },
      ),
    )
  })
})

test('in a file, only values are looked at, and a value is text whatever it holds', () => {
  const [app] = goodProject('variables.yml').services
  expect(app).toMatchObject({
    image: 'example/app:1',
    command: ['here', 'here', '$FROM_HERE', '${FROM_HERE}', 'a default'],
    environment: { EMPTY_SET: '', EMPTY_UNSET: 'used', REQUIRED: 'here' },
    memory: 64 * 2 ** 20,
    ports: [{ host: '127.0.0.1', published: 9092, target: 9092 }],
    healthcheck: { test: ['CMD-SHELL', 'exit ${CODE}'], interval: 10_000 },
    labels: { say: 'a default' },
  })
})
