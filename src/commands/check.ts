import type { StepResult } from '../check/model.ts'
import { EXIT, UserError } from '../errors.ts'
import { labOf } from '../lab/load.ts'
import { labProgress } from '../progress.ts'
import { scoreLine, stepHead, stepLines } from '../render.ts'
import type { Context } from '../session/context.ts'
import { gradeSteps, keepPasses, report } from '../session/grade.ts'
import { isNotHere } from '../session/not-here.ts'
import { numberOf, stepOf } from '../session/place.ts'
import { closeSight, openSight, type Sight } from '../session/sight.ts'
import { wrap } from '../text.ts'
import { until } from '../until.ts'
import { visible } from '../visible.ts'
import { words } from '../words/index.ts'

/** `stale`: how many steps passed on another cluster, and do not stand so on this one. */
type Seen = { readonly sight: Sight; readonly results: StepResult[]; readonly stale: number }

export type CheckOptions = { readonly step?: string; readonly answer?: string; readonly watch?: boolean }

/** `labs check`: looks at the cluster and grades. */
export async function run(
  context: Context,
  name: string | undefined,
  options: CheckOptions,
): Promise<number> {
  const entry = await context.lab(name)
  const lab = labOf(entry)
  const steps = options.step === undefined ? lab.steps : [stepOf(lab, options.step)]
  const [first] = steps
  if (options.answer !== undefined && (options.step === undefined || first?.task.kind !== 'question'))
    throw new UserError(words.cli.answerNeedsQuestion, { help: words.cli.answerNeedsQuestionHelp })
  const answers = options.answer === undefined || first === undefined ? {} : { [first.id]: options.answer }

  const engine = await context.engineOf(lab)
  /** What can't be done here does not count against the learner. */
  const counted = (results: readonly StepResult[]) =>
    results.filter((_, i) => steps[i] === undefined || !isNotHere(steps[i], engine))
  const look = async (): Promise<Seen> => {
    const sight = await openSight(engine)
    try {
      const known = labProgress(await context.progress.read(), lab.slug)
      // What is answered now is judged, whatever was answered before; the pass stays written down.
      const asked = (id: string) => Object.hasOwn(answers, id)
      const passes = Object.fromEntries(Object.entries(known.passes).filter(([id]) => !asked(id)))
      const progress = { ...known, passes }
      const results = await gradeSteps(lab, steps, sight, progress, answers)
      if (sight.kind === 'open') await keepPasses(context.progress, lab, results, sight.id)
      const stale = steps.filter(
        ({ id }, i) => results[i]?.verdict !== 'passed' && progress.passes[id] !== undefined,
      )
      return { sight, results, stale: sight.kind === 'open' ? stale.length : 0 }
    } finally {
      await closeSight(sight)
    }
  }
  const show = ({ sight, results, stale }: Seen) => {
    const { style, columns, line } = context.out
    for (const [i, step] of steps.entries()) {
      const result = results[i]
      const place = { number: numberOf(lab, step), total: lab.steps.length }
      if (result === undefined) continue
      // Where nothing can be looked at there is one reason for all, which is said once.
      if (sight.kind === 'blocked') line(stepHead(step, place, result, style))
      else line(...stepLines(step, place, result, style, columns()))
    }
    if (sight.kind === 'blocked') line('', style.warn(visible(sight.message)), `→ ${visible(sight.help)}`)
    if (stale > 0) line('', ...wrap(words.cli.stalePasses(stale, lab.number), columns()))
    line('', scoreLine(counted(results), style))
  }

  let seen = await look()
  if (options.watch && !context.json) {
    show(seen)
    await until(
      async () => {
        if (exitCode(counted(seen.results)) === EXIT.done) return true
        const before = JSON.stringify(seen.results.map(({ checks }) => checks))
        seen = await look()
        if (JSON.stringify(seen.results.map(({ checks }) => checks)) !== before) show(seen)
        return null
      },
      { deadline: Number.POSITIVE_INFINITY, every: 500 },
    )
  } else if (context.json)
    context.out.json(report(lab, engine.name, seen.sight, seen.results, counted(seen.results)))
  else show(seen)
  return exitCode(counted(seen.results))
}

/** A failure is known for sure; then what can't be told; then what is not there yet. */
export function exitCode(results: readonly StepResult[]): number {
  const has = (verdict: StepResult['verdict']) => results.some((result) => result.verdict === verdict)
  if (has('failed')) return EXIT.notPassed
  if (has('blocked')) return EXIT.blocked
  return has('pending') ? EXIT.notPassed : EXIT.done
}
