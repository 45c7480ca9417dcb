import { nearest } from '../nearest.ts'
import { words } from '../words/index.ts'
import { at } from '../yaml/diagnostic.ts'
import type { Diagnostic } from '../yaml/model.ts'
import type { Source } from '../yaml/source.ts'

const shown = ['NOTE', 'IMPORTANT', 'WARNING', 'CAUTION']

/** A quoted block that starts with `[!TIP]` is a hint; one with `[!NOTE]` and the like, or without, is prose (null). */
export function alertOf(block: Source): { hint: string | null; diagnostics: Diagnostic[] } {
  const lines = block.lines.map((line) => line.replace(/^ {0,3}> ?/, ''))
  const [, word, beside] = /^\s*\[!([A-Za-z]+)\]\s*(.*)$/.exec(lines[0] ?? '') ?? []
  if (word === undefined) return { hint: null, diagnostics: [] }
  const fault = (found: { message: string; instead: string }, index = 0) =>
    at(block.file, block.first + index, found)
  const kind = word.toUpperCase()
  if (kind !== 'TIP' && !shown.includes(kind)) {
    const meant = kind === 'HINT' ? 'TIP' : nearest(kind, ['TIP', ...shown])
    return { hint: null, diagnostics: [fault(words.lab.unknownAlert(word, meant))] }
  }
  if (beside) return { hint: null, diagnostics: [fault(words.lab.hintOnOneLine(`[!${word}]`))] }
  if (kind !== 'TIP') return { hint: null, diagnostics: [] }
  const second = lines.findIndex((line, index) => index > 0 && /^\s*(> ?)?\[!TIP\]/i.test(line))
  const hint = lines.slice(1).join('\n').trim()
  if (second > 0) return { hint, diagnostics: [fault(words.lab.hintInHint(), second)] }
  return { hint, diagnostics: hint === '' ? [fault(words.lab.emptyHint())] : [] }
}
