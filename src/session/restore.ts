import type { CheckResult } from '../check/model.ts'
import { isGreen, judge } from '../check/run.ts'
import type { Engine } from '../engine/model.ts'
import { type LabEntry, labOf } from '../lab/load.ts'
import type { Step } from '../lab/model.ts'
import { labProgress, withLab } from '../progress.ts'
import { words } from '../words/index.ts'
import type { Context } from './context.ts'
import { Unfinished } from './operate.ts'
import { closeSight, contextOf, type OpenSight, openSight } from './sight.ts'
import { solutionOf, withoutLooking } from './ways.ts'
import { doStep } from './work.ts'

/**
 * Where the learner's passes were seen on a cluster that is gone, brings back on this one what those steps had made,
 * by their reference solutions, and verifies it. A step that can't be brought back is open again.
 */
export async function restore(context: Context, entry: LabEntry, engine: Engine): Promise<void> {
  const lab = labOf(entry)
  const sight = await openSight(engine)
  if (sight.kind !== 'open') return
  try {
    const { passes } = labProgress(await context.progress.read(), lab.slug)
    const stale = lab.steps.filter(({ id }) => passes[id] !== undefined && passes[id]?.clusterId !== sight.id)
    if (stale.length === 0) return
    context.out.progress(words.cli.restoring(stale.length))
    const back: string[] = []
    for (const step of stale) {
      if (await bringBack({ entry, step, engine, sight, signal: context.starting().signal }))
        back.push(step.id)
      else context.out.note(words.cli.restoreFailed(step.title))
    }
    context.out.progressDone()
    await context.progress.update((progress) =>
      withLab(progress, lab.slug, (before) => ({
        ...before,
        passes: Object.fromEntries(
          Object.entries(before.passes)
            .filter(([id, pass]) => pass.clusterId === sight.id || back.includes(id))
            .map(([id, pass]) => [id, { ...pass, clusterId: sight.id }]),
        ),
      })),
    )
  } finally {
    await closeSight(sight)
  }
}

/** A step that is to be done on a cluster. */
export type Bringing = {
  readonly entry: LabEntry
  readonly step: Step
  readonly engine: Engine
  readonly sight: OpenSight
  readonly signal: AbortSignal
}

/**
 * Does a step's work on a cluster by the reference solution; true once its checks say so. A question leaves nothing to
 * do but what its commands leave.
 */
export async function bringBack({ entry, step, engine, sight, signal }: Bringing): Promise<boolean> {
  if (step.task.kind === 'question') {
    const { acts } = withoutLooking(await solutionOf(entry, step, sight.host), step)
    if (acts.length === 0) return true
  }
  try {
    const { checks } = await doStep({ entry, engine, sight, signal, output: 'capture' }, step)
    return isGreen(checks)
  } catch (error) {
    if (error instanceof Unfinished) return false
    throw error
  }
}

/** What a step's checks say now, once nothing converges any more. */
export async function look({ entry, step, sight }: Bringing): Promise<CheckResult[]> {
  const context = contextOf(labOf(entry), sight.host)
  const [checks] = await judge([{ step, answer: null }], sight.look, context)
  return checks ?? []
}
