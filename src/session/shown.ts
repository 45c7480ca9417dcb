import type { Act, Command, Stop } from '../lab/model.ts'
import { renderCode } from '../markdown.ts'
import type { Style } from '../style.ts'
import { wrap } from '../text.ts'
import { words } from '../words/index.ts'
import type { Doing } from './ways.ts'

/** What opens a second terminal in the workbench. */
const OPEN = 'npx labs shell'

/** A command of a lab: with what is typed into it, how it ends, or where it belongs. */
export function commandLines(shown: Command, columns: number, style: Style): string[] {
  const { command, manner, typed } = shown
  if (manner === 'beside') return besideLines(command, columns, style)
  const stop: Stop = manner === 'ends' ? { kind: 'ends' } : { kind: 'ctrl-c', until: [] }
  return actLines({ command, typed, stop }, columns, style)
}

/** All that is done in a step. */
export function doingLines({ acts, beside }: Doing, columns: number, style: Style): string[] {
  return [
    ...(beside === null ? [] : besideLines(beside.command, columns, style)),
    ...acts.flatMap((act) => actLines(act, columns, style)),
  ]
}

function actLines({ command, typed, stop }: Act, columns: number, style: Style): string[] {
  const note = (text: string) => wrap(text, columns - 2).map((line) => `  ${style.dim(line)}`)
  const before = typed.length === 1 ? words.work.typedOne : words.work.typed
  return [
    ...renderCode(command, columns, style),
    ...(typed.length > 0 ? note(before) : []),
    ...renderCode(typed.map((line) => `> ${line}`).join('\n'), columns, style).filter((line) => line !== ''),
    ...(endOf(stop, typed.length > 0) ?? []).flatMap(note),
  ]
}

function besideLines(command: string, columns: number, style: Style): string[] {
  const note = wrap(words.work.beside(OPEN), columns - 2).map((line) => `  ${style.dim(line)}`)
  return [...renderCode(command, columns, style), ...note]
}

function endOf(stop: Stop, typed: boolean): string[] | null {
  switch (stop.kind) {
    case 'ends':
      return null
    case 'end-of-input':
      return [words.work.thenCtrlD]
    case 'ctrl-c':
      return [typed ? words.work.thenCtrlC : words.work.ctrlC]
  }
}
