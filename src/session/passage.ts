import type { Host, Where } from '../engine/model.ts'
import type { Lab, Step } from '../lab/model.ts'
import { commandsOf } from '../walk/own-commands.ts'

const LOGIN = 'ssh -i test-kafka-server-key.pem ec2-user@test-kafka-server'
const LEAVE = 'exit'

/** A command that takes the learner's console to where a step's commands run. */
type Move = { readonly to: Where; readonly command: string }

/** Where the learner's console is, between their own computer and the instance. */
export type Passage = {
  /** What the shell's last prompt said of its place. */
  at(place: string): void
  /** `quit` was typed: behind ssh it ends that shell only, and is to go on. */
  quit(): void
  /** True once, back from a shell that `quit` ended: the one that it was reached from is to end as well. */
  quitsOn(): boolean
  /** How to get to where a step's commands are to run; null where they are already, or the step shows none. */
  toStep(step: Step): Move | null
  to(where: Where): Move | null
  /** Where a command should have run that is one of the step's, by the programs it calls; null where it did. */
  missed(step: Step, command: string | null): Where | null
}

/** What each line calls; to go to a directory is nobody's own. */
function programsOf(command: string): string[] {
  return command.split('\n').flatMap((line) => {
    const [program = ''] = line.trim().split(/\s+/)
    return program === '' || program === 'cd' ? [] : [program.replace(/^.*\//, '')]
  })
}

/** Where there is but one place, one is always there. */
export function createPassage(lab: Pick<Lab, 'on'>, host: Host): Passage {
  const hasTwo = lab.on === 'computer' && 'hasNetwork' in host && host.hasNetwork
  let now: Where = 'workbench'
  let isLeaving = false
  const to = (where: Where): Move | null =>
    hasTwo && where !== now ? { to: where, command: where === 'instance' ? LOGIN : LEAVE } : null
  const toStep = ({ blocks }: Step): Move | null => {
    const first = blocks.find((block) => block.kind === 'command' && block.manner !== 'beside')
    return first?.kind === 'command' ? to(first.where) : null
  }
  return {
    at: (place) => {
      now = place === 'instance' ? 'instance' : 'workbench'
    },
    quit: () => {
      isLeaving = now === 'instance'
    },
    quitsOn: () => {
      const goesOn = isLeaving && now === 'workbench'
      if (goesOn) isLeaving = false
      return goesOn
    },
    to,
    toStep,
    missed: (step, command) => {
      const own = commandsOf(step).flatMap(programsOf)
      const isOwn = programsOf(command ?? '').some((program) => own.includes(program))
      return isOwn ? (toStep(step)?.to ?? null) : null
    },
  }
}
