import {
  type Alias,
  type Document,
  isAlias,
  isMap,
  isNode,
  isScalar,
  isSeq,
  type Node,
  type YAMLMap,
} from 'yaml'
import { words } from '../words/index.ts'
import type { Fault } from './diagnostic.ts'

/** What a node stands for: an alias for its anchor's node, every other for itself. */
export function target(node: Node | null, document: Document): Node | null {
  return isAlias(node) ? (node.resolve(document) ?? null) : node
}

/** What is wrong with an alias; null for one that can be followed. */
export function aliasFault(alias: Alias, document: Document): Fault | null {
  const anchor = alias.resolve(document)
  if (anchor === undefined) return words.yaml.noAnchor(alias.source)
  const [start, , end] = anchor.range ?? [0, 0, 0]
  const at = alias.range?.[0] ?? 0
  return start <= at && at < end ? words.yaml.aliasInItself(alias.source) : null
}

/** Whether this is the key `<<`, whose value is put into the mapping that it stands in. */
export function isMerge(key: unknown): boolean {
  return isScalar(key) && typeof key.value === 'symbol'
}

/** The mappings that the value of a `<<` names, the first ones first; null where it is something else. */
export function sources(value: unknown, document: Document): YAMLMap[] | null {
  const node = isNode(value) ? target(value, document) : null
  const all = isSeq(node) ? node.items.map((item) => (isNode(item) ? target(item, document) : null)) : [node]
  const maps = all.filter((each) => isMap(each))
  return maps.length === all.length ? maps : null
}

/** Whether all aliases can be followed: some files grow beyond all bounds when they are. */
export function canBeFollowed(document: Document): boolean {
  try {
    document.toJS()
    return true
  } catch (error) {
    if (error instanceof ReferenceError) return false
    throw error
  }
}
