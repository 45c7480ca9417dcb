import type { CheckResult } from '../check/model.ts'
import { judgeStep, worst } from '../check/run.ts'
import type { Engine } from '../engine/model.ts'
import { adaptText, adaptWay } from '../lab/adapt.ts'
import { type Course, type LabEntry, labOf, loadAnswers } from '../lab/load.ts'
import type { Answers, Lab, Step, Way, WrongWay } from '../lab/model.ts'
import { until } from '../until.ts'
import { contextOf, type OpenSight } from './grade.ts'
import { lookAt } from './look.ts'
import { bringIn } from './needs.ts'
import { Unfinished } from './operate.ts'
import { createStage, type Stage } from './stage.ts'
import { type Doing, type Reference, solutionOf } from './ways.ts'
import { type Bench, carryOut, truthOf } from './work.ts'

/** How long the cluster may take until a check says what it should, in ms. Never a wait for a time: it ends when it does. */
const SETTLE = 10_000
/** The same after a wrong way: what its author wrote may never be said. */
const SETTLE_WRONG = 5000

/** One thing that was tried on a step, and whether the checks told it as they should. */
export type Trial = {
  readonly kind: 'before' | 'solution' | 'also-right' | 'wrong'
  /** The command or answer; null where nothing was done. */
  readonly way: string | null
  readonly ok: boolean
  /** What the checks said, or why the way could not be gone. */
  readonly saw: readonly string[]
  readonly help: readonly string[]
  /** What they should have said: null where they should have passed. */
  readonly wanted: string | null
  /** Of a wrong way: which one it is in answers.yml, and what its learner reads first. */
  readonly wrong?: { readonly index: number; readonly says: string | null; readonly help: string | null }
}

export type StepProof = { readonly step: string; readonly trials: readonly Trial[]; readonly ms: number }

type Gate = {
  readonly entry: LabEntry
  readonly lab: Lab
  readonly answers: Answers
  readonly sight: OpenSight
  readonly bench: Bench
  readonly stage: Stage
}

/** What was seen of a way: once it was gone, and before, where it passed while a command still ran. */
type Seen = { readonly passed: readonly CheckResult[] | null; readonly checks: readonly CheckResult[] }

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
  const workbench = await engine.workbench()
  const look = lookAt(sight, contextOf(lab, sight.cluster))
  const bench: Bench = { workbench, look, signal, output: 'capture' }
  const stage = createStage({ sight, workbench, lab, answers, signal })
  const gate: Gate = { entry, lab, answers, sight, bench, stage }
  await stage.clear()
  await bringIn({ course, entry, engine, sight, signal })
  for (const step of lab.steps) {
    const began = performance.now()
    if (only === null || only.has(step.id)) {
      const trials = await proveStep(gate, step)
      yield { step: step.id, trials, ms: performance.now() - began }
    } else await solve(gate, step)
  }
}

async function proveStep(gate: Gate, step: Step): Promise<Trial[]> {
  const reference = await solutionOf(gate.entry, step, gate.sight.cluster)
  const first = await before(gate, step)
  return step.task.kind === 'question'
    ? [first, ...(await proveQuestion(gate, step, reference))]
    : [first, ...(await proveWork(gate, step, reference))]
}

