import { needsNetwork } from '../check/instance/no-network.ts'
import type { Engine } from '../engine/model.ts'
import type { Lab, Step } from '../lab/model.ts'

/** Whether a step needs a second machine where there is none: that does not count against the learner. */
export function isNotHere({ task }: Step, engine: Pick<Engine, 'name' | 'on'>): boolean {
  const alone = engine.on === 'instance' && engine.name === 'local'
  return alone && task.kind === 'work' && task.checks.some(needsNetwork)
}

/** The steps that can't be done here which were gone past on the way to `at`; all of them once there is nothing else to do. */
export function gonePast(
  lab: Lab,
  passed: ReadonlySet<string>,
  at: string | null,
  isGone: (step: Step) => boolean,
): string[] {
  const isDone = lab.steps.every((step) => passed.has(step.id) || isGone(step))
  const end = isDone ? lab.steps.length : lab.steps.findIndex(({ id }) => id === at)
  return lab.steps.slice(0, Math.max(0, end)).flatMap((step) => (isGone(step) ? [step.id] : []))
}
