import { needsNetwork } from '../check/instance/no-network.ts'
import type { Engine } from '../engine/model.ts'
import type { Step } from '../lab/model.ts'

/** Whether a step needs a second machine where there is none: that does not count against the learner. */
export function isNotHere({ task }: Step, engine: Pick<Engine, 'name' | 'on'>): boolean {
  const alone = engine.on === 'instance' && engine.name === 'local'
  return alone && task.kind === 'work' && task.checks.some(needsNetwork)
}
