import * as v from 'valibot'
import { words } from '../../words/index.ts'
import type { Fault } from '../../yaml/diagnostic.ts'
import { object, says } from '../../yaml/schema.ts'
import type { Read } from './short.ts'
import { bytesOf, durationOf } from './units.ts'

/**
 * What the values of a compose file are made of. Scalars arrive typed; where a number or a flag is wanted, its text
 * will do too, as that is what a variable leaves.
 */

/** What `read` makes of what a schema makes of a value; its fault stands where the value stands. */
export function through<const S extends v.GenericSchema, T>(
  schema: S,
  read: (value: v.InferOutput<S>) => Read<T>,
) {
  return v.pipe(
    schema,
    v.rawTransform<v.InferOutput<S>, T>(({ dataset, addIssue, NEVER }) => {
      const result = read(dataset.value)
      if ('value' in result) return result.value
      addIssue({ message: says(result) })
      return NEVER
    }),
  )
}

/** What `read` makes of a value. */
export function reads<T>(read: (value: unknown) => Read<T>) {
  return through(v.unknown(), read)
}

/** What `read` makes of a text. */
export function readsText<T>(read: (text: string) => Read<T>) {
  return reads((value) => (typeof value === 'string' ? read(value) : noText(value)))
}

/** What is wrong with a value where text belongs. */
export function noText(value: unknown): Fault {
  if (value === null || value === undefined) return words.yaml.noText()
  return typeof value === 'object' ? words.compose.notOneValue() : words.compose.notText(written(value))
}

export const text = readsText((value) => ({ value }))

/** Text that is not empty. */
export const full = readsText((value) => (value === '' ? words.yaml.noText() : { value }))

export const flag = reads((value) => {
  if (value === true || value === 'true') return { value: true }
  return value === false || value === 'false' ? { value: false } : words.yaml.notAFlag(written(value))
})

export function whole(min: number, max: number) {
  return reads((value) => {
    const number = /^\d{1,9}$/.test(String(value)) ? Number(value) : Number.NaN
    return number >= min && number <= max
      ? { value: number }
      : words.yaml.notANumber(written(value), min, max)
  })
}

/** In ms. */
export const duration = reads((value) => {
  const ms = typeof value === 'string' ? durationOf(value) : null
  return ms === null ? words.compose.duration(written(value)) : { value: ms }
})

export const bytes = reads((value) => {
  const size = typeof value === 'string' || typeof value === 'number' ? bytesOf(String(value)) : null
  return size === null ? words.compose.bytes(written(value)) : { value: size }
})

/** A mapping with these keys, with those that start with `x-`, and no others. */
export function mapping<const T extends v.ObjectEntries>(entries: T) {
  const withoutExtensions = (value: unknown) =>
    isMapping(value)
      ? Object.fromEntries(Object.entries(value).filter(([key]) => !key.startsWith('x-')))
      : null
  return v.pipe(v.unknown(), v.transform(withoutExtensions), object(entries))
}

/** A mapping whose keys the author chooses, each a `name`; the entries in the order of the file. */
export function named<const S extends v.GenericSchema>(name: (key: string) => boolean, value: S) {
  const key = v.pipe(
    v.string(),
    v.check(name, ({ input }) => says(words.compose.name(input))),
  )
  return v.pipe(
    v.unknown(),
    v.transform((input) => (isMapping(input) ? input : null)),
    v.record(key, value, () => says(words.compose.notNamed())),
    v.transform((record): ReadonlyMap<string, v.InferOutput<S>> => new Map(Object.entries(record))),
  )
}

export function list<const S extends v.GenericSchema>(item: S) {
  return v.array(item, () => says(words.compose.notAList()))
}

/** One of two forms, by what the value is. */
export function either<const A extends v.GenericSchema, const B extends v.GenericSchema>(
  is: (value: unknown) => boolean,
  one: A,
  other: B,
) {
  return v.lazy((value): A | B => (is(value) ? one : other))
}

export const isText = (value: unknown): boolean => typeof value === 'string'
export const isList = (value: unknown): boolean => Array.isArray(value)

/** A name with an optional value, `NAME=value`; null without one. */
const pair = readsText((value): Read<readonly [string, string | null]> => {
  const equals = value.indexOf('=')
  if (value === '' || equals === 0) return words.compose.pair(value)
  return { value: equals < 0 ? [value, null] : [value.slice(0, equals), value.slice(equals + 1)] }
})

const scalar = reads((value): Read<string | null> => {
  if (value === null || typeof value === 'string') return { value }
  if (typeof value === 'number' && !Number.isFinite(value)) return noText(value)
  if (typeof value === 'number' && Math.abs(value) > Number.MAX_SAFE_INTEGER)
    return words.compose.bigNumber(written(value))
  const plain = typeof value === 'number' || typeof value === 'boolean'
  return plain ? { value: String(value) } : noText(value)
})

/** Names and values, as a mapping or as a list of `NAME=value`; null where a name has no value. */
export const pairs = either(
  isList,
  v.pipe(
    list(pair),
    v.transform((entries): ReadonlyMap<string, string | null> => new Map(entries)),
  ),
  named(() => true, scalar),
)

function isMapping(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** A value as it is quoted in a message. */
export function written(value: unknown): string {
  const text = typeof value === 'object' ? JSON.stringify(value) : String(value)
  return text.length > 40 ? `${text.slice(0, 40)}…` : text
}
