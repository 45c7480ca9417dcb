import * as v from 'valibot'
import type { AnswerSpec, CheckSpec, Until } from '../check/model.ts'
import { text } from '../check/parts.ts'
import { answerKinds, checkKinds, checkParameters, worldOf } from '../check/schema.ts'
import { nearest } from '../nearest.ts'
import { words } from '../words/index.ts'
import { at } from '../yaml/diagnostic.ts'
import type { Diagnostic } from '../yaml/model.ts'
import { object, says } from '../yaml/schema.ts'
import type { Source } from '../yaml/source.ts'
import { entriesOf, itemsOf, readAs, readYaml, type Yaml } from '../yaml/yaml.ts'
import type { Lab, StepRef } from './model.ts'
import { worldFor } from './world.ts'

type YamlNode = Yaml['root']

/** What a lab happens on; null where its front matter could not be read. */
export type On = Lab['on'] | null

/** The checks of a `yaml check` fence: a list, each item named by its kind (`- topic: hellokafka2`). */
export function readChecks(fence: Source, on: On): { checks: CheckSpec[]; diagnostics: Diagnostic[] } {
  const read = readYaml(fence)
  if (!read.ok) return { checks: [], diagnostics: read.diagnostics }
  const { found, diagnostics } = readItems<CheckSpec>(read.value, read.value.root, checkKinds, {
    example: 'topic: hellokafka',
    blamed: read.value.root,
    on,
  })
  return { checks: found, diagnostics }
}

/** A list whose items are each named by a kind. `blamed` is where an empty one is told, with an example of an item. */
function readItems<T>(
  yaml: Yaml,
  list: YamlNode,
  kinds: Readonly<Record<string, v.GenericSchema<unknown, T>>>,
  { example, blamed, on }: { readonly example: string; readonly blamed: YamlNode; readonly on: On },
): { found: T[]; diagnostics: Diagnostic[] } {
  const items = itemsOf(list) ?? []
  const found: T[] = []
  const diagnostics: Diagnostic[] = []
  if (items.length === 0) diagnostics.push(at(yaml.file, yaml.lineOf(blamed), words.yaml.notAList(example)))
  for (const item of items) {
    const kind = kindOf(yaml, item, kinds)
    const schema = kind.name === null ? undefined : kinds[kind.name]
    if (kind.name === null) diagnostics.push(kind.diagnostic)
    if (schema === undefined || kind.name === null) continue
    diagnostics.push(...worldFaults(yaml, item, kind.name, on))
    const read = readAs(yaml, item, schema)
    if (read.ok) found.push(read.value)
    else diagnostics.push(...read.diagnostics)
  }
  return { found, diagnostics }
}

/** A check or an answer of this kind, on a cluster where the lab happens on the instance, or the other way round. */
function worldFaults(yaml: Yaml, node: YamlNode, kind: string, on: On): Diagnostic[] {
  const world = worldOf(kind)
  if (on === null || world === null || world === worldFor({ on })) return []
  const named = entriesOf(node).find(({ key }) => key === kind)?.keyNode ?? node
  return [at(yaml.file, yaml.lineOf(named), words.lab.otherWorld(kind, on))]
}

type Shows = Extract<Until, { kind: 'shows' }>

/** What a command is waited for: a list of checks, and of texts in what it shows. */
const untilKinds = {
  ...checkKinds,
  shows: v.pipe(
    object({ shows: text }),
    v.transform((it) => ({ kind: 'shows' as const, text: it.shows })),
  ),
} as const

/** The `until` or `ready` of a mapping in answers.yml; null where it has none. */
export function readUntil(
  yaml: Yaml,
  mapping: YamlNode,
  key: 'until' | 'ready',
  on: On,
): { until: Until[] | null; diagnostics: Diagnostic[] } {
  const entry = entriesOf(mapping).find((each) => each.key === key)
  if (entry === undefined) return { until: null, diagnostics: [] }
  const { found, diagnostics } = readItems<CheckSpec | Shows>(yaml, entry.value, untilKinds, {
    example: 'shows: "…"',
    blamed: entry.keyNode,
    on,
  })
  return {
    until: found.map((one) => (one.kind === 'shows' ? one : { kind: 'check', check: one })),
    diagnostics,
  }
}

