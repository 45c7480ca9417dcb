import type { CheckResult } from '../check/model.ts'
import { isGreen } from '../check/run.ts'
import type { Engine } from '../engine/model.ts'
import { UserError } from '../errors.ts'
import { type Course, type LabEntry, labOf } from '../lab/load.ts'
import type { Step } from '../lab/model.ts'
import { words } from '../words/index.ts'
import { stepOf } from './place.ts'
import { bringBack, look } from './restore.ts'
import type { OpenSight } from './sight.ts'

/** A step of an earlier lab whose outcome a lab begins with. */
type Need = { readonly entry: LabEntry; readonly step: Step }

export type BringIn = {
  readonly course: Course
  readonly entry: LabEntry
  readonly engine: Engine
  readonly sight: OpenSight
  readonly signal: AbortSignal
  /** Hears of each step that is to be done, and of its lab, before it is. */
  readonly onWork?: (lab: number, step: Step) => void
}

/**
 * Brings in what the lab begins with, by the solutions of the steps of earlier labs that it names, and verifies it.
 * What is there already is left alone: a need is met when its checks pass, or when those of a later need on the same
 * topic or group do, which has changed it since.
 *
 * @returns how many steps were done
 * @throws UserError (exit 2) where it does not come about: which step, and what its checks say
 */
export async function bringIn({ course, entry, onWork, ...place }: BringIn): Promise<number> {
  const needs = needsOf(course, entry)
  const isMet = async (need: Need) => isGreen(await look({ ...need, ...place }))
  const isMetByLater = async (need: Need, later: readonly Need[]) => {
    for (const other of later) if (touches(other, need) && (await isMet(other))) return true
    return false
  }
  let done = 0
  for (const [i, need] of needs.entries()) {
    // Each in its turn: what was just done may have undone one that follows.
    if ((await isMet(need)) || (await isMetByLater(need, needs.slice(i + 1)))) continue
    onWork?.(labOf(need.entry).number, need.step)
    if (!(await bringBack({ ...need, ...place })))
      throw failed(entry, need, await look({ ...need, ...place }), place.engine.on)
    done++
  }
  return done
}

function needsOf(course: Course, entry: LabEntry): Need[] {
  return labOf(entry).needs.map(({ lab, step }) => {
    const other = course.find(({ slug }) => slug === lab)
    if (other === undefined) throw new Error(`no lab ${lab}, which ${entry.slug} needs`)
    return { entry: other, step: stepOf(labOf(other), step) }
  })
}

/** Whether two steps are about one topic, group or file. */
function touches(one: Need, other: Need): boolean {
  const subjects = subjectsOf(other.step)
  return subjectsOf(one.step).some((subject) => subjects.includes(subject))
}

function subjectsOf({ task }: Step): string[] {
  if (task.kind === 'question') return []
  return task.checks.map((check) => {
    switch (check.kind) {
      case 'group':
        return `group ${check.group}`
      case 'file':
        return `file ${check.file}`
      case 'topic':
      case 'records':
      case 'offsets':
        return `topic ${check.topic}`
      default:
        return check.kind === 'server' ? `server ${check.server}` : check.kind
    }
  })
}

function failed(
  entry: LabEntry,
  { entry: other, step }: Need,
  checks: readonly CheckResult[],
  on: Engine['on'],
): UserError {
  const said = checks.filter(({ verdict }) => verdict !== 'passed').map(({ message }) => message)
  return new UserError(
    words.cli.needNotMet(labOf(entry).number, labOf(other).number, step.title, said.join('; ')),
    {
      help: words.cli.needNotMetHelp(labOf(entry).number, on),
    },
  )
}
