import { judgeAnswer } from '../check/question.ts'
import type { Addresses } from '../engine/model.ts'
import { UserError } from '../errors.ts'
import { type LabEntry, labOf } from '../lab/load.ts'
import type { Step } from '../lab/model.ts'
import { words } from '../words/index.ts'
import { contextOf, type Sight } from './sight.ts'
import { type Doing, type Reference, solutionOf } from './ways.ts'
import { truthOf } from './work.ts'

/** How a step is done: by commands, or by an answer (to a question about what its commands show). */
export type Solution =
  | (Doing & { readonly kind: 'work' })
  | (Reference & { readonly kind: 'answer'; readonly answer: string })

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
  host: Addresses,
): Promise<Solution> {
  const reference = await solutionOf(entry, step, host)
  if (step.task.kind === 'work') return { kind: 'work', ...reference }
  if (sight?.kind !== 'open')
    throw new UserError(sight?.message ?? words.cli.needsCluster, {
      help: sight?.help ?? words.engine.notRunningHelp,
      exit: 3,
    })
  const answer = await truthOf(labOf(entry), step, sight)
  if (answer !== null) return { kind: 'answer', ...reference, answer }
  const { message, help } = await judgeAnswer(
    step.task.answer,
    '?',
    await sight.look(),
    contextOf(labOf(entry), sight.host),
  )
  const way =
    reference.beside === null ? words.cli.doEarlierSteps : words.cli.startBeside(reference.beside.command)
  throw new UserError(message, { help: help ?? way, exit: 3 })
}
