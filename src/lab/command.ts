import { words } from '../words/index.ts'
import { at } from '../yaml/diagnostic.ts'
import type { Diagnostic } from '../yaml/model.ts'
import type { Source } from '../yaml/source.ts'

const quotes = /[\u201C\u201D\u201E\u2018\u2019\u201A\u00AB\u00BB]/
const odd = /[\u00A0\u2000-\u200B\u202F\u3000\uFEFF]/

/** What would keep a shown command from running as it stands: prompts and marks that came in with a paste. */
export function commandFaults(command: Source): Diagnostic[] {
  const faults = command.lines.flatMap((line, index) => {
    const found = []
    if (/^\s*(\[[^\]]*\]|[\w.-]+@[\w.-]+:\S*)?\s?\$\s/.test(line)) found.push(words.lab.prompt())
    if (/^> ?(-|\S*=)/.test(line)) found.push(words.lab.continuationPrompt())
    const quote = quotes.exec(line)?.[0]
    if (quote) found.push(words.lab.smartQuote(quote, /[\u2018\u2019\u201A]/.test(quote) ? "'" : '"'))
    const dash = /(?:^|\s)([\u2012-\u2015\u2212])/.exec(line)?.[1]
    if (dash) found.push(words.lab.longDash(dash))
    if (odd.test(line)) found.push(words.lab.oddSpace())
    if (line.includes('\t')) found.push(words.lab.tab())
    if (/\\[ \t]+$/.test(line)) found.push(words.lab.spaceAfterBackslash())
    return found.map((fault) => at(command.file, command.first + index, fault))
  })
  const last = command.lines.findLastIndex((line) => line.trim() !== '')
  if (/(^|[^\\])(\\\\)*\\$/.test(command.lines[last] ?? '')) {
    faults.push(at(command.file, command.first + last, words.lab.lastBackslash()))
  }
  return faults
}

/** The same for lines that are typed into a program. */
export function typedFaults(lines: Source): Diagnostic[] {
  return lines.lines.flatMap((line, index) =>
    /^ ?>/.test(line) ? [at(lines.file, lines.first + index, words.lab.typedPrompt())] : [],
  )
}
