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
import { at } from './diagnostic.ts'
import type { Diagnostic } from './model.ts'
import { type Source, textOf } from './source.ts'

/** A piece of YAML that has been read: plain values, and the line of every part. */
export type Yaml = {
  readonly file: string
  readonly root: Node | null
  /** The value of a node; every scalar is the text that stands in the file. */
  value(node: Node | null): unknown
  /** 1-based line in the file. */
  lineOf(node: Node | null): number
}

type Read<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly diagnostics: Diagnostic[] }

/** Reads YAML that stands somewhere in a file. Scalars stay text, so that `172800000` or `0` is what the author wrote. */
export function readYaml(of: Source): Read<Yaml> {
  const counter = new LineCounter()
  const options = {
    schema: 'failsafe',
    prettyErrors: false,
    logLevel: 'silent',
    lineCounter: counter,
  } as const
  const document: Document = parseDocument(textOf(of), options)
  const lineAt = (offset: number) =>
    Math.min(of.first - 1 + Math.max(1, counter.linePos(offset).line), lastLine(of))
  const lineOf = (node: Node | null) => lineAt(node?.range?.[0] ?? 0)
  const diagnostics = syntaxFaults(document, of, lineAt)
  if (diagnostics.length === 0) {
    visit(document, {
      Alias: (_, node) => void diagnostics.push(at(of.file, lineOf(node), words.lab.yamlAlias())),
      Pair: (_, pair) => {
        if (isScalar(pair.key)) return
        diagnostics.push(at(of.file, lineOf(isNode(pair.key) ? pair.key : null), words.lab.yamlKey()))
      },
    })
  }
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
    return at(yaml.file, yaml.lineOf(find(node, path)), { message, instead })
  })
  return { ok: false, diagnostics }
}

/** The entries of a mapping, each with the node of its key; nothing for what is not a mapping. */
export function entriesOf(node: Node | null): { key: string; keyNode: Node; value: Node | null }[] {
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
function find(node: Node | null, path: readonly unknown[]): Node | null {
  const [step, ...rest] = path
  if (step === undefined) return node
  const entry = entriesOf(node).find(({ key }) => key === step)
  if (entry)
    return rest.length === 0 || entry.value === null
      ? entry.keyNode
      : (find(entry.value, rest) ?? entry.keyNode)
  const item = typeof step === 'number' ? itemsOf(node)?.[step] : null
  return item ? find(item, rest) : node
}

/** The first fault of each line; where a tab indents a line, that is the fault, whatever else it leads to. */
function syntaxFaults(document: Document, of: Source, lineAt: (offset: number) => number): Diagnostic[] {
  if (document.errors.length === 0) return []
  const tabs = of.lines.flatMap((line, index) => (/^ *\t\s*\S/.test(line) ? [of.first + index] : []))
  if (tabs.length > 0) return tabs.map((line) => at(of.file, line, words.lab.yamlTab()))
  const faults = document.errors.map((error) => [lineAt(error.pos[0]), error] as const)
  return [...new Map(faults.toReversed())].map(([line, { code, message }]) =>
    at(of.file, line, words.lab.badYaml(code === 'DUPLICATE_KEY', message)),
  )
}

function lastLine(of: Source): number {
  return of.first + Math.max(0, of.lines.length - 1)
}
