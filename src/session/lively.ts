import type { StepResult, Until } from '../check/model.ts'
import { type LabEntry, loadAnswers } from '../lab/load.ts'
import type { Answers, Step } from '../lab/model.ts'
import type { Lookout } from './lookout.ts'

/** Some things hold only while a command runs: a group has members as long as its consumers do. */
export type Lively = {
  /**
   * A look while a command of the learner's runs; true once where all that an endless one is to show is there, and it
   * still runs.
   */
  watch(step: Step, shown: string): Promise<boolean>
  /** What was seen of the step meanwhile, if it passed by what does not outlive the command; null from then on. */
  passed(step: Step): StepResult | null
}

/** A command that ends by itself may be about to: only what holds at one more look is told. */
const LOOKS = 2

export function createLively(entry: LabEntry, lookout: Lookout): Lively {
  let passed: StepResult | null = null
  let held = 0
  let answers: Promise<Answers> | null = null
  const holds = async (step: Step, shown: string): Promise<boolean> => {
    // It is asked for again and again while a command runs.
    answers ??= loadAnswers(entry)
    const wanted: readonly Until[] | null = (await answers)[step.id]?.until ?? null
    if (step.task.kind === 'question') return wanted !== null && lookout.holds(wanted, shown)
    const result = await lookout.judge(step, null)
    if (result.verdict === 'passed' && needsLife(step)) passed = result
    return wanted === null ? result.verdict === 'passed' : lookout.holds(wanted, shown)
  }
  return {
    watch: async (step, shown) => {
      const isEndless = step.blocks.some((block) => block.kind === 'command' && block.manner === 'endless')
      if (!isEndless && !needsLife(step)) return false
      const holdsNow = await holds(step, shown)
      // Said once a command: what it waits for may come and go.
      held = held >= LOOKS ? LOOKS + 1 : holdsNow ? held + 1 : 0
      return isEndless && held === LOOKS
    },
    passed: (step) => {
      const seen = passed?.id === step.id ? passed : null
      passed = null
      held = 0
      return seen
    },
  }
}

/** Whether a check wants members of a group. */
function needsLife({ task }: Step): boolean {
  return (
    task.kind === 'work' &&
    task.checks.some(
      (check) => check.kind === 'group' && (check.state === 'stable' || (check.members ?? 0) > 0),
    )
  )
}
