import type { CheckResult } from '../check/model.ts'
import { rightAnswer } from '../check/question.ts'
import { judgeStep, worst } from '../check/run.ts'
import type { Engine } from '../engine/model.ts'
import { adaptText } from '../lab/adapt.ts'
import { type LabEntry, labOf, loadAnswers } from '../lab/load.ts'
import type { Answers, Lab, Step, Way, WrongWay } from '../lab/model.ts'
import { until } from '../until.ts'
import { contextOf, type OpenSight } from './grade.ts'
import { restoreTopics, topicStates } from './starting-state.ts'
import { runCommand, solutionOf } from './ways.ts'

/** How long the cluster may take until a check says what it should, in ms. Never a wait for a time: it ends when it does. */
const SETTLE = 10_000
/** How long a way may run, in ms. */
const WAY = 90_000

/** One thing that was tried on a step, and whether the checks told it as they should. */
export type Trial = {
  readonly kind: 'before' | 'solution' | 'also-right' | 'wrong'
  /** The command or answer; null where nothing was done. */
  readonly way: string | null
  readonly ok: boolean
  /** What the checks said. */
  readonly saw: readonly string[]
  readonly help: readonly string[]
  /** What they should have said: null where they should have passed. */
  readonly wanted: string | null
}

export type StepProof = { readonly step: string; readonly trials: readonly Trial[]; readonly ms: number }

type Gate = {
  readonly entry: LabEntry
  readonly lab: Lab
  readonly answers: Answers
  readonly engine: Engine
  readonly sight: OpenSight
  readonly signal: AbortSignal
}

/**
 * Proves on a real cluster that a lab's checks tell right from wrong: for each step, red before; from its starting
 * state, red with its words after every wrong way, and green after every other right way; green after the solution.
 *
 * @param only ids of the steps to prove; the steps before them are just done
 */
export async function* prove(
  entry: LabEntry,
  engine: Engine,
  sight: OpenSight,
  only: ReadonlySet<string> | null,
  signal: AbortSignal,
): AsyncGenerator<StepProof> {
  const gate: Gate = { entry, lab: labOf(entry), answers: await loadAnswers(entry), engine, sight, signal }
  await restoreTopics(sight.broker, [])
  for (const step of gate.lab.steps) {
    const began = performance.now()
    if (only === null || only.has(step.id)) {
      const trials = await proveStep(gate, step)
      yield { step: step.id, trials, ms: performance.now() - began }
    } else await solve(gate, step)
  }
}

async function proveStep(gate: Gate, step: Step): Promise<Trial[]> {
  const trials: Trial[] = [await before(gate, step)]
  const start = await topicStates(gate.sight.broker)
  const { wrong = [], alsoRight = [] } = gate.answers[step.id] ?? {}
  for (const way of wrong) {
    trials.push(await tryWrong(gate, step, way))
    await restoreTopics(gate.sight.broker, start)
  }
  for (const way of alsoRight) {
    trials.push(await tryRight(gate, step, way, 'also-right'))
    await restoreTopics(gate.sight.broker, start)
  }
  trials.push(await solve(gate, step))
  return trials
}

/** Every single check must be red before anything is done: one that is not can't tell whether it was. */
async function before(gate: Gate, step: Step): Promise<Trial> {
  const checks = await look(gate, step, null)
  const ok = checks.every((check) => check.verdict !== 'passed')
  return { kind: 'before', way: null, ok, ...said(checks), wanted: 'red' }
}

async function solve(gate: Gate, step: Step): Promise<Trial> {
  const reference = await solutionOf(gate.entry, step, gate.sight.cluster)
  const answer =
    step.task.kind === 'question' ? await rightAnswer(step.task.answer, await gate.sight.broker.look()) : null
  const way: Way | null = answer === null ? reference : { kind: 'answer', answer }
  if (way === null) return { kind: 'solution', way: null, ok: false, saw: [], help: [], wanted: null }
  // What a question is about is read with the command it shows: that must work as it stands.
  const shown =
    step.task.kind === 'question' ? step.blocks.flatMap((b) => (b.kind === 'command' ? [b.command] : [])) : []
  for (const command of shown) await apply(gate, { kind: 'run', command })
  return tryRight(gate, step, way, 'solution')
}

async function tryRight(gate: Gate, step: Step, way: Way, kind: 'solution' | 'also-right'): Promise<Trial> {
  const answer = await apply(gate, way)
  const checks = await settle(
    gate,
    step,
    answer,
    (seen) => worst(seen.map((check) => check.verdict)) === 'passed',
  )
  return {
    kind,
    way: textOf(way),
    ok: worst(checks.map((c) => c.verdict)) === 'passed',
    ...said(checks),
    wanted: null,
  }
}

async function tryWrong(gate: Gate, step: Step, { way, says, help }: WrongWay): Promise<Trial> {
  const wanted = adaptText(says, gate.sight.cluster)
  const advice = help === null ? null : adaptText(help, gate.sight.cluster)
  const red = (checks: readonly CheckResult[]) =>
    ['failed', 'pending'].includes(worst(checks.map((check) => check.verdict))) &&
    checks.some((check) => check.message === wanted && (advice === null || check.help === advice))
  const answer = await apply(gate, way)
  const checks = await settle(gate, step, answer, red)
  return {
    kind: 'wrong',
    way: textOf(way),
    ok: red(checks),
    ...said(checks),
    wanted: advice === null ? wanted : `${wanted}\n${advice}`,
  }
}

/** Does it as a learner would; gives back the answer, where that is what the way is. */
async function apply(gate: Gate, way: Way): Promise<string | null> {
  if (way.kind === 'answer') return way.answer
  const signal = AbortSignal.any([gate.signal, AbortSignal.timeout(WAY)])
  const command = adaptText(way.command, gate.sight.cluster)
  await runCommand(await gate.engine.workbench(), command, { output: 'capture', signal })
  return null
}

async function look(gate: Gate, step: Step, answer: string | null): Promise<CheckResult[]> {
  return judgeStep(step, await gate.sight.broker.look(), answer, contextOf(gate.lab, gate.sight.cluster))
}

/** Looks until the checks say what they should; at the deadline, what they say then. */
async function settle(
  gate: Gate,
  step: Step,
  answer: string | null,
  expected: (checks: readonly CheckResult[]) => boolean,
): Promise<CheckResult[]> {
  let seen: CheckResult[] = []
  await until(
    async () => {
      seen = await look(gate, step, answer)
      return expected(seen) ? true : null
    },
    { deadline: SETTLE, every: 50, signal: gate.signal },
  )
  return seen
}

function said(checks: readonly CheckResult[]): { saw: string[]; help: string[] } {
  return {
    saw: checks.map((check) => check.message),
    help: checks.flatMap((check) => (check.help === null ? [] : [check.help])),
  }
}

function textOf(way: Way): string {
  return way.kind === 'run' ? way.command : way.answer
}
