import { afterLine, endsLine, gaveUp, isAtLineStart, isBusyEditing, typedAhead } from './keys.ts'
import type { Mark } from './marks.ts'

/** A new prompt, about to be shown. */
export interface PromptEvent {
  /** The shell's first: nothing was entered yet. */
  first: boolean
  /** What `$?` is. */
  exit: number
  /** Whether a line was entered since the last prompt; Enter on an empty line enters none. */
  ran: boolean
  /** That line, without control characters but its newlines; null if none was entered, or history did not keep it. */
  command: string | null
  /** Ctrl-C or Ctrl-D gave up the line or the command. */
  interrupted: boolean
  /** Where the shell runs, if its start-up file was told: `instance` behind ssh. */
  place: string
  /** Whether the cursor is at the start of a line: the last command may have left its output unfinished. */
  atLineStart: boolean
}

/** What a mark means to the console. */
export type Step =
  | { kind: 'prompt'; event: PromptEvent }
  /** The prompt of before is drawn again; the cursor is where it begins. */
  | { kind: 'redraw' }
  | { kind: 'start' }
  | { kind: 'verb'; verb: string; args: string[] }

export interface PromptTracker {
  typed(keys: string): void
  output(text: string): void
  mark(mark: Mark, now: number): Step | null
  /** Whether bash reads a line, and nothing typed since its prompt ends one. */
  atPrompt(): boolean
  /** Whether bash would take a key sequence as one now, not as part of a search or a pager. */
  editing(now: number): boolean
  /** Whether bash has asked for pastes in brackets. */
  readonly bracketedPaste: boolean
}

/** Keys typed ahead are read by bash as soon as it prompts: for this long it may be about to run them. */
const TYPED_AHEAD_MS = 500
const TYPED_LIMIT = 4096
const SHOWN_LIMIT = 256

const promptId = (mark: { shell: string; prompt: number }): string => `${mark.shell} ${mark.prompt}`

/** Follows the shell: from its marks, its output and the keys typed, what each prompt tells. */
export function createPromptTracker(): PromptTracker {
  /** What each shell's last prompt told; one shell, unless there is another behind ssh. */
  const shells = new Map<string, { commands: number; entry: number | null }>()
  let current = ''
  let line: Extract<Mark, { kind: 'line' }> | null = null
  let reading = false
  let typed = ''
  /** How much was typed when the line started to run; a line that runs nothing has no start. */
  let started: number | null = null
  let quietFrom = 0
  let shown = ''
  let atLineStart = true
  let bracketedPaste = false

  const newPrompt = (mark: Extract<Mark, { kind: 'prompt' }>, now: number): Step => {
    const last = shells.get(mark.shell) ?? null
    // An empty history has no last entry: 0. Without our hook nothing is known of the history.
    const entry = line === null ? null : (line.entry ?? 0)
    const noted =
      entry !== null && last !== null && last.entry !== null && entry !== last.entry && line?.text !== ''
    const ran = last !== null && (mark.commands !== last.commands || noted)
    const known = noted || (line?.kept === true && !typed.startsWith(' '))
    const event: PromptEvent = {
      first: last === null,
      exit: mark.exit,
      ran,
      command: ran && known ? (line?.text ?? null) : null,
      interrupted: gaveUp(typed),
      place: mark.place,
      atLineStart,
    }
    if (typedAhead(started === null ? afterLine(typed) : typed.slice(started)))
      quietFrom = now + TYPED_AHEAD_MS
    shells.set(mark.shell, { commands: mark.commands, entry: entry ?? last?.entry ?? null })
    current = promptId(mark)
    line = null
    typed = ''
    started = null
    return { kind: 'prompt', event }
  }

  const atPrompt = (): boolean => reading && !endsLine(typed)

  return {
    typed(keys) {
      const dropped = Math.max(0, typed.length + keys.length - TYPED_LIMIT)
      typed = (typed + keys).slice(-TYPED_LIMIT)
      if (started !== null) started = Math.max(0, started - dropped)
    },
    output(text) {
      if (text === '') return
      atLineStart = isAtLineStart(text, atLineStart)
      shown = (shown + text.slice(-SHOWN_LIMIT)).slice(-SHOWN_LIMIT)
      const asked = Math.max(text.lastIndexOf('\u001b[?2004h'), text.lastIndexOf('\u001b[?2004l'))
      if (asked >= 0) bracketedPaste = text[asked + 7] === 'h'
    },
    mark(mark, now) {
      switch (mark.kind) {
        case 'prompt':
          if (promptId(mark) === current) return { kind: 'redraw' }
          reading = false
          return newPrompt(mark, now)
        case 'input':
          reading = true
          return null
        case 'start':
          reading = false
          started = typed.length
          return { kind: 'start' }
        case 'line':
          reading = false
          line = mark
          return null
        case 'verb':
          return mark
      }
    },
    atPrompt,
    editing: (now) => atPrompt() && now >= quietFrom && !isBusyEditing(typed, shown),
    get bracketedPaste() {
      return bracketedPaste
    },
  }
}
