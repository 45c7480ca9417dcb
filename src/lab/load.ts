import { join } from 'node:path'
import { UserError } from '../errors.ts'
import { nearest } from '../nearest.ts'
import { words } from '../words/index.ts'
import { at, formatDiagnostic } from '../yaml/diagnostic.ts'
import type { Diagnostic } from '../yaml/model.ts'
import {
  type CompiledAnswers,
  type CompiledLab,
  hashOf,
  type LabPlace,
  labPlaces,
  readCompiled,
  readIfThere,
  readText,
  shown,
} from './disk.ts'
import type { Answers, Lab } from './model.ts'
import { topicsOf } from './topics.ts'

/** One lab of the course: its place, and what its `lab.md` says, or what is wrong with it. */
export type LabEntry = LabPlace & {
  readonly lab: Lab | null
  readonly diagnostics: readonly Diagnostic[]
}

/** The labs in the order of their numbers. */
export type Course = readonly LabEntry[]

/** The package's own course, and what its build made of it (beside the compiled sources only). */
const ownLabs = join(import.meta.dirname, '..', '..', 'labs')
const built = {
  labs: join(import.meta.dirname, '..', 'labs.json'),
  answers: join(import.meta.dirname, '..', 'answers.json'),
}

/**
 * The course in `labsDir`. A lab that the build has read already, and that has not been edited since, costs no
 * parsing. A lab with mistakes is in the course too, with its diagnostics: `labOf` makes an error of it.
 */
export async function loadCourse(labsDir: string = ownLabs, compiled: string = built.labs): Promise<Course> {
  const known = readCompiled<CompiledLab>(compiled)
  const places = labPlaces(labsDir)
  if (places.length === 0) throw new UserError(words.lab.noCourse(labsDir), { help: words.lab.noCourseHelp })
  const course = await Promise.all(
    places.map(async (place): Promise<LabEntry> => {
      const file = join(place.dir, 'lab.md')
      const text = readIfThere(file)
      if (text === null) return { ...place, lab: null, diagnostics: [at(shown(file), 1, words.lab.noFile())] }
      const found = known.get(place.name)
      if (found?.hash === hashOf(text)) return { ...place, lab: found.lab, diagnostics: [] }
      const { parseLab } = await import('./parse.ts')
      return { ...place, ...parseLab(text, shown(file)) }
    }),
  )
  const courseTopics = topicsOf(course.flatMap(({ lab }) => lab ?? []))
  return course.map((entry) =>
    entry.lab === null ? entry : { ...entry, lab: { ...entry.lab, courseTopics } },
  )
}

/** The lab that a learner means by a number or a slug. */
export function resolveLab(course: Course, text: string): LabEntry {
  const typed = text.trim().toLowerCase()
  const found = course.find(({ number, slug, name }) => [String(number), slug, name].includes(typed))
  if (found) return found
  const slugs = course.map(({ slug }) => slug)
  const meant = nearest(typed.replace(/^\d+-/, ''), slugs)
  const labs = course.map(({ number, slug }) => `${number} ${slug}`)
  throw new UserError(words.lab.unknownLab(text), { help: words.lab.unknownLabHelp(meant, labs) })
}

/** What the `lab.md` says; a file with mistakes is an error that names the first and counts the others. */
export function labOf(entry: LabEntry): Lab {
  if (entry.lab) return entry.lab
  throw badFile(entry, entry.diagnostics)
}

/** A lab by its number or slug, from the package's own course. */
export async function loadLab(id: number | string): Promise<Lab> {
  return labOf(resolveLab(await loadCourse(), String(id)))
}

/** What the `answers.yml` beside a lab says; the same error as `labOf` for one with mistakes. */
export async function loadAnswers(entry: LabEntry, compiled: string = built.answers): Promise<Answers> {
  const lab = labOf(entry)
  const file = join(entry.dir, 'answers.yml')
  const text = readText(file)
  const found = readCompiled<CompiledAnswers>(compiled).get(entry.name)
  const fresh = found?.hash === hashOf(text) && found.labHash === hashOf(readText(join(entry.dir, 'lab.md')))
  if (found && fresh) return found.answers
  const { parseAnswers } = await import('./answers.ts')
  const parsed = parseAnswers(text, shown(file), lab)
  if (parsed.answers) return parsed.answers
  throw badFile(entry, parsed.diagnostics)
}

function badFile(entry: LabPlace, diagnostics: readonly Diagnostic[]): UserError {
  const [first, ...others] = diagnostics
  const line = first ? formatDiagnostic(first) : entry.dir
  return new UserError(words.lab.badFile(line, others.length), { help: words.lab.badFileHelp(entry.number) })
}
