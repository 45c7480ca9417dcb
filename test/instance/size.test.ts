import fc from 'fast-check'
import { expect, test } from 'vitest'
import { bytesOf, sizeText } from '../../src/instance/size.ts'

test.each([
  ['0', 0n],
  ['1048576', 1_048_576n],
  ['64k', 65_536n],
  ['400m', 419_430_400n],
  ['400M', 419_430_400n],
  ['1g', 1_073_741_824n],
  ['1G', 1_073_741_824n],
  ['2t', 2_199_023_255_552n],
])('%s is %d bytes', (text, bytes) => expect(bytesOf(text)).toBe(bytes))

test.each([undefined, '', 'm', '400mb', '400 m', '-1', '1.5g', '0x10', '４００m', '400m '])(
  '%j is no size',
  (text) => expect(bytesOf(text)).toBe(null),
)

test.each([
  [0n, '0'],
  [1n, '1'],
  [1000n, '1000'],
  [1024n, '1k'],
  [268_435_456n, '256m'],
  [1_073_741_824n, '1G'],
  [1_610_612_736n, '1536m'],
  [1_073_741_825n, '1073741825'],
  [2_199_023_255_552n, '2048G'],
])('%d bytes are %s', (bytes, text) => expect(sizeText(bytes)).toBe(text))

test('what is written of a size is read as that size, in the largest unit that it is a whole number of', () => {
  const size = fc
    .tuple(fc.bigInt({ min: 0n, max: 1n << 20n }), fc.constantFrom(0n, 10n, 20n, 30n))
    .map(([figures, unit]) => figures << unit)
  fc.assert(
    fc.property(size, (bytes) => {
      const text = sizeText(bytes)
      expect(bytesOf(text)).toBe(bytes)
      const figures = BigInt(text.replace(/[kmG]$/, ''))
      if (!text.endsWith('G')) expect(figures === 0n || figures % 1024n !== 0n).toBe(true)
    }),
  )
})

test('any text is a size or none, and is never taken for another one', () => {
  const text = fc.oneof(
    fc.string(),
    fc
      .tuple(fc.nat(), fc.constantFrom('', 'k', 'K', 'm', 'M', 'g', 'G', 't', 'T', 'p'))
      .map((parts) => parts.join('')),
  )
  fc.assert(
    fc.property(text, (written) => {
      const bytes = bytesOf(written)
      expect(bytes === null).toBe(!/^[0-9]+[kmgt]?$/i.test(written))
      if (bytes !== null) expect(bytesOf(sizeText(bytes))).toBe(bytes)
    }),
  )
})
