import type { CheckResult } from '../check/model.ts'
import { isGreen, judgeStep, worst } from '../check/run.ts'
import { adaptText, adaptWay } from '../lab/adapt.ts'
import type { Lab, Step, Way, WrongWay } from '../lab/model.ts'
import { until } from '../until.ts'
import { Unfinished } from './operate.ts'
import { SETTLE } from './patience.ts'
import { contextOf, type OpenSight } from './sight.ts'
import type { Doing, Reference } from './ways.ts'
import { type Bench, carryOut, truthOf } from './work.ts'

/** How long the cluster may take until a check says what it should after a wrong way, in ms: it may never be said. */
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

/** What a lab's ways are tried with. */
export type Place = { readonly lab: Lab; readonly sight: OpenSight; readonly bench: Bench }

/** What was seen of a way: once it was gone, and before, where it passed while a command still ran. */
type Seen = { readonly passed: readonly CheckResult[] | null; readonly checks: readonly CheckResult[] }

/** Every single check must be red before anything is done: one that is not can't tell whether it was. */
export async function before(place: Place, step: Step): Promise<Trial> {
  const checks = await look(place, step, null)
  const ok = checks.every((check) => check.verdict !== 'passed')
  return { kind: 'before', way: null, ok, ...said(checks), wanted: 'red' }
}

/** @param meanwhile what is tried where the solution was done, and its second terminal still runs */
export async function trySolution(
  place: Place,
  step: Step,
  reference: Reference,
  meanwhile: () => Promise<void> = async () => {},
): Promise<Trial> {
  let answer = reference.answer
  const settled = async () => {
    await meanwhile()
    if (step.task.kind === 'question')
      answer = (await truthOf(place.lab, step, place.sight)) ?? reference.answer
    return settle(place, step, answer, isGreen)
  }
  const seen = await go(place, step, reference, settled)
  const commands = reference.acts.map(({ command }) => command)
  const way = step.task.kind === 'question' ? answer : commands.join('\n')
  return trial('solution', way, seen, isRight, null)
}

export async function tryRight(place: Place, step: Step, written: Way): Promise<Trial> {
  const way = adaptWay(written, place.sight.host)
  const seen = await go(place, step, doingOf(way), () => settle(place, step, answerOf(way), isGreen))
  return trial('also-right', textOf(written), seen, isRight, null)
}

export async function tryWrong(
  place: Place,
  step: Step,
  { way: written, says, help }: WrongWay,
  index: number,
): Promise<Trial> {
  const wanted = adaptText(says, place.sight.host)
  const advice = help === null ? null : adaptText(help, place.sight.host)
  const red = (checks: readonly CheckResult[]) =>
    ['failed', 'pending'].includes(worst(checks.map((check) => check.verdict))) &&
    checks.some((check) => check.message === wanted && (advice === null || check.help === advice))
  const way = adaptWay(written, place.sight.host)
  const seen = await go(place, step, doingOf(way), () =>
    settle(place, step, answerOf(way), red, SETTLE_WRONG),
  )
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
  place: Place,
  step: Step,
  doing: Doing,
  judge: () => Promise<CheckResult[]>,
): Promise<Seen | Unfinished> {
  let passed: CheckResult[] | null = null
  const held = async () => {
    const seen = await look(place, step, null)
    if (isGreen(seen)) passed = seen
  }
  try {
    const checks = await carryOut(place.bench, doing, async () => passed ?? (await judge()), held)
    return { passed, checks }
  } catch (error) {
    if (error instanceof Unfinished) return error
    throw error
  }
}

async function look(place: Place, step: Step, answer: string | null): Promise<CheckResult[]> {
  const { sight, lab } = place
  return judgeStep(step, await sight.look(), answer, contextOf(lab, sight.host))
}

/** Looks until the checks say what they should; at the deadline, what they say then. */
async function settle(
  place: Place,
  step: Step,
  answer: string | null,
  expected: (checks: readonly CheckResult[]) => boolean,
  deadline: number = SETTLE[place.sight.on],
): Promise<CheckResult[]> {
  let seen: CheckResult[] = []
  await until(
    async () => {
      seen = await look(place, step, answer)
      return expected(seen) ? true : null
    },
    { deadline, every: 50, signal: place.bench.signal },
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
