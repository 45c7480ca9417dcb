import { rightAnswer } from '../check/question.ts'
import { UserError } from '../errors.ts'
import type { LabEntry } from '../lab/load.ts'
import type { Step } from '../lab/model.ts'
import { words } from '../words/index.ts'
import type { Sight } from './grade.ts'
import { solutionOf } from './ways.ts'

export type Solution = { readonly command: string } | { readonly answer: string }

/**
 * The reference answer of a step.
 *
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
    throw new UserError(sight?.message ?? words.cli.needsCluster, {
      help: sight?.help ?? words.engine.notRunningHelp,
      exit: 3,
    })
  const answer = await rightAnswer(step.task.answer, await sight.broker.look())
  if (answer === null)
    throw new UserError(
      words.check.askedAboutMissing('topic' in step.task.answer ? step.task.answer.topic : ''),
      {
        help: words.cli.doEarlierSteps,
        exit: 3,
      },
    )
  return { answer }
}
