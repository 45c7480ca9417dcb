import { number as plain, type Value } from '../answer.ts'

/** A value that is not the one asked for, but lies near it on the screen, and what it is (`its LAG`). */
export type Lookalike = { readonly value: Value; readonly is: string }

/** Of a number without a unit. */
export function number(value: number | bigint, is: string): Lookalike {
  return { value: plain(value), is }
}

export function word(value: string, is: string): Lookalike {
  return { value: { kind: 'word', value }, is }
}
