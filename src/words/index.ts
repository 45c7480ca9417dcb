import { en } from './en.ts'

export type Words = typeof en

/** The words in the user's language. */
export const words: Words = en
