import type { CheckResult, Json, StepResult, Verdict } from '../check/model.ts'
import { blocked, evidence, judge, worst } from '../check/run.ts'
import type { Lab, Step } from '../lab/model.ts'
import { type LabProgress, labProgress, type Pass, type ProgressStore, withLab } from '../progress.ts'
import { contextOf, type Sight } from './sight.ts'

/**
 * Grades steps of a lab. A step that passed before on this cluster stays passed, whatever was done since;
 * its checks still say how things stand now.
 *
 * @param answers what the learner says to questions now, by step id
 * @param deadline ms for what is still converging; by default as long as that may take
 */
export async function gradeSteps(
  lab: Lab,
  steps: readonly Step[],
  sight: Sight,
  progress: LabProgress,
  answers: Readonly<Record<string, string>>,
  deadline?: number,
): Promise<StepResult[]> {
  const checks: CheckResult[][] =
    sight.kind === 'open'
      ? await judge(
          steps.map((step) => ({ step, answer: answers[step.id] ?? null })),
          sight.look,
          contextOf(lab, sight.host),
          deadline,
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
  const holds = pass !== undefined && sight.kind === 'open' && pass.clusterId === sight.id
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
export function report(
  lab: Lab,
  engine: string,
  sight: Sight,
  results: readonly StepResult[],
  counted: readonly StepResult[] = results,
) {
  return {
    lab: lab.slug,
    number: lab.number,
    engine,
    clusterId: sight.kind === 'open' && sight.on === 'cluster' ? sight.id : null,
    ...(lab.on === 'cluster' ? {} : { instanceId: sight.kind === 'open' ? sight.id : null }),
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
    score: score(counted),
  } satisfies Json
}

function score(results: readonly { verdict: Verdict }[]): { passed: number; total: number } {
  return { passed: results.filter((r) => r.verdict === 'passed').length, total: results.length }
}
