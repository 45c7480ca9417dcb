import type { Act, Command, Stop } from '../lab/model.ts'
import { renderCode } from '../markdown.ts'
import type { Style } from '../style.ts'
import { wrap } from '../text.ts'
import { words } from '../words/index.ts'
import type { Doing } from './ways.ts'

type Look = { readonly columns: number; readonly style: Style; readonly lab: number }

/** A command of a lab: with what is typed into it, how it ends, or where it belongs. */
export function commandLines(shown: Command, look: Look): string[] {
  const { command, where, manner, typed } = shown
  if (manner === 'beside') return besideLines(command, look)
  const stop: Stop = manner === 'ends' ? { kind: 'ends' } : { kind: 'ctrl-c', until: [] }
  return actLines({ command, where, typed, stop }, look)
}

/** All that is done in a step. */
export function doingLines({ acts, beside }: Doing, look: Look): string[] {
  return [
    ...(beside === null ? [] : besideLines(beside.command, look)),
    ...acts.flatMap((act) => actLines(act, look)),
  ]
}

/** A command for a second terminal. */
function besideLines(command: string, { columns, style, lab }: Look): string[] {
  return [...renderCode(command, columns, style), ...note(words.work.beside(lab), columns, style)]
}

function actLines({ command, typed, stop }: Act, { columns, style }: Look): string[] {
  const end = endOf(stop, typed.length > 0)
  return [
    ...renderCode(command, columns, style),
    ...(typed.length > 0 ? note(words.work.typed(typed.length), columns, style) : []),
    ...typed.flatMap((line) => renderCode(`> ${line}`, columns, style)),
    ...(end === null ? [] : note(end, columns, style)),
  ]
}

function note(text: string, columns: number, style: Style): string[] {
  return wrap(text, columns - 2).map((line) => `  ${style.dim(line)}`)
}

function endOf(stop: Stop, typed: boolean): string | null {
  switch (stop.kind) {
    case 'ends':
      return typed ? words.work.thenEnds : null
    case 'end-of-input':
      return words.work.thenCtrlD
    case 'ctrl-c':
      return typed ? words.work.thenCtrlC : words.work.ctrlC
  }
}
