import * as v from 'valibot'
import { nearest } from '../nearest.ts'
import { words } from '../words/index.ts'
import type { Fault } from './diagnostic.ts'

/** A valibot message with two halves: what is wrong, and on the next line what to write instead. */
export function says(fault: Fault): string {
  const oneLine = (text: string) => text.replaceAll(/\s*\n\s*/g, ' ')
  return `${oneLine(fault.message)}\n${oneLine(fault.instead)}`
}

/** A mapping with these keys and no others; an unknown or missing key is reported by name. */
export function object<const T extends v.ObjectEntries>(entries: T) {
  const names = Object.keys(entries)
  return v.strictObject(entries, (issue) => {
    const key = String(issue.path?.at(-1)?.key ?? '')
    if (issue.expected === 'never') return says(words.yaml.unknownKey(key, nearest(key, names), names))
    if (issue.path?.at(-1)?.origin === 'key') return says(words.yaml.missingKey(key))
    return says(words.yaml.notAMapping(names))
  })
}
