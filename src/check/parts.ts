import * as v from 'valibot'
import { nearest } from '../nearest.ts'
import { words } from '../words/index.ts'
import { says } from '../yaml/schema.ts'
import type { CheckSpec } from './model.ts'

/** What the parameters of checks and answers are made of. All scalars arrive as the text that stands in the file. */

/** A whole number, from `min` on. */
export function whole(min: number, max: number) {
  const message = (issue: { readonly input: unknown }) =>
    says(words.yaml.notANumber(String(issue.input), min, max))
  return v.pipe(
    v.string(message),
    v.regex(/^\d{1,9}$/, message),
    v.transform(Number),
    v.minValue(min, message),
    v.maxValue(max, message),
  )
}

/** Text that is not empty. */
export const text = v.pipe(
  v.string(() => says(words.yaml.noText())),
  v.trim(),
  v.nonEmpty(() => says(words.yaml.noText())),
)

/** One of the words that a parameter may have. */
export function oneOf<const W extends readonly [string, ...string[]]>(allowed: W) {
  return v.picklist(allowed, (issue) =>
    says(words.yaml.notOneOf(String(issue.input), nearest(String(issue.input), [...allowed]), [...allowed])),
  )
}

/** The name of a topic. */
export const topic = v.pipe(
  text,
  v.check(
    (name) => /^[A-Za-z0-9._-]{0,249}$/.test(name) && name !== '.' && name !== '..',
    (issue) => says(words.lab.notATopic(String(issue.input))),
  ),
)

/** What is said by being there: true, or left out. */
export const yes = v.pipe(
  oneOf(['true']),
  v.transform(() => true as const),
)

/** A path that leads nowhere but below the directory that it is from. */
export const path = v.pipe(
  text,
  v.check(
    (name) => !name.startsWith('/') && !name.split('/').includes('..'),
    (issue) => says(words.lab.notAPath(String(issue.input))),
  ),
)

/** The check that these parameters make: without what is left out, under the names that the code has for them. */
export function spec(kind: CheckSpec['kind'], written: Readonly<Record<string, unknown>>): CheckSpec {
  const parameters = Object.entries(written)
    .filter(([, given]) => given !== undefined)
    .map(([key, given]) => [key.replaceAll(/-(\w)/g, (_, letter: string) => letter.toUpperCase()), given])
  return { kind, ...Object.fromEntries(parameters) } as CheckSpec
}
