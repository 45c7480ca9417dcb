import type { Until } from '../check/model.ts'
import type { Addresses } from '../engine/model.ts'
import { adaptAct, adaptBeside, adaptWay } from '../lab/adapt.ts'
import { type LabEntry, loadAnswers } from '../lab/load.ts'
import type { Act, Beside, Command, Step, StepAnswers } from '../lab/model.ts'

/** What is done in a step: commands, one after the other, while another one runs in a second terminal. */
export type Doing = { readonly acts: readonly Act[]; readonly beside: Beside | null }

/** How a step is done; `answer` is what answers.yml has for a question, whose answer the live cluster knows better. */
export type Reference = Doing & { readonly answer: string | null }

/** The reference way through a step, for this cluster. */
export async function solutionOf(entry: LabEntry, step: Step, host: Addresses): Promise<Reference> {
  const answers = (await loadAnswers(entry))[step.id]
  const shown = shownDoing(step, answers)
  const acts = shown.acts.map((act) => adaptAct(act, host))
  const beside = shown.beside === null ? null : adaptBeside(shown.beside, host)
  const solve = answers?.solve ? adaptWay(answers.solve, host) : null
  if (solve === null) return { acts, beside, answer: null }
  // What a question is about is read with the commands that it shows.
  if (solve.kind === 'answer') return { acts, beside: solve.beside ?? beside, answer: solve.answer }
  return { acts: [solve.act], beside: solve.beside, answer: null }
}

/** The same without the commands that a question is read with and that only look: nothing is left undone without them. */
export function withoutLooking(reference: Reference, step: Step): Reference {
  if (step.task.kind === 'work') return reference
  return { ...reference, acts: reference.acts.filter((act) => !onlyLooks(act)) }
}

function onlyLooks({ command, stop }: Act): boolean {
  const tools = command.replaceAll('\\\n', ' ').split('\n')
  return stop.kind === 'ends' && tools.every((tool) => /\s--(list|describe|version|help)(\s|$)/.test(tool))
}

/** What the lab shows, and answers.yml says of how it is worked with. */
function shownDoing(step: Step, answers: Pick<StepAnswers, 'until' | 'ready'> | undefined): Doing {
  const commands = step.blocks.flatMap((block) => (block.kind === 'command' ? [block] : []))
  const beside = commands.find(({ manner }) => manner === 'beside')
  return {
    acts: inTurn(commands, answers?.until ?? checksOf(step)),
    beside: beside ? { command: beside.command, where: beside.where, ready: answers?.ready ?? [] } : null,
  }
}

/** Commands that end follow each other in one shell, as they do in the learner's; what is typed into, is worked with alone. */
function inTurn(commands: readonly Command[], until: readonly Until[]): Act[] {
  const acts: Act[] = []
  for (const { command, where, manner, typed } of commands) {
    const last = acts.at(-1)
    if (manner === 'endless') acts.push({ command, where, typed, stop: { kind: 'ctrl-c', until } })
    else if (
      manner === 'ends' &&
      last !== undefined &&
      justRuns(last) &&
      last.where === where &&
      typed.length === 0
    )
      acts[acts.length - 1] = { ...last, command: `${last.command}\n${command}` }
    else if (manner === 'ends') acts.push({ command, where, typed, stop: { kind: 'ends' } })
  }
  return acts
}

/** It takes no keys to be worked with. */
export function justRuns({ typed, stop }: Act): boolean {
  return stop.kind === 'ends' && typed.length === 0
}

/** An endless command has done what it is for once the step's own checks pass. */
function checksOf(step: Step): Until[] {
  return step.task.kind === 'work' ? step.task.checks.map((check) => ({ kind: 'check', check })) : []
}
