import type { CheckContext, CheckResult, Files, Json, StepResult, Verdict } from '../check/model.ts'
import { blocked, evidence, judge, worst } from '../check/run.ts'
import type { Cluster, Engine, Workbench } from '../engine/model.ts'
import { EXIT, UserError } from '../errors.ts'
import type { BrokerConnection } from '../kafka/facts.ts'
import type { Lab, Step } from '../lab/model.ts'
import { type LabProgress, labProgress, type Pass, type ProgressStore, withLab } from '../progress.ts'
import { words } from '../words/index.ts'

export type OpenSight = {
  readonly kind: 'open'
  readonly cluster: Cluster
  readonly broker: BrokerConnection
  readonly files: Files
  readonly clusterId: string
}

/** A live cluster, or why there is none to look at. */
export type Sight = OpenSight | { readonly kind: 'blocked'; readonly message: string; readonly help: string }

/** How long one answer of the broker may take before it counts as none, in ms. */
const ANSWER = 4000

/**
 * Connects to the engine's cluster, and makes sure that it is that one: another broker that happens to listen on
 * the same port is never graded.
 */
export async function openSight(engine: Engine): Promise<Sight> {
  const cluster = await engine.recall()
  if (cluster === null)
    return { kind: 'blocked', message: words.engine.notRunning, help: words.engine.notRunningHelp }
  try {
    const { connect } = await import('../kafka/facts.ts')
    const broker = await connect(cluster.address, ANSWER)
    const { clusterId } = await broker.look()
    if (clusterId === cluster.clusterId)
      return { kind: 'open', cluster, broker, files: filesOf(engine), clusterId }
    await broker.close()
    return {
      kind: 'blocked',
      message: words.engine.otherCluster(cluster.address.port),
      help: words.engine.restartHelp,
    }
  } catch {
    return { kind: 'blocked', ...(await whyNoAnswer(engine, cluster)) }
  }
}

/** The workbench is not looked for before a check wants a file of it. */
function filesOf(engine: Engine): Files {
  let workbench: Promise<Workbench> | null = null
  return {
    read: async (path) => {
      workbench ??= engine.workbench()
      return (await workbench).files.read(path)
    },
  }
}

async function whyNoAnswer(engine: Engine, cluster: Cluster): Promise<{ message: string; help: string }> {
  try {
    const state = await engine.state()
    if (state.kind === 'absent') return { message: words.engine.gone, help: words.engine.notRunningHelp }
    const down = state.services.filter((each) => each.state !== 'running')
    const message =
      down.length > 0 ? words.engine.downServices(down) : words.engine.noAnswer(cluster.address.port)
    return { message, help: words.engine.restartHelp }
  } catch (error) {
    if (error instanceof UserError) return { message: error.message, help: error.help ?? '' }
    throw error
  }
}

/**
 * A live cluster, for what can't be done without one.
 * @throws UserError (exit 3) where there is none to look at
 */
export async function requireSight(engine: Engine): Promise<OpenSight> {
  const sight = await openSight(engine)
  if (sight.kind === 'open') return sight
  throw new UserError(sight.message, { help: sight.help, exit: EXIT.blocked })
}

export async function closeSight(sight: Sight): Promise<void> {
  if (sight.kind === 'open') await sight.broker.close()
}

export function contextOf(lab: Lab, cluster: { bootstrapServer: string }): CheckContext {
  return { bootstrapServer: cluster.bootstrapServer, labTopics: new Set(lab.courseTopics) }
}

/**
 * Grades steps of a lab. A step that passed before on this cluster stays passed, whatever was done since;
 * its checks still say how things stand now.
 *
 * @param answers what the learner says to questions now, by step id
 */
export async function gradeSteps(
  lab: Lab,
  steps: readonly Step[],
  sight: Sight,
  progress: LabProgress,
  answers: Readonly<Record<string, string>>,
): Promise<StepResult[]> {
  const checks: CheckResult[][] =
    sight.kind === 'open'
      ? await judge(
          steps.map((step) => ({ step, answer: answers[step.id] ?? null })),
          sight.broker,
          sight.files,
          contextOf(lab, sight.cluster),
        )
      : steps.map((step) => [blocked(step, sight.message, sight.help)])
  return steps.map((step, i) => stepResult(step, checks[i] ?? [], sight, progress.passes[step.id]))
}

/** How a step stands, by what its checks said. */
export function stepResult(
  step: Step,
  checks: readonly CheckResult[],
  sight: Sight,
  pass?: Pass,
): StepResult {
  const now = worst(checks.map((check) => check.verdict))
  const holds = pass !== undefined && sight.kind === 'open' && pass.clusterId === sight.clusterId
  if (now === 'passed' && !holds)
    return {
      id: step.id,
      verdict: now,
      passedAt: new Date().toISOString(),
      evidence: evidence(checks),
      checks,
    }
  return {
    id: step.id,
    verdict: holds ? 'passed' : now,
    passedAt: pass?.passedAt ?? null,
    evidence: pass?.evidence ?? null,
    checks,
  }
}

/** Writes down the passes that are new. */
export async function keepPasses(
  store: ProgressStore,
  lab: Lab,
  results: readonly StepResult[],
  clusterId: string,
  how: { skipped: boolean } = { skipped: false },
): Promise<void> {
  const fresh = (before: LabProgress) =>
    results.filter((r) => r.verdict === 'passed' && before.passes[r.id]?.clusterId !== clusterId)
  const known = labProgress(await store.read(), lab.slug)
  if (fresh(known).length === 0) return
  await store.update((progress) =>
    withLab(progress, lab.slug, (before) => ({
      ...before,
      passes: {
        ...before.passes,
        ...Object.fromEntries(fresh(before).map((r) => [r.id, passOf(r, clusterId, how)])),
      },
    })),
  )
}

function passOf(result: StepResult, clusterId: string, how: { skipped: boolean }): Pass {
  return {
    passedAt: result.passedAt ?? new Date().toISOString(),
    clusterId,
    evidence: result.evidence,
    ...(how.skipped ? { skipped: true } : {}),
  }
}

/** `labs check --json`, as the contract has it. */
export function report(lab: Lab, engine: string, sight: Sight, results: readonly StepResult[]) {
  return {
    lab: lab.slug,
    number: lab.number,
    engine,
    clusterId: sight.kind === 'open' ? sight.clusterId : null,
    steps: results.map(({ id, verdict, passedAt, evidence, checks }) => ({
      id,
      verdict,
      passedAt,
      evidence,
      checks: checks.map(({ kind, verdict, message, expected, actual, help }) => ({
        kind,
        verdict,
        message,
        expected,
        actual,
        help,
      })),
    })),
    score: score(results),
  } satisfies Json
}

function score(results: readonly { verdict: Verdict }[]): { passed: number; total: number } {
  return { passed: results.filter((r) => r.verdict === 'passed').length, total: results.length }
}
