import type { StepResult } from '../check/model.ts'
import type { Engine } from '../engine/model.ts'
import type { Lab, Step } from '../lab/model.ts'
import { labProgress, type Progress } from '../progress.ts'
import { closeSight, gradeSteps, openSight, type Sight } from './grade.ts'

/** A connection to the cluster that is kept while the learner works, and opened anew when it was lost. */
export type Lookout = {
  judge(step: Step, answer: string | null): Promise<StepResult>
  withSight<T>(use: (sight: Sight) => Promise<T>): Promise<T>
  clusterId(): string | null
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
        const [result] = await gradeSteps(lab, [step], await open(), { ...known, passes: {} }, answers)
        if (result === undefined) throw new Error('one step has one result')
        return result
      }
      const first = await grade()
      if (first.verdict !== 'blocked' || sight?.kind !== 'open') return first
      // A connection that broke says nothing about the broker: once more, on a new one.
      await drop()
      return grade()
    },
    withSight: async (use) => use(await open()),
    clusterId: () => (sight?.kind === 'open' ? sight.clusterId : null),
    close: drop,
  }
}
