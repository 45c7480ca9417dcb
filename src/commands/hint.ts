import { adaptLab } from '../lab/adapt.ts'
import { labOf } from '../lab/load.ts'
import { renderMarkdown } from '../markdown.ts'
import type { Context } from '../session/context.ts'
import { nextHint } from '../session/hints.ts'
import { chosenStep, numberOf } from '../session/place.ts'
import { visible } from '../visible.ts'
import { words } from '../words/index.ts'

/** `labs hint`: the next hint of a step, one at a time; after the last it starts over. */
export async function run(
  context: Context,
  name: string | undefined,
  options: { readonly step?: string },
): Promise<number> {
  const lab = labOf(await context.lab(name))
  const engine = await context.engineOf(lab)
  const cluster = await engine.recall()
  const shown = cluster === null ? lab : adaptLab(lab, cluster)
  const step = await chosenStep(context.progress, shown, options.step, { engine, id: cluster?.id ?? null })
  const { out } = context
  if (step === null) {
    if (context.json) out.json({ lab: lab.slug, step: null, hint: null })
    else out.line(words.cli.allDone(lab.number))
    return 0
  }
  const hint = await nextHint(context.progress, lab, step)
  if (context.json) {
    out.json({
      lab: lab.slug,
      step: step.id,
      hint: hint?.markdown ?? null,
      number: hint?.number ?? null,
      total: step.hints.length,
    })
    return 0
  }
  if (hint === null) {
    out.line(words.cli.noHints)
    return 0
  }
  out.line(
    out.style.dim(
      `${numberOf(lab, step)}/${lab.steps.length} ${visible(step.title)} · ${words.cli.hintOf(hint.number, step.hints.length)}`,
    ),
    ...renderMarkdown(hint.markdown, out.columns(), out.style),
  )
  if (hint.number === step.hints.length) out.line(out.style.dim(words.cli.lastHint))
  return 0
}
