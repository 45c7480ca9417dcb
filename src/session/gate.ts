import type { Engine } from '../engine/model.ts'
import { type Course, type LabEntry, labOf, loadAnswers } from '../lab/load.ts'
import type { Answers, Step, Way } from '../lab/model.ts'
import { lookAt } from './look.ts'
import { bringIn } from './needs.ts'
import { isNotHere } from './not-here.ts'
import { contextOf, type OpenSight } from './sight.ts'
import { createStage, type Stage } from './stage.ts'
import { before, type Place, type Trial, tryRight, trySolution, tryWrong } from './trial.ts'
import { type Reference, solutionOf } from './ways.ts'
import { benchOf } from './work.ts'

/** `notHere`: the step needs what this engine has not, and nothing was tried. */
export type StepProof = {
  readonly step: string
  readonly trials: readonly Trial[]
  readonly ms: number
  readonly notHere: boolean
}

type Gate = Place & { readonly entry: LabEntry; readonly answers: Answers; readonly stage: Stage }

/**
 * Proves on a real cluster that a lab's checks tell right from wrong: for each step, red before; from its starting
 * state, red with its words after every wrong way, and green after every other right way; green after the solution.
 * It begins with an empty cluster, and what the lab needs of others.
 *
 * @param only ids of the steps to prove; the steps before them are just done
 */
export async function* prove(
  { course, entry, engine, sight }: { course: Course; entry: LabEntry; engine: Engine; sight: OpenSight },
  only: ReadonlySet<string> | null,
  signal: AbortSignal,
): AsyncGenerator<StepProof> {
  const lab = labOf(entry)
  const answers = await loadAnswers(entry)
  const look = lookAt(sight, contextOf(lab, sight.host))
  const bench = await benchOf(engine, look, signal, 'capture')
  const stage = await createStage({ engine, sight, workbench: bench.workbench, signal })
  const gate: Gate = { entry, lab, answers, sight, bench, stage }
  await stage.clear()
  await bringIn({ course, entry, engine, sight, signal })
  for (const step of lab.steps) {
    const began = performance.now()
    if (isNotHere(step, engine)) {
      yield { step: step.id, trials: [], ms: 0, notHere: true }
      continue
    }
    if (only === null || only.has(step.id)) {
      const trials = await proveStep(gate, step)
      yield { step: step.id, trials, ms: performance.now() - began, notHere: false }
    } else await solve(gate, step)
  }
}

async function proveStep(gate: Gate, step: Step): Promise<Trial[]> {
  const reference = await solutionOf(gate.entry, step, gate.sight.host)
  const first = await before(gate, step)
  return step.task.kind === 'question'
    ? [first, ...(await proveQuestion(gate, step, reference))]
    : [first, ...(await proveWork(gate, step, reference))]
}

async function proveWork(gate: Gate, step: Step, reference: Reference): Promise<Trial[]> {
  const trials: Trial[] = []
  const startAgain = await gate.stage.keep()
  const { wrong = [], alsoRight = [] } = gate.answers[step.id] ?? {}
  for (const [index, way] of wrong.entries()) {
    trials.push(await tryWrong(gate, step, way, index))
    await startAgain()
  }
  for (const way of alsoRight) {
    trials.push(await tryRight(gate, step, way))
    await startAgain()
  }
  trials.push(await trySolution(gate, step, reference))
  return trials
}

/**
 * What a question is about is read with the commands it shows, which must work as they stand; the answers are judged
 * while the second terminal runs, but for those that bring one of their own.
 */
async function proveQuestion(gate: Gate, step: Step, reference: Reference): Promise<Trial[]> {
  const { wrong = [], alsoRight = [] } = gate.answers[step.id] ?? {}
  const bringsOwn = ({ beside }: Way) => beside !== null
  const trials: Trial[] = []
  const tryAll = async (which: (way: Way) => boolean) => {
    for (const [index, each] of wrong.entries())
      if (which(each.way)) trials.push(await tryWrong(gate, step, each, index))
    for (const way of alsoRight.filter(which)) trials.push(await tryRight(gate, step, way))
  }
  const solution = await trySolution(gate, step, reference, () => tryAll((way) => !bringsOwn(way)))
  const startAgain = await gate.stage.keep()
  await tryAll(bringsOwn)
  await startAgain()
  return [...trials, solution]
}

async function solve(gate: Gate, step: Step): Promise<Trial> {
  return trySolution(gate, step, await solutionOf(gate.entry, step, gate.sight.host))
}
