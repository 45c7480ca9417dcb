import type { StepResult } from '../check/model.ts'
import type { Offers, Ran } from './own-commands.ts'

/** The words a learner can type in the console, besides every command of a shell. */
export type Verb = 'hint' | 'check' | 'solution' | 'skip' | 'back' | 'next' | 'quit' | 'answer' | 'help'

/** Where the learner is in a lab. */
export type WalkState = Offers & {
  /** Index of the step that is shown; `steps.length` once all are done. */
  readonly index: number
  /** Ids of the steps that are done. */
  readonly passed: ReadonlySet<string>
  /** The step was done already when it was shown: it is looked at again, and not left by itself. */
  readonly reviewing: boolean
  /** What was last said to be wrong, so that it is said once. */
  readonly told: string | null
  /** What was last seen was still under way: how it ends is to be told. */
  readonly unsettled: boolean
  /** Where the command for a second terminal belongs was said. */
  readonly toldBeside: boolean
  /** The step is being done for the learner. */
  readonly skipping: boolean
}

export type WalkEvent =
  /** The shell shows its prompt again. `ran`: a command ran before it; `interrupted`: Ctrl-C at the prompt. */
  | (Partial<Ran> & {
      readonly kind: 'prompt'
      readonly ran: boolean
      readonly interrupted: boolean
      readonly result: StepResult | null
    })
  /** A look between prompts: from another terminal, say, the step came true; or what was under way came to nothing. */
  | { readonly kind: 'look'; readonly result: StepResult | null }
  | { readonly kind: 'verb'; readonly verb: Verb; readonly result: StepResult | null }
  /** The step can't be done here: it is gone past, once it was read. */
  | { readonly kind: 'set-aside' }
  /** The learner answered the step's question; null where they closed it without an answer. */
  | { readonly kind: 'answered'; readonly result: StepResult | null }

export type Effect =
  | { readonly kind: 'show-step'; readonly index: number }
  | { readonly kind: 'tick'; readonly result: StepResult; readonly skipped: boolean }
  /** Expected beside actual, and what to try. */
  | { readonly kind: 'diagnose'; readonly result: StepResult }
  /** One line: nothing that matters here has changed. */
  | { readonly kind: 'remind'; readonly result: StepResult }
  | { readonly kind: 'insert'; readonly command: string }
  /** A command that belongs in a second terminal, and not on this line. */
  | { readonly kind: 'beside'; readonly command: string }
  /** No command is shown in a challenge. */
  | { readonly kind: 'no-command' }
  | { readonly kind: 'ask' }
  | { readonly kind: 'hint' }
  | { readonly kind: 'solution' }
  | { readonly kind: 'do-it' }
  | { readonly kind: 'help' }
  | { readonly kind: 'no-question' }
  | { readonly kind: 'already-first' }
  | { readonly kind: 'finished' }
  | { readonly kind: 'leave' }
