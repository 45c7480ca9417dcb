import type { AnswerSpec, CheckSpec } from '../check/model.ts'

/** A lab as its `lab.md` says it. Plain data: it survives JSON. */
export type Lab = {
  readonly number: number
  readonly slug: string
  readonly title: string
  readonly minutes: number
  /** Markdown between the front matter and the first step. */
  readonly intro: string
  readonly steps: readonly Step[]
}

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

export type Block =
  | { readonly kind: 'prose'; readonly markdown: string }
  /** A `bash run` fence: shown, and run as it stands. */
  | { readonly kind: 'command'; readonly command: string }

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
  readonly alsoRight: readonly Way[]
  readonly wrong: readonly WrongWay[]
}

/** A way through a step: a command for the workbench's bash, or an answer to the step's question. */
export type Way =
  | { readonly kind: 'run'; readonly command: string }
  | { readonly kind: 'answer'; readonly answer: string }

/** `says` is the message the learner then reads, to the letter; `help`, where given, the help beside it. */
export type WrongWay = { readonly way: Way; readonly says: string; readonly help: string | null }
