// biome-ignore-all lint/suspicious/noControlCharactersInRegex: a terminal's stream is made of control characters
/** What bytes to and from a terminal mean, as far as the console must know. */

/** The sequence bound in rc.sh to `redraw-current-line`; no keyboard sends it. */
export const REDRAW = '\u001b[9133~'

const PASTE_START = '\u001b[200~'
const PASTE_END = '\u001b[201~'
const PASTE = /\u001b\[200~.*?(?:\u001b\[201~|$)/gs
const LINE_ENDS = /[\r\n\u0003\u0004\u000f]/
const LAST_END = /.*[\r\n\u0003\u0004]/s
/**
 * Ctrl-R and Ctrl-S search, Ctrl-T is where fzf opens its list; Ctrl-V and Ctrl-Q take the next key as it is, Ctrl-X and
 * Esc begin a key sequence.
 */
const SEARCH = /[\u0012-\u0014]/
const HALF_A_KEY = /[\u0011\u0016\u0018\u001b]$/
const PAGER = /(?:\(y or n\)|--More--)$/
const SEQUENCE = /\u001b(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)|[ -/]*[0-~])/g
const CONTROLS = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/g

/** Whether these keys, typed since the prompt, ended the line or gave it up (a newline within a paste does neither). */
export function endsLine(typed: string): boolean {
  return LINE_ENDS.test(typed.replace(PASTE, ''))
}

/** Whether the last thing typed that ends a line or a command was Ctrl-C or Ctrl-D. */
export function gaveUp(typed: string): boolean {
  const end = LAST_END.exec(typed.replace(PASTE, ''))?.[0].at(-1)
  return end === '\u0003' || end === '\u0004'
}

/** What was typed after the first key that ended a line. */
export function afterLine(typed: string): string {
  const end = LINE_ENDS.exec(typed)
  return end === null ? '' : typed.slice(end.index + 1)
}

/** Whether keys may still lie unread that end a line, typed ahead while a command ran (Ctrl-C discards them). */
export function typedAhead(typed: string): boolean {
  const since = typed.slice(typed.lastIndexOf('\u0003') + 1)
  return /[\r\n]/.test(since)
}

/** Whether bash would take our key sequence for something else: in a search, a pager, half a key sequence. */
export function isBusyEditing(typed: string, shown: string): boolean {
  return SEARCH.test(typed.replace(PASTE, '')) || HALF_A_KEY.test(typed) || PAGER.test(shown)
}

/** Whether the cursor stands at the start of a line after this output (`before`: whether it did before). */
export function isAtLineStart(output: string, before: boolean): boolean {
  const visible = output.slice(-1024).replace(SEQUENCE, '')
  return visible === '' ? before : /[\r\n]$/.test(visible)
}

/**
 * The keys that put a command on the line without running it. Where bash has bracketed paste on, newlines stay.
 * Elsewhere (macOS has bash 3.2) a `\` continuation is joined, and another newline is quoted with Ctrl-V.
 */
export function keysToInsert(command: string, bracketedPaste: boolean): string {
  const text = command
    .replaceAll('\r\n', '\n')
    .replaceAll('\t', '    ')
    .replace(CONTROLS, '')
    .replace(/\n+$/, '')
  // The redraw makes bash 5.1 and later show the text as typed, not highlighted as pasted.
  if (bracketedPaste) return PASTE_START + text + PASTE_END + REDRAW
  return text.replace(/ *\\\n */g, ' ').replaceAll('\n', '\u0016\n')
}
