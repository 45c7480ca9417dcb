import fc from 'fast-check'
import { expect, test } from 'vitest'
import { propertiesIn } from '../../src/instance/properties.ts'

test.each<[text: string, properties: Record<string, string>]>([
  ['', {}],
  ['broker.id=0\n', { 'broker.id': '0' }],
  ['a=1\r\nb=2\r\n', { a: '1', b: '2' }],
  ['  a = b c  \n', { a: 'b c' }],
  ['a: b\nc d\n', { a: 'b', c: 'd' }],
  ['#a=1\n ! b=2\n# c\n', {}],
  ['a=1\n#a=2\na=3\n', { a: '3' }],
  ['advertised.listeners=PLAINTEXT://my-kafka:9092', { 'advertised.listeners': 'PLAINTEXT://my-kafka:9092' }],
  ['a=\nb\n', { a: '' }],
  ['a==b\n', { a: '=b' }],
])('%j', (text, properties) => expect(propertiesIn(text)).toEqual(properties))

const name = fc.stringMatching(/^[a-z][a-z.]{0,11}$/)
const value = fc
  .stringMatching(/^[A-Za-z0-9/:,.-]([A-Za-z0-9/:=,. -]{0,20}[A-Za-z0-9])?$/)
  .filter((text) => !/^[:=]/.test(text))

test('what a file sets is what it was written with, the last of a name', () => {
  const sign = fc.constantFrom('=', ' = ', ': ', '\t')
  fc.assert(
    fc.property(fc.array(fc.tuple(name, sign, value), { maxLength: 8 }), (lines) => {
      const text = lines.map((line) => `${line.join('')}\n#${line.join('')}x\n`).join('')
      expect(propertiesIn(text)).toEqual(Object.fromEntries(lines.map(([key, , set]) => [key, set])))
    }),
  )
})

test('no text makes it throw, nor sets what does not stand there', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      for (const [key, set] of Object.entries(propertiesIn(text))) {
        expect(text).toContain(key)
        expect(text).toContain(set)
      }
    }),
  )
})
