import { nearest } from '../nearest.ts'
import { words } from '../words/index.ts'
import { at } from '../yaml/diagnostic.ts'
import type { Diagnostic } from '../yaml/model.ts'
import { type Source, splitFrontMatter } from '../yaml/source.ts'
import type { Lab, StepRef } from './model.ts'

/** What another lab must be for its steps to be named: its number, its slug, and its steps if it could be read. */
export type Known = { readonly number: number; readonly slug: string; readonly lab: Lab | null }

/** What is wrong with what a lab begins with. `written` is its lab.md. */
export function needsFaults(lab: Lab, written: Source, course: readonly Known[]): Diagnostic[] {
  return lab.needs.flatMap((need, index) => {
    const earlier = lab.needs.slice(0, index)
    const fault = faultOf(lab, need, earlier, course)
    return fault === null ? [] : [at(written.file, lineOf(need, earlier, written), fault)]
  })
}

function faultOf(lab: Lab, need: StepRef, earlier: readonly StepRef[], course: readonly Known[]) {
  const found = course.find(({ slug }) => slug === need.lab)
  if (found === undefined)
    return words.lab.needsUnknownLab(need.lab, nearest(need.lab, course.map(({ slug }) => slug))) // biome-ignore format: one thought
  if (found.number >= lab.number) return words.lab.needsLaterLab(need.lab)
  const ids = found.lab?.steps.map(({ id }) => id) ?? [need.step]
  if (!ids.includes(need.step))
    return words.lab.needsUnknownStep(need.lab, need.step, nearest(need.step, ids))
  return earlier.some((other) => isSame(other, need)) ? words.lab.needsTwice(need.lab, need.step) : null
}

function isSame(one: StepRef, other: StepRef): boolean {
  return one.lab === other.lab && one.step === other.step
}

/** The line that names it: of those that do, the one that comes after the ones before it in the list. */
function lineOf(need: StepRef, earlier: readonly StepRef[], written: Source): number {
  const head = splitFrontMatter(written)?.head
  if (head === undefined) return 1
  const name = `${need.lab}/${need.step}`
  const lines = head.lines.flatMap((line, index) =>
    line.split(/[\s,"'[\]]+/).flatMap((word) => (word === name ? [head.first + index] : [])),
  )
  return lines[earlier.filter((other) => isSame(other, need)).length] ?? head.first
}
