import type { StepResult } from '../check/model.ts'
import type { Engine } from '../engine/model.ts'
import { UserError } from '../errors.ts'
import { type LabEntry, labOf } from '../lab/load.ts'
import type { Step } from '../lab/model.ts'
import { type LabProgress, labProgress, withLab } from '../progress.ts'
import { stepLines } from '../render.ts'
import type { Context } from '../session/context.ts'
import { gradeSteps, keepPasses, stepResult } from '../session/grade.ts'
import { chosenStep, currentStep, numberOf } from '../session/place.ts'
import { doingLines } from '../session/shown.ts'
import { closeSight, type OpenSight, requireSight } from '../session/sight.ts'
import { solutionOf } from '../session/ways.ts'
import { doStep } from '../session/work.ts'
import { visible } from '../visible.ts'
import { words } from '../words/index.ts'

/** `labs skip`: does a step by its reference solution, makes sure that it is done, and goes on. */
export async function run(
  context: Context,
  name: string | undefined,
  options: { readonly step?: string },
): Promise<number> {
  const entry = await context.lab(name)
  const lab = labOf(entry)
  const engine = await context.engineOf(lab)
  const sight = await requireSight(engine)
  const { out } = context
  try {
    const before = labProgress(await context.progress.read(), lab.slug)
    const step = await chosenStep(context.progress, lab, options.step, { engine, id: sight.id })
    if (step === null) {
      if (context.json) out.json({ lab: lab.slug, step: null, next: null })
      else out.line(words.cli.allDone(lab.number))
      return 0
    }
    const result = await doIt(context, entry, step, engine, sight, before)
    if (result?.verdict !== 'passed') {
      if (result !== undefined && !context.json)
        out.line(
          ...stepLines(
            step,
            { number: numberOf(lab, step), total: lab.steps.length },
            result,
            out.style,
            out.columns(),
          ),
        )
      throw new UserError(words.cli.skipFailed, { help: words.cli.skipFailedHelp })
    }
    await keepPasses(context.progress, lab, [result], sight.id, { skipped: true })
    const after = labProgress(await context.progress.read(), lab.slug)
    const next = currentStep(lab, after, { engine, id: sight.id })
    await context.progress.update((progress) =>
      withLab(progress, lab.slug, (own) => ({ ...own, at: next?.id ?? null })),
    )
    if (context.json) out.json({ lab: lab.slug, step: step.id, next: next?.id ?? null })
    else {
      out.line(`${out.style.good('✓')} ${words.cli.skipped(visible(step.title))}`)
      out.line(
        next === null
          ? words.cli.allDone(lab.number)
          : words.cli.nextStep(numberOf(lab, next), lab.steps.length, visible(next.title)),
      )
    }
    return 0
  } finally {
    await closeSight(sight)
  }
}

/** How the step stands once its solution was applied; nothing is done where it stands right already. */
async function doIt(
  context: Context,
  entry: LabEntry,
  step: Step,
  engine: Engine,
  sight: OpenSight,
  known: LabProgress,
): Promise<StepResult | undefined> {
  const { out } = context
  const lab = labOf(entry)
  const [already] = await gradeSteps(lab, [step], sight, { ...known, passes: {} }, {})
  if (already?.verdict === 'passed') return already
  const solution = await solutionOf(entry, step, sight.host)
  if (!context.json)
    out.line(...doingLines(solution, { columns: out.columns(), style: out.style, lab: lab.number }))
  const { signal } = context.starting()
  const output = context.json ? 'capture' : 'show'
  const { checks, answer } = await doStep({ entry, engine, sight, signal, output }, step)
  if (answer !== null && !context.json) out.line(words.cli.clusterSays(answer, engine.on))
  return stepResult(step, checks, sight)
}
