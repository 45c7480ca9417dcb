import MarkdownIt, { type Token } from 'markdown-it'
import cjkFriendly from 'markdown-it-cjk-friendly'
import type { Style } from './style.ts'
import { pad, width, wrap } from './text.ts'
import { visible } from './visible.ts'

const parser = new MarkdownIt().use(cjkFriendly)

/** Markdown as lines for a terminal, at most `columns` wide (code is never broken: a command must stay whole). */
export function renderMarkdown(markdown: string, columns: number, style: Style): string[] {
  const lines = renderBlocks(parser.parse(markdown, {}), columns, style)
  while (lines.at(-1) === '') lines.pop()
  return lines
}

/** One line of Markdown (a heading, a question) with its code and emphasis shown. */
export function renderInline(markdown: string, style: Style): string {
  return (parser.parseInline(markdown, {})[0]?.children ?? []).map(inlineWith(style)).join('')
}

/** Code as it is shown: set in by two where that leaves every line whole, and never broken. */
export function renderCode(code: string, columns: number, style: Style): string[] {
  const lines = code.split('\n').map(visible)
  const indent = lines.every((line) => width(line) + 2 <= columns) ? '  ' : ''
  return lines.map((line) => (line === '' ? '' : indent + style.code(line)))
}

function renderBlocks(tokens: readonly Token[], columns: number, style: Style): string[] {
  const lines: string[] = []
  for (let i = 0; i < tokens.length; i++) {
    const token = tokens[i]
    if (token === undefined) continue
    const end = closing(tokens, i)
    const inner = tokens.slice(i + 1, end)
    switch (token.type) {
      case 'heading_open':
        lines.push(...wrap(inline(inner, style), columns).map(style.bold), '')
        break
      case 'paragraph_open':
        lines.push(...wrap(inline(inner, style), columns))
        if (!token.hidden) lines.push('')
        break
      case 'fence':
      case 'code_block':
        lines.push(...renderCode(token.content.replace(/\n$/, ''), columns, style), '')
        break
      case 'bullet_list_open':
      case 'ordered_list_open':
        lines.push(...listItems(inner, token, columns, style), '')
        break
      case 'blockquote_open':
        lines.push(...callout(inner, columns, style), '')
        break
      case 'table_open':
        lines.push(...table(inner, columns, style), '')
        break
      case 'hr':
        lines.push(style.dim('─'.repeat(Math.min(columns, 40))), '')
        break
      default:
        continue
    }
    i = Math.max(i, end)
  }
  return lines
}

/** Where the block that opens at `start` closes. */
function closing(tokens: readonly Token[], start: number): number {
  const open = tokens[start]
  if (open === undefined || open.nesting !== 1) return start
  const end = tokens.findIndex((token, i) => i > start && token.nesting === -1 && token.level === open.level)
  return end < 0 ? tokens.length : end
}

function listItems(tokens: readonly Token[], list: Token, columns: number, style: Style): string[] {
  const lines: string[] = []
  let number = Number(list.attrGet('start') ?? 1)
  for (let i = 0; i < tokens.length; i++) {
    if (tokens[i]?.type !== 'list_item_open') continue
    const end = closing(tokens, i)
    const mark = list.type === 'ordered_list_open' ? `${number++}. ` : '• '
    const item = renderBlocks(tokens.slice(i + 1, end), columns - width(mark), style)
    while (item.at(-1) === '') item.pop()
    if (item.length === 0) lines.push(mark.trimEnd())
    lines.push(...item.map((line, n) => (n === 0 ? mark : line === '' ? '' : ' '.repeat(width(mark))) + line))
    i = end
  }
  return lines
}

