import type { Lab, Step } from '../lab/model.ts'
import { labProgress, type ProgressStore, withLab } from '../progress.ts'

/** The next hint of a step, and its number (from 1); after the last the first again; null where there are none. */
export async function nextHint(
  store: ProgressStore,
  lab: Lab,
  step: Step,
): Promise<{ markdown: string; number: number } | null> {
  if (step.hints.length === 0) return null
  const after = await store.update((progress) =>
    withLab(progress, lab.slug, (before) => ({
      ...before,
      hints: { ...before.hints, [step.id]: (before.hints[step.id] ?? 0) + 1 },
    })),
  )
  const asked = labProgress(after, lab.slug).hints[step.id] ?? 1
  const index = (asked - 1) % step.hints.length
  return { markdown: step.hints[index] ?? '', number: index + 1 }
}