/** The `needs` of a lab's front matter. */
export const needs = v.optional(
  v.array(
    v.pipe(
      text,
      v.regex(/^[a-z][a-z0-9-]*\/[a-z][a-z0-9-]*$/, (issue) => says(words.lab.badNeed(String(issue.input)))),
      v.transform((written): StepRef => {
        const [lab = '', step = ''] = written.split('/')
        return { lab, step }
      }),
    ),
    () => says(words.yaml.notAList('topics/create-topic')),
  ),
)

type Question = { readonly ask: string; readonly answer: AnswerSpec }

/** The question of a `yaml question` fence: what is asked, and where the right answer is read from. */
export function readQuestion(
  fence: Source,
  on: On,
): { question: Question | null; diagnostics: Diagnostic[] } {
  const failed = (diagnostics: Diagnostic[]) => ({ question: null, diagnostics })
  const read = readYaml(fence)
  if (!read.ok) return failed(read.diagnostics)
  const yaml = read.value
  const outer = readAs(yaml, yaml.root, object({ ask: text, answer: v.unknown() }))
  if (!outer.ok) return failed(outer.diagnostics)
  const written = entriesOf(yaml.root).find(({ key }) => key === 'answer')
  const node = written?.value ?? written?.keyNode ?? null
  const kind = kindOf(yaml, node, answerKinds)
  if (kind.name === null) return failed([kind.diagnostic])
  const [entry, other] = entriesOf(node)
  if (other)
    return failed([
      at(fence.file, yaml.lineOf(other.keyNode), words.yaml.unknownKey(other.key, null, [kind.name])),
    ])
  const answer = readAs<(typeof answerKinds)[typeof kind.name]>(
    yaml,
    entry?.value ?? entry?.keyNode ?? null,
    answerKinds[kind.name],
  )
  const elsewhere = worldFaults(yaml, node, kind.name, on)
  return answer.ok && elsewhere.length === 0
    ? { question: { ask: outer.value.ask, answer: answer.value }, diagnostics: [] }
    : failed([...elsewhere, ...(answer.ok ? [] : answer.diagnostics)])
}

type Kind<K> = { readonly name: K } | { readonly name: null; readonly diagnostic: Diagnostic }

/** The one kind that a mapping names. */
function kindOf<const K extends string>(
  yaml: Yaml,
  node: YamlNode,
  kinds: Readonly<Record<K, unknown>>,
): Kind<K> {
  const known = Object.keys(kinds)
  const entries = entriesOf(node)
  const named = entries.filter(({ key }) => Object.hasOwn(kinds, key))
  const [first, second] = named.filter(({ key }) => !named.some((other) => isParameterOf(key, other.key)))
  const fault = (found: { message: string; instead: string }, where: YamlNode): Kind<K> => ({
    name: null,
    diagnostic: at(yaml.file, yaml.lineOf(where), found),
  })
  if (second && first) return fault(words.lab.twoKinds(first.key, second.key), second.keyNode)
  if (first) return { name: first.key as K }
  const blamed = entries.find(({ key }) => nearest(key, known) !== null) ?? entries[0]
  if (!blamed) return fault(words.lab.noKind(known), node)
  return fault(words.lab.unknownKind(blamed.key, nearest(blamed.key, known), known), blamed.keyNode)
}

/** `topic` names a kind of its own, and is also what a group is asked about. */
function isParameterOf(name: string, kind: string): boolean {
  const parameters = Object.hasOwn(checkParameters, kind)
    ? checkParameters[kind as keyof typeof checkParameters]
    : {}
  return name !== kind && Object.hasOwn(parameters, name)
}
