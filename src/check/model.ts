/** JSON as `labs check --json` prints it. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json }

/**
 * passed · failed (something is there and it is not right) · pending (nothing to judge so far, or still converging) ·
 * blocked (can't tell). Only `failed` is the learner's.
 */
export type Verdict = 'passed' | 'failed' | 'pending' | 'blocked'

/** One statement on the state of the world, as a lab's `yaml check` fence has it. */
export type CheckSpec = {
  readonly kind: 'topic'
  readonly topic: string
  readonly partitions?: number
  readonly replicationFactor?: number
  /** Overrides that the topic itself must carry (a broker default does not count). */
  readonly config?: Readonly<Record<string, string>>
}

/** Where the right answer to a question is read from: always the live cluster. */
export type AnswerSpec =
  | { readonly kind: 'leader-of'; readonly topic: string; readonly partition: number }
  | { readonly kind: 'in-sync-replicas-of'; readonly topic: string; readonly partition: number }
  | { readonly kind: 'partitions-of'; readonly topic: string }
  | { readonly kind: 'topic-count'; readonly internal: boolean }
  | {
      readonly kind: 'config-of'
      readonly topic: string
      readonly name: string
      /** The unit the answer is asked in; the config itself is in ms. */
      readonly unit: 'ms' | 'hours' | 'days' | null
    }

/** What one check saw. `expected` and `actual` are facts, never cut short; `help` is the next move, if one is known. */
export type CheckResult = {
  readonly kind: string
  readonly verdict: Verdict
  readonly message: string
  readonly expected: Json
  readonly actual: Json
  readonly help: string | null
  /** True where waiting may change a pending verdict by itself (a leader being elected). */
  readonly converging: boolean
}

/** What a check needs to know besides the cluster, to give help that can be typed. */
export type CheckContext = {
  /** What the learner types after `--bootstrap-server`. */
  readonly bootstrapServer: string
  /** Topics that the lab itself speaks of: none of them is a slip of another's name. */
  readonly labTopics: ReadonlySet<string>
}

/** How one step stands. `passedAt` and `evidence` are null until it passed once; a pass stays a pass. */
export type StepResult = {
  readonly id: string
  readonly verdict: Verdict
  readonly passedAt: string | null
  readonly evidence: Json
  readonly checks: readonly CheckResult[]
}
