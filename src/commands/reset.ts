import { UserError } from '../errors.ts'
import { labOf } from '../lab/load.ts'
import { labProgress, withLab } from '../progress.ts'
import type { Context } from '../session/context.ts'
import { closeSight, requireSight } from '../session/grade.ts'
import { numberOf, stepOf } from '../session/place.ts'
import { bringBack } from '../session/restore.ts'
import { restoreTopics } from '../session/starting-state.ts'
import { visible } from '../visible.ts'
import { words } from '../words/index.ts'

/**
 * `labs reset`: forgets the lab's progress and brings its starting state back; with `--step`, the state in which that
 * step begins: what the steps before it make is made, and counts as it did before.
 */
export async function run(
  context: Context,
  name: string | undefined,
  options: { readonly step?: string },
): Promise<number> {
  const entry = await context.lab(name)
  const lab = labOf(entry)
  const target = options.step === undefined ? null : stepOf(lab, options.step)
  const before = target === null ? [] : lab.steps.slice(0, numberOf(lab, target) - 1)
  const engine = await context.engine()
  const sight = await requireSight(engine)
  const { out } = context
  try {
    const removed = await restoreTopics(sight.broker, [])
    if (before.length > 0) out.progress(words.cli.restoring(before.length))
    for (const step of before)
      if (!(await bringBack(context, entry, step, engine, sight)))
        throw new UserError(words.cli.restoreFailed(step.title), { help: words.cli.skipFailedHelp })
    out.progressDone()
    const kept = new Set(before.map(({ id }) => id))
    const after = await context.progress.update((progress) =>
      withLab(progress, lab.slug, (own) => ({
        passes: Object.fromEntries(
          Object.entries(own.passes)
            .filter(([id]) => kept.has(id))
            .map(([id, pass]) => [id, { ...pass, clusterId: sight.clusterId }]),
        ),
        at: target?.id ?? null,
        hints: Object.fromEntries(Object.entries(own.hints).filter(([id]) => kept.has(id))),
      })),
    )
    const passed = Object.keys(labProgress(after, lab.slug).passes)
    if (context.json) out.json({ lab: lab.slug, step: target?.id ?? null, removedTopics: removed, passed })
    else {
      out.line(words.cli.reset(lab.number, removed.map(visible)))
      if (target !== null) out.line(words.cli.resetTo(numberOf(lab, target), visible(target.title)))
    }
    return 0
  } finally {
    await closeSight(sight)
  }
}
