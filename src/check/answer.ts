import { bytesOf } from '../instance/size.ts'
import { isEqual, MS, readQuantity, type Unit } from './quantity.ts'

/** What an answer can be. A number is in ms where it has a unit, the one that it is asked in; a size is of memory. */
export type Value =
  | { readonly kind: 'size'; readonly bytes: bigint }
  | { readonly kind: 'number'; readonly value: bigint; readonly unit: Unit | null }
  | { readonly kind: 'word'; readonly value: string }

/** A number without a unit. */
export function number(value: number | bigint): Value {
  return { kind: 'number', value: BigInt(value), unit: null }
}

/** Whether what a learner typed says this value; `unreadable` where it is no number, or no size, at all. */
export function says(answer: string, value: Value): boolean | 'unreadable' {
  switch (value.kind) {
    case 'word':
      return plain(answer) === plain(value.value) || isSameNumber(answer, value.value)
    case 'size': {
      const bytes = readSize(answer)
      return bytes === null ? 'unreadable' : bytes === value.bytes
    }
    case 'number': {
      const quantity = readQuantity(answer)
      if (quantity === null) return 'unreadable'
      const ms = value.unit === null ? null : (quantity.ms ?? MS[value.unit])
      return isEqual({ ...quantity, ms }, value.value)
    }
  }
}

/** As a learner may write it: case, quotes, the article and the slash in front of an address say nothing. */
function plain(text: string): string {
  return text
    .trim()
    .replaceAll(/^["'/]+|["'.]+$/g, '')
    .toLowerCase()
    .replace(/^(in )?(the )/, '')
    .replace(/^(page)?cache$/, 'page cache')
}

/** `1G`, `-Xmx1G`, `1024 MiB`, `1 gigabyte`; null for what is no size with a unit. */
function readSize(text: string): bigint | null {
  const [, figures, unit] =
    /^(?:-Xmx)?(\d+)\s*([kmgKMG])(?:i?b|(?:ilo|ega|iga)?bytes?)?$/i.exec(plain(text)) ?? []
  return figures === undefined || unit === undefined ? null : bytesOf(`${figures}${unit}`)
}

/** `value 31`, where the value is 31. */
function isSameNumber(answer: string, value: string): boolean {
  const quantity = /^\d{1,15}$/.test(value) ? readQuantity(answer) : null
  return quantity !== null && isEqual({ ...quantity, ms: null }, BigInt(value))
}
