import * as v from 'valibot'
import { oneOf, text, whole } from '../check/parts.ts'
import { words } from '../words/index.ts'
import { at, inOrder } from '../yaml/diagnostic.ts'
import type { Diagnostic } from '../yaml/model.ts'
import { object } from '../yaml/schema.ts'
import { type Source, source, splitFrontMatter } from '../yaml/source.ts'
import { readAs, readYaml } from '../yaml/yaml.ts'
import type { Lab } from './model.ts'
import { needs } from './specs.ts'
import { readSteps } from './steps.ts'
import { structure } from './structure.ts'
import { topicsOf } from './topics.ts'

export type ParsedLab =
  | { readonly lab: Lab; readonly diagnostics: readonly [] }
  | { readonly lab: null; readonly diagnostics: readonly Diagnostic[] }

const frontMatter = object({
  title: text,
  minutes: whole(1, 600),
  on: v.optional(oneOf(['cluster', 'computer', 'instance'])),
  needs,
})

/**
 * Reads a `lab.md`. Pure, and never throws: what is wrong comes back as diagnostics, all of them at once.
 * The lab's number and slug are those of its directory, so `file` must end in `N-slug/lab.md`.
 */
export function parseLab(content: string, file: string): ParsedLab {
  const whole = source(content, file)
  const diagnostics: Diagnostic[] = []
  const place = placeOf(file)
  if (place === null) diagnostics.push(at(file, 1, words.lab.place()))
  const split = splitFrontMatter(whole)
  if (split === null) diagnostics.push(at(file, 1, words.lab.noFrontMatter()))
  else if (!split.closed) diagnostics.push(at(file, 1, words.lab.openFrontMatter()))
  const head = split?.closed ? readHead(split.head) : null
  if (head?.diagnostics) diagnostics.push(...head.diagnostics)
  const { pieces, diagnostics: found } = structure(split?.body ?? whole)
  const read = readSteps(pieces, file, head?.value ? (head.value.on ?? 'cluster') : null)
  diagnostics.push(...found, ...read.diagnostics)
  if (diagnostics.length > 0 || !head?.value || place === null)
    return { lab: null, diagnostics: inOrder(diagnostics) }
  const { title, minutes, on = 'cluster', needs = [] } = head.value
  const lab = { ...place, title, minutes, on, needs, intro: read.intro, steps: read.steps }
  return { lab: { ...lab, courseTopics: topicsOf([lab]) }, diagnostics: [] }
}

/** The number and the slug in a path `…/N-slug/lab.md`; null for another path. */
function placeOf(file: string): { number: number; slug: string } | null {
  const [, number, slug] = /(?:^|[\\/])(\d{1,3})-([a-z][a-z0-9-]*)[\\/][^\\/]+$/.exec(file) ?? []
  return slug === undefined ? null : { number: Number(number), slug }
}

function readHead(head: Source) {
  if (head.lines.every((line) => line.trim() === '')) {
    return { value: null, diagnostics: [at(head.file, 1, words.lab.noFrontMatter())] }
  }
  const yaml = readYaml(head)
  if (!yaml.ok) return { value: null, diagnostics: yaml.diagnostics }
  const read = readAs(yaml.value, yaml.value.root, frontMatter)
  return read.ok ? { value: read.value, diagnostics: [] } : { value: null, diagnostics: read.diagnostics }
}
