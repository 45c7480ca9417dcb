import type { Engine } from '../engine/model.ts'
import { UserError } from '../errors.ts'
import { labOf } from '../lab/load.ts'
import type { Lab, Step } from '../lab/model.ts'
import { worldFor } from '../lab/world.ts'
import { nearest } from '../nearest.ts'
import { type LabProgress, labProgress, type ProgressStore } from '../progress.ts'
import { words } from '../words/index.ts'
import type { Context } from './context.ts'
import { isNotHere } from './not-here.ts'

/** The step with this id, or with this number. */
export function stepOf(lab: Lab, text: string): Step {
  const step = lab.steps.find(({ id }, i) => id === text || String(i + 1) === text)
  if (step !== undefined) return step
  const meant = nearest(text, lab.steps.map(({ id }) => id)) // biome-ignore format: one thought
  throw new UserError(words.cli.unknownStep(text, lab.number), {
    help: meant === null ? words.cli.stepsAre(lab.steps.map(({ id }) => id)) : words.cli.didYouMean(meant),
  })
}

/** What a lab happens on: the engine, and the id of what was seen there; null where nothing was. */
type Ground = { readonly engine: Pick<Engine, 'name' | 'on'>; readonly id: string | null }

/**
 * Where the learner stands: at the step they are at while it is open, else at the first one that is; null where none is.
 * A pass counts on the cluster it was seen on; with no cluster, any pass does. What can't be done here is not open.
 */
export function currentStep(lab: Lab, progress: LabProgress, { engine, id }: Ground): Step | null {
  const isOpen = (step: Step) => !hasPassed(progress, step.id, id) && !isNotHere(step, engine)
  const at = lab.steps.find((step) => step.id === progress.at)
  return at !== undefined && isOpen(at) ? at : (lab.steps.find(isOpen) ?? null)
}

/** The step that `--step` names; without it, where the learner stands (null where all is passed). */
export async function chosenStep(
  store: ProgressStore,
  lab: Lab,
  named: string | undefined,
  ground: Ground,
): Promise<Step | null> {
  if (named !== undefined) return stepOf(lab, named)
  return currentStep(lab, labProgress(await store.read(), lab.slug), ground)
}

export function hasPassed(progress: LabProgress, id: string, clusterId: string | null): boolean {
  const pass = progress.passes[id]
  return pass !== undefined && (clusterId === null || pass.clusterId === clusterId)
}

/** How far the learner is in a lab, wherever it was passed. What the engine they began it with has not does not count. */
export function scoreOf(lab: Lab, progress: LabProgress): { passed: number; total: number } {
  const { engine } = progress
  const counted = lab.steps.filter(
    (step) => engine === undefined || !isNotHere(step, { name: engine, on: worldFor(lab) }),
  )
  return { passed: counted.filter(({ id }) => hasPassed(progress, id, null)).length, total: counted.length }
}

/** 1-based. */
export function numberOf(lab: Lab, step: Step): number {
  return lab.steps.findIndex(({ id }) => id === step.id) + 1
}

/** The lab that is named, else the one in progress; before any is, one that happens on the cluster. */
export async function labInProgress(context: Context, name: string | undefined): Promise<Pick<Lab, 'on'>> {
  if (name !== undefined) return labOf(await context.lab(name))
  const { current } = await context.progress.read()
  const entry = (await context.course()).find(({ slug }) => slug === current)
  return entry === undefined ? { on: 'cluster' } : labOf(entry)
}
