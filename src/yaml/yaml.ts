import * as v from 'valibot'
import {
  type Document,
  isMap,
  isNode,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  parseDocument,
  visit,
} from 'yaml'
import { words } from '../words/index.ts'
import { aliasFault, canBeFollowed, isMerge, sources, target } from './anchors.ts'
import { at, type Fault } from './diagnostic.ts'
import type { Diagnostic } from './model.ts'
import { type Source, textOf } from './source.ts'

/** A piece of YAML that has been read: plain values, and the line of every part. */
export type Yaml = {
  readonly file: string
  readonly root: Node | null
  /** The value of a node, typed as the reading was told to. */
  value(node: Node | null): unknown
  /** 1-based line in the file of a node, or of what a path of keys, and of indexes or texts of lists, leads to. */
  lineOf(node: Node | null, path?: readonly unknown[]): number
}

type Read<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly diagnostics: Diagnostic[] }

/** How a file is written. */
export type Dialect = {
  /**
   * `text`: every scalar is the text that stands in the file, so that `172800000` or `0` is what the author wrote;
   * aliases are refused. `core`: numbers, booleans and null as YAML 1.2's core schema has them; aliases, and `<<`.
   */
  readonly scalars: 'text' | 'core'
  /** What becomes of each text that is a value (not a key), before anyone reads it. */
  readonly replace?: (text: string) => { readonly text: string } | Fault
}

/** Reads YAML that stands somewhere in a file. */
export function readYaml(of: Source, dialect: Dialect = { scalars: 'text' }): Read<Yaml> {
  const counter = new LineCounter()
  const options = {
    ...(dialect.scalars === 'core' ? { schema: 'core', merge: true } : { schema: 'failsafe' }),
    prettyErrors: false,
    logLevel: 'silent',
    lineCounter: counter,
  } as const
  const document: Document = parseDocument(textOf(of), options)
  const lineAtOffset = (offset: number) =>
    Math.min(of.first - 1 + Math.max(1, counter.linePos(offset).line), lastLine(of))
  const lineOf = (node: Node | null, path: readonly unknown[] = []) =>
    lineAtOffset(find(node, path, document)?.range?.[0] ?? 0)
  const diagnostics = syntaxFaults(document, of, lineAtOffset)
  if (diagnostics.length === 0)
    visit(document, {
      Alias: (_, node) => {
        const fault = dialect.scalars === 'text' ? words.yaml.alias() : aliasFault(node, document)
        if (fault) diagnostics.push(at(of.file, lineOf(node), fault))
      },
      Pair: (_, { key, value }) => {
        if (!isScalar(key)) diagnostics.push(at(of.file, lineOf(isNode(key) ? key : null), words.yaml.key()))
        else if (isMerge(key) && sources(value, document) === null)
          diagnostics.push(at(of.file, lineOf(key), words.yaml.merge()))
      },
      Scalar: (place, node) => {
        if (place === 'key' || typeof node.value !== 'string' || !dialect.replace) return
        const replaced = dialect.replace(node.value)
        if ('text' in replaced) node.value = replaced.text
        else diagnostics.push(at(of.file, lineOf(node), replaced))
      },
    })
  if (diagnostics.length === 0 && !canBeFollowed(document))
    diagnostics.push(at(of.file, lineOf(document.contents), words.yaml.tooManyAliases()))
  if (diagnostics.length > 0) return { ok: false, diagnostics }
  const value = (node: Node | null): unknown => node?.toJS(document) ?? null
  return { ok: true, value: { file: of.file, root: document.contents, value, lineOf } }
}

/** What `schema` makes of a node, or what is wrong with it, each at its own line. */
export function readAs<const S extends v.GenericSchema>(
  yaml: Yaml,
  node: Node | null,
  schema: S,
): Read<v.InferOutput<S>> {
  const result = v.safeParse(schema, yaml.value(node))
  if (result.success) return { ok: true, value: result.output }
  const diagnostics = result.issues.map((issue) => {
    const [message = '', instead = ''] = issue.message.split('\n')
    const path = (issue.path ?? []).map((item) => item.key)
    return at(yaml.file, yaml.lineOf(node, path), { message, instead })
  })
  return { ok: false, diagnostics }
}

type Entry = { readonly key: string; readonly keyNode: Node; readonly value: Node | null }

/** The entries of a mapping, each with the node of its key; nothing for what is not a mapping. */
export function entriesOf(node: Node | null): Entry[] {
  if (!isMap(node)) return []
  return node.items.flatMap((pair) =>
    isScalar(pair.key)
      ? [{ key: String(pair.key.value), keyNode: pair.key, value: isNode(pair.value) ? pair.value : null }]
      : [],
  )
}

/** The items of a sequence, or null where there is no sequence. */
export function itemsOf(node: Node | null): (Node | null)[] | null {
  return isSeq(node) ? node.items.map((item) => (isNode(item) ? item : null)) : null
}

/** The key that a path ends at (its line is where the author looks), or the nearest thing that is there. */
function find(node: Node | null, path: readonly unknown[], document: Document): Node | null {
  const [step, ...rest] = path
  if (step === undefined) return node
  const there = target(node, document)
  const entry = entryOf(there, step, document)
  if (entry)
    return rest.length === 0 || entry.value === null
      ? entry.keyNode
      : (find(entry.value, rest, document) ?? entry.keyNode)
  const items = itemsOf(there) ?? []
  const item = typeof step === 'number' ? items[step] : items.find((each) => isText(each, step, document))
  return item ? find(item, rest, document) : node
}

function isText(node: Node | null, text: unknown, document: Document): boolean {
  const there = target(node, document)
  return isScalar(there) && there.value === text
}

/** The entry of a mapping, or of the mappings that are merged into it. */
function entryOf(node: Node | null, step: unknown, document: Document): Entry | null {
  const own = entriesOf(node)
  const entry = own.find(({ key }) => key === step)
  if (entry) return entry
  for (const merge of own.filter(({ keyNode }) => isMerge(keyNode)))
    for (const map of sources(merge.value, document) ?? []) {
      const merged = entryOf(map, step, document)
      if (merged) return merged
    }
  return null
}

/** The first fault of each line; where a tab indents a line, that is the fault, whatever else it leads to. */
function syntaxFaults(document: Document, of: Source, lineAt: (offset: number) => number): Diagnostic[] {
  if (document.errors.length === 0) return []
  const tabs = of.lines.flatMap((line, index) => (/^ *\t\s*\S/.test(line) ? [of.first + index] : []))
  if (tabs.length > 0) return tabs.map((line) => at(of.file, line, words.yaml.tab()))
  const faults = document.errors.map((error) => [lineAt(error.pos[0]), error] as const)
  return [...new Map(faults.toReversed())].map(([line, { code, message }]) =>
    at(of.file, line, words.yaml.bad(code === 'DUPLICATE_KEY', message)),
  )
}

function lastLine(of: Source): number {
  return of.first + Math.max(0, of.lines.length - 1)
}
