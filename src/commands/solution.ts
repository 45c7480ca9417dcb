import { rightAnswer } from '../check/question.ts'
import { UserError } from '../errors.ts'
import { type LabEntry, labOf } from '../lab/load.ts'
import type { Step } from '../lab/model.ts'
import { renderCode } from '../markdown.ts'
import { labProgress } from '../progress.ts'
import type { Context } from '../session/context.ts'
import { closeSight, openSight, type Sight } from '../session/grade.ts'
import { currentStep, stepOf } from '../session/place.ts'
import { solutionOf } from '../session/ways.ts'
import { words } from '../words/index.ts'

/** The addresses a solution is shown with where no cluster says otherwise. */
const BOOK = { bootstrapServer: 'my-kafka:9092', zookeeper: 'my-kafka:2181' }

export type Solution = { readonly command: string } | { readonly answer: string }

/** `labs solution`: the reference answer of a step; that of a question is read from the live cluster. */
export async function run(context: Context, name: string | undefined, options: { readonly step?: string }): Promise<number> {
  const entry = await context.lab(name)
  const lab = labOf(entry)
  const engine = await context.engine()
  const cluster = await engine.recall()
  const progress = labProgress(await context.progress.read(), lab.slug)
  const step = options.step === undefined ? currentStep(lab, progress, cluster?.clusterId ?? null) : stepOf(lab, options.step)
  const { out } = context
  if (step === null) {
    if (context.json) out.json({ lab: lab.slug, step: null })
    else out.line(words.cli.allDone(lab.number))
    return 0
  }
  const needsCluster = step.task.kind === 'question'
  const sight = needsCluster ? await openSight(engine) : null
  try {
    const solution = await solve(entry, step, sight, cluster ?? BOOK)
    if (context.json) out.json({ lab: lab.slug, step: step.id, ...solution })
    else if ('command' in solution) out.line(...renderCode(solution.command, out.style))
    else out.line(words.cli.clusterSays(solution.answer))
    return 0
  } finally {
    if (sight !== null) await closeSight(sight)
  }
}

/**
 * @param sight needed for a question only
 * @throws UserError (exit 3) where the cluster can't be asked
 */
export async function solve(
  entry: LabEntry,
  step: Step,
  sight: Sight | null,
  cluster: { bootstrapServer: string; zookeeper: string },
): Promise<Solution> {
  if (step.task.kind === 'work') {
    const way = await solutionOf(entry, step, cluster)
    return way?.kind === 'run' ? { command: way.command } : { command: '' }
  }
  if (sight?.kind !== 'open')
    throw new UserError(sight?.message ?? words.cli.needsCluster, { help: sight?.help ?? words.engine.notRunningHelp, exit: 3 })
  const answer = await rightAnswer(step.task.answer, await sight.broker.look())
  if (answer === null)
    throw new UserError(words.check.askedAboutMissing('topic' in step.task.answer ? step.task.answer.topic : ''), {
      help: words.cli.doEarlierSteps,
      exit: 3,
    })
  return { answer }
}