async function proveWork(gate: Gate, step: Step, reference: Reference): Promise<Trial[]> {
  const trials: Trial[] = []
  const start = await gate.stage.state()
  const { wrong = [], alsoRight = [] } = gate.answers[step.id] ?? {}
  for (const [index, way] of wrong.entries()) {
    trials.push(await tryWrong(gate, step, way, index))
    await gate.stage.restore(start)
  }
  for (const way of alsoRight) {
    trials.push(await tryRight(gate, step, way))
    await gate.stage.restore(start)
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
  const start = await gate.stage.state()
  await tryAll(bringsOwn)
  await gate.stage.restore(start)
  return [...trials, solution]
}

/** Every single check must be red before anything is done: one that is not can't tell whether it was. */
async function before(gate: Gate, step: Step): Promise<Trial> {
  const checks = await look(gate, step, null)
  const ok = checks.every((check) => check.verdict !== 'passed')
  return { kind: 'before', way: null, ok, ...said(checks), wanted: 'red' }
}

async function solve(gate: Gate, step: Step): Promise<Trial> {
  return trySolution(gate, step, await solutionOf(gate.entry, step, gate.sight.cluster))
}

/** @param meanwhile what is tried where the solution was done, and its second terminal still runs */
async function trySolution(
  gate: Gate,
  step: Step,
  reference: Reference,
  meanwhile: () => Promise<void> = async () => {},
): Promise<Trial> {
  let answer = reference.answer
  const settled = async () => {
    await meanwhile()
    if (step.task.kind === 'question') answer = (await truthOf(step, gate.sight)) ?? reference.answer
    return settle(gate, step, answer, isGreen)
  }
  const seen = await go(gate, step, reference, settled)
  const commands = reference.acts.map(({ command }) => command)
  const way = step.task.kind === 'question' ? answer : commands.join('\n')
  return trial('solution', way, seen, isRight, null)
}

async function tryRight(gate: Gate, step: Step, written: Way): Promise<Trial> {
  const way = adaptWay(written, gate.sight.cluster)
  const seen = await go(gate, step, doingOf(way), () => settle(gate, step, answerOf(way), isGreen))
  return trial('also-right', textOf(written), seen, isRight, null)
}

async function tryWrong(
  gate: Gate,
  step: Step,
  { way: written, says, help }: WrongWay,
  index: number,
): Promise<Trial> {
  const wanted = adaptText(says, gate.sight.cluster)
  const advice = help === null ? null : adaptText(help, gate.sight.cluster)
  const red = (checks: readonly CheckResult[]) =>
    ['failed', 'pending'].includes(worst(checks.map((check) => check.verdict))) &&
    checks.some((check) => check.message === wanted && (advice === null || check.help === advice))
  const way = adaptWay(written, gate.sight.cluster)
  const seen = await go(gate, step, doingOf(way), () => settle(gate, step, answerOf(way), red, SETTLE_WRONG))
  // A learner who did it would have passed meanwhile.
  const ok = (it: Seen) => it.passed === null && red(it.checks)
  const first = seen instanceof Unfinished ? undefined : seen.checks.find((c) => c.verdict !== 'passed')
  return {
    ...trial('wrong', textOf(written), seen, ok, advice === null ? wanted : `${wanted}\n${advice}`),
    wrong: { index, says: first?.message ?? null, help: first?.help ?? null },
  }
}

/** Does it as a learner would, and looks; where it can't be done so, that is what is seen. */
async function go(
  gate: Gate,
  step: Step,
  doing: Doing,
  judge: () => Promise<CheckResult[]>,
): Promise<Seen | Unfinished> {
  let passed: CheckResult[] | null = null
  const held = async () => {
    const seen = await look(gate, step, null)
    if (isGreen(seen)) passed = seen
  }
  try {
    const checks = await carryOut(gate.bench, doing, async () => passed ?? (await judge()), held)
    return { passed, checks }
  } catch (error) {
    if (error instanceof Unfinished) return error
    throw error
  }
}

async function look(gate: Gate, step: Step, answer: string | null): Promise<CheckResult[]> {
  const { broker, files, cluster } = gate.sight
  return judgeStep(step, { facts: await broker.look(), files }, answer, contextOf(gate.lab, cluster))
}

/** Looks until the checks say what they should; at the deadline, what they say then. */
async function settle(
  gate: Gate,
  step: Step,
  answer: string | null,
  expected: (checks: readonly CheckResult[]) => boolean,
  deadline = SETTLE,
): Promise<CheckResult[]> {
  let seen: CheckResult[] = []
  await until(
    async () => {
      seen = await look(gate, step, answer)
      return expected(seen) ? true : null
    },
    { deadline, every: 50, signal: gate.bench.signal },
  )
  return seen
}

function trial(
  kind: Trial['kind'],
  way: string | null,
  seen: Seen | Unfinished,
  ok: (seen: Seen) => boolean,
  wanted: string | null,
): Trial {
  if (!(seen instanceof Unfinished))
    return { kind, way, ok: ok(seen), ...said(seen.passed ?? seen.checks), wanted }
  return { kind, way, ok: false, saw: [seen.message, ...seen.details], help: [], wanted }
}

function isGreen(checks: readonly CheckResult[]): boolean {
  return worst(checks.map((check) => check.verdict)) === 'passed'
}

function isRight({ passed, checks }: Seen): boolean {
  return passed !== null || isGreen(checks)
}

function said(checks: readonly CheckResult[]): { saw: string[]; help: string[] } {
  return {
    saw: checks.map((check) => check.message),
    help: checks.flatMap((check) => (check.help === null ? [] : [check.help])),
  }
}

function doingOf(way: Way): Doing {
  return { acts: way.kind === 'run' ? [way.act] : [], beside: way.beside }
}

function answerOf(way: Way): string | null {
  return way.kind === 'answer' ? way.answer : null
}

function textOf(way: Way): string {
  return way.kind === 'run' ? [way.act.command, ...way.act.typed].join('\n') : way.answer
}
