import { isMap, isScalar, isSeq, type Node, parseDocument, type Scalar, stringify } from 'yaml'

/** A text that is to stand somewhere in a YAML file: where a path of keys and indexes leads. */
export type Change = { readonly path: readonly (string | number)[]; readonly text: string }

/**
 * The same YAML with other texts, each in the place of one that is there. All else stays to the letter, comments too.
 * A path that leads to no text changes nothing. Pure.
 */
export function replaceTexts(yaml: string, changes: readonly Change[]): string {
  const document = parseDocument(yaml, { schema: 'failsafe' })
  const places = changes.flatMap(({ path, text }) => {
    const node = nodeAt(document.contents, path)
    const range = node?.range
    return node === null || !range ? [] : [{ from: range[0], to: range[1], text: written(text) }]
  })
  return places
    .sort((a, b) => b.from - a.from)
    .reduce((all, { from, to, text }) => all.slice(0, from) + text + all.slice(to), yaml)
}

function nodeAt(root: Node | null, path: readonly (string | number)[]): Scalar | null {
  let node: unknown = root
  for (const key of path) {
    if (typeof key === 'number') node = isSeq(node) ? node.items[key] : null
    else node = isMap(node) ? node.get(key, true) : null
  }
  return isScalar(node) ? node : null
}

/** As one line that reads the same in a block, and between braces: there a comma or a brace ends a bare text. */
function written(text: string): string {
  const plain = stringify(text, { lineWidth: 0 }).trimEnd()
  return plain === text && /[,[\]{}]/.test(text)
    ? JSON.stringify(text)
    : plain.includes('\n')
      ? JSON.stringify(text)
      : plain
}
