import MarkdownIt from 'markdown-it'
import { words } from '../words/index.ts'
import { at } from '../yaml/diagnostic.ts'
import type { Diagnostic } from '../yaml/model.ts'
import { part, type Source } from '../yaml/source.ts'
import { fenceFaults, type Meaning, meaningOf } from './fence.ts'
import { alertOf } from './hint.ts'

/** A lab's Markdown in pieces that mean something, in the order of the file. `line` is 1-based, in the file. */
export type Piece =
  | { readonly kind: 'heading'; readonly line: number; readonly text: string }
  | { readonly kind: 'prose'; readonly line: number; readonly markdown: string }
  | { readonly kind: 'hint'; readonly line: number; readonly markdown: string }
  | ({ readonly line: number; readonly of: Source } & Meaning)
  /** Something whose meaning can't be told; what is wrong with it has been said. */
  | { readonly kind: 'broken'; readonly line: number }

type Placed = { readonly start: number; readonly end: number; readonly piece: Piece | null }

const markdown = new MarkdownIt({ html: true })

/** Takes the body of a lab apart. What is no heading, hint or fence with a meaning stays prose, as it was written. */
export function structure(body: Source): { pieces: Piece[]; diagnostics: Diagnostic[] } {
  const diagnostics: Diagnostic[] = []
  const tokens = markdown.parse(body.lines.join('\n'), {})
  const placed = tokens.flatMap((token, index): Placed[] => {
    const [start, end] = token.map ?? [0, 0]
    const line = body.first + start
    const place = (piece: Piece | null) => [{ start, end, piece }]
    const fault = (found: { message: string; instead: string }) =>
      diagnostics.push(at(body.file, line, found))

    if (token.type === 'fence') {
      const faults = fenceFaults(token, part(body, start, end))
      diagnostics.push(...faults)
      if (token.level > 0) return []
      if (faults.length > 0) return place({ kind: 'broken', line })
      const meaning = meaningOf(token.info)
      if (meaning === null) return []
      const lines = token.content.replace(/\n$/, '').split('\n')
      return place({ ...meaning, line, of: { file: body.file, lines, first: line + 1 } })
    }
    if (token.level > 0) return []
    if (token.type === 'heading_open') {
      const level = Number(token.tag.slice(1))
      if (!token.markup.startsWith('#')) fault(words.lab.underlined())
      else if (level === 2)
        return place({ kind: 'heading', line, text: tokens[index + 1]?.content.trim() ?? '' })
      else if (level === 1) fault(words.lab.wrongHeading(level))
      return []
    }
    if (token.type === 'blockquote_open') {
      const alert = alertOf(part(body, start, end))
      diagnostics.push(...alert.diagnostics)
      return alert.hint === null ? [] : place({ kind: 'hint', line, markdown: alert.hint })
    }
    const comment = token.type === 'html_block' && /^\s*<!--(?:(?!-->)[\s\S])*-->\s*$/.test(token.content)
    return comment ? place(null) : []
  })
  return { pieces: withProse(body, placed), diagnostics }
}

/** What lies between the placed pieces is prose. */
function withProse(body: Source, placed: readonly Placed[]): Piece[] {
  const pieces: Piece[] = []
  const prose = (start: number, end: number) => {
    const lines = body.lines.slice(start, end)
    const first = lines.findIndex((line) => line.trim() !== '')
    if (first < 0) return
    const text = lines.slice(first).join('\n').trimEnd()
    pieces.push({ kind: 'prose', line: body.first + start + first, markdown: text })
  }
  let reached = 0
  for (const { start, end, piece } of placed) {
    prose(reached, start)
    if (piece) pieces.push(piece)
    reached = end
  }
  prose(reached, body.lines.length)
  return pieces
}
