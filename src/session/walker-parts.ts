import type { PromptEvent } from '../console/console.ts'
import type { Verb, WalkState } from '../walk/events.ts'
import type { Hands } from './hands.ts'

/** What the walk can do with the learner's command line. */
export type CommandLine = Hands & {
  /** Asks for a line of text; empty where the learner gave none. */
  ask(question: string): Promise<string>
}

/** What a learner typed besides a command: `answer 2`, `hint`. */
export type Word = { readonly verb: Verb; readonly text: string }

/** Leads through a lab: looks at the cluster, asks `walk` what that means, and does what it says. */
export type Walker = {
  readonly state: WalkState
  /** Before the first prompt. */
  open(): Promise<void>
  /** Before each prompt after it; `printed` by what ran. */
  prompt(prompt: PromptEvent, word: Word | null, printed: string): Promise<void>
  /** Between prompts: what is to be told where the step came true by itself, or what was under way ended otherwise; null where neither. */
  glance(): Promise<(() => Promise<void>) | null>
  /** While a command of the learner's runs: true where what it is for is there, and only Ctrl-C is left; once. */
  watch(shown: string): Promise<boolean>
  /** Nothing that was started for the learner runs on. */
  close(): Promise<void>
}
