import type { Verb } from '../walk/events.ts'

export const VERBS: readonly Verb[] = [
  'hint',
  'check',
  'solution',
  'skip',
  'back',
  'next',
  'quit',
  'answer',
  'help',
]

/** What a learner typed where the step's question stands. */
export type Reply =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'answer'; readonly text: string }
  /** A line for the shell: one of the walk's words, or a command with a tool of the labs. */
  | { readonly kind: 'line'; readonly line: string }

/** Who goes on typing as at the prompt means it so: no answer is called `hint`, or names a tool. */
export function readReply(typed: string): Reply {
  const text = typed.trim()
  if (text === '') return { kind: 'nothing' }
  const answer = /^answer\s+(.+)$/.exec(text)?.[1]
  if (answer !== undefined) return { kind: 'answer', text: answer }
  const isLine =
    VERBS.some((verb) => verb === text) || /^labs\s|(?:^|[\s/])kafka-[a-z-]+\.sh(?:\s|$)/.test(text)
  return isLine ? { kind: 'line', line: text } : { kind: 'answer', text }
}
