import type { CheckResult } from '../check/model.ts'
import { rightAnswer } from '../check/question.ts'
import { isGreen, judgeStep, worst } from '../check/run.ts'
import type { Engine, Workbench } from '../engine/model.ts'
import { Cancelled } from '../errors.ts'
import { type LabEntry, labOf } from '../lab/load.ts'
import type { Act, Lab, Step } from '../lab/model.ts'
import { until } from '../until.ts'
import { words } from '../words/index.ts'
import { lookAt } from './look.ts'
import { comesTrue, during, LONGEST, type Look, operate, type Program, Unfinished } from './operate.ts'
import { SETTLE } from './patience.ts'
import { createShells } from './shells.ts'
import { contextOf, type OpenSight } from './sight.ts'
import { type Doing, justRuns, solutionOf, withoutLooking } from './ways.ts'

/** Where commands are run, and how. */
export type Bench = {
  readonly workbench: Workbench
  /** Whether commands are typed into shells that stay open: on the instance, what a shell has is a part of its state. */
  readonly inShells: boolean
  readonly look: Look
  readonly signal: AbortSignal
  /** `show` lets the user see what they print. */
  readonly output: 'capture' | 'show'
}

/** Where an engine's commands are run. */
export async function benchOf(
  engine: Engine,
  look: Look,
  signal: AbortSignal,
  output: Bench['output'],
): Promise<Bench> {
  return { workbench: await engine.workbench(), inShells: engine.on === 'instance', look, signal, output }
}

const SIZE = { columns: 200, rows: 50 }
/** How long a server that was started in the background may take until it is there to be looked at, in ms. */
const APPEARS = 3000

/**
 * Does what is to be done, each command in the manner that it wants, and looks at what came of it while the second
 * terminal still runs.
 *
 * @param held before an endless command is stopped, while what it was run for holds
 * @throws Unfinished where a command does not go that way; Cancelled on abort. Nothing runs on then, either.
 */
export async function carryOut<T>(
  bench: Bench,
  { acts, beside }: Doing,
  judge: () => Promise<T>,
  held?: () => Promise<void>,
): Promise<T> {
  if (bench.inShells) return inShells(bench, { acts, beside }, judge, held)
  const work = async () => {
    for (const act of acts) await perform(bench, act, held)
    return judge()
  }
  if (beside === null) return work()
  return during(await openBash({ ...bench, output: 'capture' }, beside.command), beside.ready, bench, work)
}

/** The same in shells of the workbench and of the instance, which are open until it was looked at. */
async function inShells<T>(
  bench: Bench,
  { acts, beside }: Doing,
  judge: () => Promise<T>,
  held?: () => Promise<void>,
): Promise<T> {
  const { workbench, output, signal, look } = bench
  const shells = createShells(workbench, (text) => {
    if (output === 'show') process.stdout.write(text)
  })
  try {
    if (beside !== null) {
      const shell = await shells.another(beside.where)
      await comesTrue(await shell.run(beside.command, signal), beside.ready, { look, signal })
    }
    for (const act of acts) {
      const shell = await shells.at(act.where)
      const program = await shell.run(act.command, signal)
      await operate(program, act, { look, signal, ...(held ? { held } : {}) })
    }
    return await judge()
  } finally {
    await shells.close()
  }
}

async function perform(bench: Bench, act: Act, held?: () => Promise<void>): Promise<void> {
  const { signal, look } = bench
  if (justRuns(act)) await runToEnd(bench, act.command)
  else await operate(await openBash(bench, act.command), act, { look, signal, ...(held ? { held } : {}) })
}

/** In the workbench's bash, just as it stands in the lab. */
async function runToEnd({ workbench, output, signal }: Bench, command: string): Promise<void> {
  const late = AbortSignal.timeout(LONGEST)
  try {
    await workbench.run(['bash', '-c', command], { output, signal: AbortSignal.any([signal, late]) })
  } catch (error) {
    if (!(error instanceof Cancelled) || signal.aborted) throw error
    throw new Unfinished(words.work.tooLong(LONGEST / 1000), '')
  }
}

/** A command of the workbench's bash, behind a terminal of its own. */
export async function openBash(
  { workbench, output, signal }: Pick<Bench, 'workbench' | 'output' | 'signal'>,
  command: string,
): Promise<Program> {
  signal.throwIfAborted()
  const { console: place } = workbench
  const open = async () => {
    if (place.kind === 'elsewhere') return place.openProgram(['bash', '-c', command], SIZE)
    const [{ openPty }, { findBash }] = await Promise.all([
      import('../console/terminal.ts'),
      import('../console/shell.ts'),
    ])
    const { cwd, env } = place
    return openPty({ file: findBash(env.PATH), args: ['-c', command], cwd, env, ...SIZE })
  }
  const terminal = await open()
  if (output === 'show') terminal.onData((text) => process.stdout.write(text))
  return {
    write: (keys) => terminal.write(keys),
    onOutput: (listener) => terminal.onData(listener),
    ended: new Promise((resolve) =>
      terminal.onExit(({ code, signal }) => resolve(signal ? 128 + signal : code)),
    ),
    kill: () => terminal.kill('SIGKILL'),
  }
}

/** The answer to a step's question that the cluster gives now; null where it gives none, or nothing is asked. */
export async function truthOf(lab: Lab, { task }: Step, sight: OpenSight): Promise<string | null> {
  return task.kind === 'question'
    ? rightAnswer(task.answer, await sight.look(), contextOf(lab, sight.host))
    : null
}

/** All that is needed to do a lab's steps on a cluster. */
export type Doer = {
  readonly entry: LabEntry
  readonly engine: Engine
  readonly sight: OpenSight
  readonly signal: AbortSignal
  readonly output: 'capture' | 'show'
}

/** What a step's checks said, and the answer that was given where it asks. */
export type Done = { readonly checks: readonly CheckResult[]; readonly answer: string | null }

/**
 * Does a step by its reference solution. Where its checks passed while a command still ran, that is what they said.
 *
 * @throws Unfinished, Cancelled
 */
export async function doStep(doer: Doer, step: Step): Promise<Done> {
  const { entry, engine, sight, signal, output } = doer
  const context = contextOf(labOf(entry), sight.host)
  const bench = await benchOf(engine, lookAt(sight, context), signal, output)
  const solution = withoutLooking(await solutionOf(entry, step, sight.host), step)
  let passed: Done | null = null
  const look = async (): Promise<Done> => {
    const world = await sight.look()
    const answer = (await truthOf(labOf(entry), step, sight)) ?? solution.answer
    return { checks: await judgeStep(step, world, answer, context), answer }
  }
  const settle = async (): Promise<Done> => {
    let seen: Done = { checks: [], answer: null }
    const began = performance.now()
    const mayAppear = () =>
      sight.on === 'instance' &&
      worst(seen.checks.map(({ verdict }) => verdict)) === 'pending' &&
      performance.now() - began < APPEARS
    const settled = async () => {
      seen = await look()
      if (isGreen(seen.checks)) return true
      return seen.checks.some(({ converging }) => converging) || mayAppear() ? null : true
    }
    await until(settled, { deadline: SETTLE[sight.on], every: 50, signal })
    return seen
  }
  const held = async () => {
    const seen = await look()
    if (isGreen(seen.checks)) passed = seen
  }
  return carryOut(bench, solution, async () => passed ?? (await settle()), held)
}
