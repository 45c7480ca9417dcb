import type { Engine } from '../engine/model.ts'
import type { Lab } from './model.ts'

/** What an engine runs for a lab, and its checks look at: the learner's own computer comes with the instance. */
export function worldFor({ on }: Pick<Lab, 'on'>): Engine['on'] {
  return on === 'cluster' ? 'cluster' : 'instance'
}
