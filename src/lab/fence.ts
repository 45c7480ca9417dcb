import { editDistance, nearest } from '../nearest.ts'
import { words } from '../words/index.ts'
import { at } from '../yaml/diagnostic.ts'
import type { Diagnostic } from '../yaml/model.ts'
import type { Source } from '../yaml/source.ts'
import type { Command } from './model.ts'

export type Meaning =
  | ({ readonly kind: 'command' } & Pick<Command, 'manner' | 'where'>)
  | { readonly kind: 'typed' | 'check' | 'question' }

const meanings: ReadonlyMap<string, Meaning> = new Map<string, Meaning>([
  ['bash run', { kind: 'command', manner: 'ends', where: 'workbench' }],
  ['bash run endless', { kind: 'command', manner: 'endless', where: 'workbench' }],
  ['bash run beside', { kind: 'command', manner: 'beside', where: 'workbench' }],
  ['bash run instance', { kind: 'command', manner: 'ends', where: 'instance' }],
  ['bash run endless instance', { kind: 'command', manner: 'endless', where: 'instance' }],
  ['text type', { kind: 'typed' }],
  ['yaml check', { kind: 'check' }],
  ['yaml question', { kind: 'question' }],
])
/** What tells one from the other: the last word of each. */
const lastWords = [...new Set([...meanings.keys()].map((name) => name.split(' ').at(-1) ?? ''))]

/** What the word after ``` says that a fence is; null for a fence that is only shown. */
export function meaningOf(info: string): Meaning | null {
  return meanings.get(plain(info)) ?? null
}

/** What is wrong with a fence, given the token and the file's lines that it covers. */
export function fenceFaults(
  token: { readonly info: string; readonly markup: string; readonly level: number; readonly content: string },
  covered: Source,
): Diagnostic[] {
  const info = plain(token.info)
  const fault = (found: { message: string; instead: string }, line = covered.first) =>
    at(covered.file, line, found)
  const marks = token.markup[0] === '~' ? '~' : '`'
  const inside = covered.lines.findIndex(
    (line, index) => index > 0 && new RegExp(`^[> ]*${marks}{${token.markup.length},}\\s*\\S`).test(line),
  )
  if (inside >= 0 && !isClosing(covered.lines[inside] ?? '', token.markup)) {
    return [fault(words.lab.fenceInside(token.markup, covered.first), covered.first + inside)]
  }
  const last = covered.lines.findLast((line) => /[^>\s]/.test(line)) ?? ''
  if (covered.lines.length < 2 || !isClosing(last, token.markup))
    return [fault(words.lab.openFence(token.markup))]
  if (isMistaken(info)) return [fault(words.lab.unknownFence(info, meant(info)))]
  if (!meanings.has(info)) return []
  if (token.level > 0) return [fault(words.lab.nestedFence(info))]
  return token.content.trim() === '' ? [fault(words.lab.emptyFence(info))] : []
}

function isClosing(line: string, markup: string): boolean {
  const text = line.replace(/^[>\s]*/, '').trimEnd()
  return text.length >= markup.length && [...text].every((character) => character === markup[0])
}

/** A fence of one word is only shown (`bash`, `json`); a second word, or a near miss, was meant to mean something. */
function isMistaken(info: string): boolean {
  if (meanings.has(info)) return false
  const [language = '', ...more] = info.split(' ')
  if (lastWords.includes(info)) return true
  if (more.length > 0)
    return ['bash', 'sh', 'shell', 'zsh', 'yaml', 'yml', 'text', 'txt'].includes(language.toLowerCase())
  return [...meanings.keys()].some((known) => editDistance(info.toLowerCase().slice(0, 40), known) <= 2)
}

function meant(info: string): string | null {
  const known = [...meanings.keys()]
  const word = nearest(info.split(' ').at(-1) ?? '', lastWords)
  return known.find((name) => name.split(' ').at(-1) === word) ?? nearest(info, known)
}

function plain(info: string): string {
  return info.trim().replace(/\s+/g, ' ')
}
