import type { AnswerSpec, CheckSpec, Until } from '../check/model.ts'
import type { Where } from '../engine/model.ts'

/** A lab as its `lab.md` says it. Plain data: it survives JSON. */
export type Lab = {
  readonly number: number
  readonly slug: string
  readonly title: string
  readonly minutes: number
  /** What it happens on: a cluster; or the instance, begun on the learner's own computer, or on the instance itself. */
  readonly on: 'cluster' | 'computer' | 'instance'
  /** Steps of earlier labs whose outcome this one begins with, in the order in which they are done. */
  readonly needs: readonly StepRef[]
  /** Markdown between the front matter and the first step. */
  readonly intro: string
  readonly steps: readonly Step[]
  /** The topics that the labs of its course speak of (its own, where it stands alone): none is a slip of another's name. */
  readonly courseTopics: readonly string[]
}

export type StepRef = { readonly lab: string; readonly step: string }

export type Step = {
  /** Stable; its number in the lab is order only. */
  readonly id: string
  readonly title: string
  /** 1-based line of the heading in lab.md. */
  readonly line: number
  /** Prose and commands, in the order of the file; fences with a meaning, and hints, are not among them. */
  readonly blocks: readonly Block[]
  readonly task: Task
  /** Markdown of each `> [!TIP]` block, in order. */
  readonly hints: readonly string[]
}

export type Block = { readonly kind: 'prose'; readonly markdown: string } | Command

/** A `bash run` fence: shown, and run as it stands. */
export type Command = {
  readonly kind: 'command'
  readonly command: string
  /**
   * `ends` by itself · `endless`: runs until it is stopped with Ctrl-C · `beside`: the same, in a second terminal, for
   * as long as the step lasts.
   */
  readonly manner: 'ends' | 'endless' | 'beside'
  readonly where: Where
  /** Lines that are typed into it, each once it shows its prompt `>` (the `text type` fence below it). */
  readonly typed: readonly string[]
}

export type Task =
  /** The step is done when the state of the cluster says so. */
  | { readonly kind: 'work'; readonly checks: readonly CheckSpec[] }
  /** The step is done when the learner's answer is the one the live cluster gives. */
  | { readonly kind: 'question'; readonly ask: string; readonly answer: AnswerSpec }

/** answers.yml: for each step id, how it can be done, rightly and wrongly. */
export type Answers = Readonly<Record<string, StepAnswers>>

export type StepAnswers = {
  /** Where the shown command is not the answer (a challenge). */
  readonly solve: Way | null
  /** When the shown endless command has done what it is for; null: once the step's own checks pass. */
  readonly until: readonly Until[] | null
  /** When the shown second terminal is ready to be looked at; null where there is none. */
  readonly ready: readonly Until[] | null
  readonly alsoRight: readonly Way[]
  readonly wrong: readonly WrongWay[]
}

/** One command, and how it is worked with. */
export type Act = {
  readonly command: string
  readonly where: Where
  readonly typed: readonly string[]
  readonly stop: Stop
}

/** How a command comes to its end. */
export type Stop =
  | { readonly kind: 'ends' }
  /** Ctrl-D, once all is typed. */
  | { readonly kind: 'end-of-input' }
  /** Ctrl-C, once all of `until` holds. */
  | { readonly kind: 'ctrl-c'; readonly until: readonly Until[] }

/** What runs in a second terminal, until the step has been looked at. */
export type Beside = { readonly command: string; readonly where: Where; readonly ready: readonly Until[] }

/** A way through a step: commands for the workbench's bash, or an answer to the step's question. */
export type Way =
  | { readonly kind: 'run'; readonly act: Act; readonly beside: Beside | null }
  | { readonly kind: 'answer'; readonly answer: string; readonly beside: Beside | null }

/** `says` is the message the learner then reads, to the letter; `help`, where given, the help beside it. */
export type WrongWay = { readonly way: Way; readonly says: string; readonly help: string | null }
