/** The units of time that an answer may be in, in ms. */
const UNITS: readonly { readonly names: readonly string[]; readonly ms: bigint }[] = [
  { names: ['ms', 'msec', 'msecs', 'millisecond', 'milliseconds'], ms: 1n },
  { names: ['s', 'sec', 'secs', 'second', 'seconds'], ms: 1000n },
  { names: ['m', 'min', 'mins', 'minute', 'minutes'], ms: 60_000n },
  { names: ['h', 'hr', 'hrs', 'hour', 'hours'], ms: 3_600_000n },
  { names: ['d', 'day', 'days'], ms: 86_400_000n },
  { names: ['w', 'week', 'weeks'], ms: 604_800_000n },
]

/** A config's value, where it is a whole number; else null. */
export function wholeNumber(text: string): bigint | null {
  return /^-?\d+$/.test(text) ? BigInt(text) : null
}

/** How many ms one of a unit is. */
export const MS = { ms: 1n, hours: 3_600_000n, days: 86_400_000n } as const
export type Unit = keyof typeof MS

/** What stands for a number: it begins with a digit, and is no part of a name (`hellokafka2`). */
const CANDIDATE = /(?<![\p{L}\p{N}._−-])-?\d[\p{L}\p{N}.,_]*/gu
/** A whole one: thousands may be set apart, a word may follow at once (`48h`). */
const NUMBER = /^(-?)(\d{1,3}(?:[,_]\d{3})+|\d+)(?:\.(\d+))?(\p{L}*)$/u

/** An exact decimal: `digits` / 10^`places`, of `ms` each where a unit of time was named. */
export type Quantity = { readonly digits: bigint; readonly places: number; readonly ms: bigint | null }

/** The one number in an answer (`broker 0`, `2 days`, `172,800,000 ms`); null where there is none, or are several. */
export function readQuantity(answer: string): Quantity | null {
  const [only, ...others] = [...answer.matchAll(CANDIDATE)]
  if (only === undefined || others.length > 0) return null
  const match = NUMBER.exec(only[0].replace(/[.,_]+$/, ''))
  if (match === null) return null
  const [, sign = '', whole = '', fraction = '', suffix = ''] = match
  const digits = BigInt(whole.replaceAll(/[,_]/g, '') + fraction)
  const unit = unitBeside(suffix, answer.slice(0, only.index), answer.slice(only.index + only[0].length))
  if (unit === 'several') return null
  return { digits: sign === '-' ? -digits : digits, places: fraction.length, ms: unit }
}

/** Whether it is `value` (in ms, where the number is a time). */
export function isEqual(quantity: Quantity, value: bigint): boolean {
  return quantity.digits * (quantity.ms ?? 1n) === value * 10n ** BigInt(quantity.places)
}

/** The unit of time that is named right beside the number. */
function unitBeside(suffix: string, before: string, after: string): bigint | null | 'several' {
  const last = /(\p{L}+)[\s:=]*$/u.exec(before)?.[1] ?? ''
  const next = /^\s*(\p{L}+)/u.exec(after)?.[1] ?? ''
  const named = [suffix, next, last].flatMap((word) => {
    const unit = UNITS.find(({ names }) => names.includes(word.toLowerCase()))
    return unit === undefined ? [] : [unit.ms]
  })
  return new Set(named).size > 1 ? 'several' : (named[0] ?? null)
}
