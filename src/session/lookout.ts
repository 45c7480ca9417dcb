import type { StepResult, Until } from '../check/model.ts'
import type { Engine } from '../engine/model.ts'
import type { Lab, Step } from '../lab/model.ts'
import { labProgress, type Progress } from '../progress.ts'
import { gradeSteps } from './grade.ts'
import { lookAt } from './look.ts'
import { closeSight, contextOf, openSight, type Sight } from './sight.ts'

/**
 * How long the prompt is held for what is under way, in ms: a broker that starts well is there by then. What takes longer
 * is looked at again between prompts.
 */
const HOLD = 4000

/** A connection to the cluster that is kept while the learner works, and opened anew when it was lost. */
export type Lookout = {
  judge(step: Step, answer: string | null): Promise<StepResult>
  /** Whether all of it holds now; false where the cluster does not answer. */
  holds(until: readonly Until[], shown: string): Promise<boolean>
  withSight<T>(use: (sight: Sight) => Promise<T>): Promise<T>
  /** The id of what was looked at last. */
  hostId(): string | null
  close(): Promise<void>
}

export function createLookout(engine: Engine, lab: Lab, progress: () => Promise<Progress>): Lookout {
  let sight: Sight | null = null
  const open = async (): Promise<Sight> => {
    if (sight?.kind !== 'open') sight = await openSight(engine)
    return sight
  }
  const drop = async () => {
    const lost = sight
    sight = null
    if (lost !== null) await closeSight(lost).catch(() => {})
  }
  return {
    judge: async (step, answer) => {
      const known = labProgress(await progress(), lab.slug)
      const grade = async () => {
        const answers = answer === null ? {} : { [step.id]: answer }
        // What passed before is for the walk to know; here it is asked how things stand now.
        const [result] = await gradeSteps(lab, [step], await open(), { ...known, passes: {} }, answers, HOLD)
        if (result === undefined) throw new Error('one step has one result')
        return result
      }
      const first = await grade()
      if (first.verdict !== 'blocked' || sight?.kind !== 'open') return first
      // A connection that broke says nothing about the broker: once more, on a new one.
      await drop()
      return grade()
    },
    holds: async (wanted, shown) => {
      const found = await open()
      if (found.kind !== 'open') return false
      try {
        return await lookAt(found, contextOf(lab, found.host))(wanted, shown)
      } catch {
        // The next look is on a new connection.
        await drop()
        return false
      }
    },
    withSight: async (use) => use(await open()),
    hostId: () => (sight?.kind === 'open' ? sight.id : null),
    close: drop,
  }
}