/** A quote; `> [!NOTE]` and its kin show their name. */
function callout(tokens: readonly Token[], columns: number, style: Style): string[] {
  const lines = renderBlocks(tokens, columns - 2, style)
  while (lines.at(-1) === '') lines.pop()
  const named = /^\[!(\w+)\]\s*(.*)$/.exec(lines[0] ?? '')
  if (named === null) return lines.map((line) => `${style.dim('│')} ${line}`)
  const name = (named[1] ?? '').toLowerCase()
  const paint = name === 'warning' || name === 'caution' ? style.warn : style.code
  const body = renderBlocks(dropMarker(tokens), columns - 2, style)
  while (body.at(-1) === '') body.pop()
  const title = name.slice(0, 1).toUpperCase() + name.slice(1)
  return [style.bold(title), ...body].map((line) => `${paint('│')} ${line}`)
}

/** Without the `[!NOTE]`; where nothing else stood in its paragraph, without that. */
function dropMarker(tokens: readonly Token[]): Token[] {
  let dropped = false
  const alone = tokens[1]?.type === 'inline' && /^\[!\w+\]$/.test(tokens[1].content.trim())
  return tokens.slice(alone ? 3 : 0).map((token) => {
    if (alone || dropped || token.type !== 'inline' || token.children === null) return token
    dropped = true
    const copy = Object.assign(Object.create(Object.getPrototypeOf(token)), token)
    const rest = token.children.slice(1)
    const first = token.children[0]
    const text = first?.content.replace(/^\[!\w+\]\s*/, '') ?? ''
    copy.children = text === '' ? rest.slice(rest[0]?.type === 'softbreak' ? 1 : 0) : token.children
    return copy
  })
}

/** Cells side by side; where they do not fit, each column but the last takes at most its share, and wraps. */
function table(tokens: readonly Token[], columns: number, style: Style): string[] {
  const rows: string[][] = []
  for (const token of tokens) {
    if (token.type === 'tr_open') rows.push([])
    if (token.type === 'inline') rows.at(-1)?.push(inline([token], style))
  }
  const count = rows[0]?.length ?? 0
  const share = Math.floor((columns - 2 * (count - 1)) / Math.max(1, count))
  const widest = Array.from({ length: count }, (_, i) => Math.max(...rows.map((row) => width(row[i] ?? ''))))
  const fits = widest.reduce((sum, w) => sum + w, 0) + 2 * (count - 1) <= columns
  const roomy = widest.slice(0, -1).reduce((sum, w) => sum + w + 2, 0) <= columns / 2
  const lead = widest.slice(0, -1).map((w) => (fits || roomy ? w : Math.min(w, share)))
  const widths = [...lead, columns - lead.reduce((sum, w) => sum + w + 2, 0)]
  return rows.flatMap((row, r) => {
    const cells = row.map((cell, i) => wrap(cell, widths[i] ?? columns))
    const height = Math.max(...cells.map((cell) => cell.length))
    return Array.from({ length: height }, (_, n) => {
      const line = cells.map((cell, i) =>
        i < count - 1 ? pad(cell[n] ?? '', widths[i] ?? 0) : (cell[n] ?? ''),
      )
      return (r === 0 ? line.map((cell) => style.bold(cell)) : line).join('  ').trimEnd()
    })
  })
}

function inline(tokens: readonly Token[], style: Style): string {
  return tokens
    .flatMap((token) => token.children ?? [])
    .map(inlineWith(style))
    .join('')
}

/** Renders inline tokens one after the other; emphasis stays on until its token closes it. */
function inlineWith(style: Style): (token: Token) => string {
  let bold = 0
  let italic = 0
  let address = ''
  return (token) => {
    switch (token.type) {
      case 'strong_open':
        bold++
        return ''
      case 'strong_close':
        bold--
        return ''
      case 'em_open':
        italic++
        return ''
      case 'em_close':
        italic--
        return ''
      case 'link_open':
        address = String(token.attrGet('href') ?? '')
        return ''
      case 'link_close':
        return address === '' ? '' : ` (${visible(address)})`
      case 'image':
        return visible(token.content)
      case 'softbreak':
        return ' '
      case 'hardbreak':
        return '\n'
      case 'code_inline':
        return style.code(visible(token.content))
      case 'text': {
        const text = visible(token.content)
        const slanted = italic > 0 ? style.italic(text) : text
        return bold > 0 ? style.bold(slanted) : slanted
      }
      default:
        return ''
    }
  }
}
