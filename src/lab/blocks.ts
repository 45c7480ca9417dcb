import { words } from '../words/index.ts'
import { at } from '../yaml/diagnostic.ts'
import type { Diagnostic } from '../yaml/model.ts'
import { textOf } from '../yaml/source.ts'
import { commandFaults, typedFaults } from './command.ts'
import type { Block } from './model.ts'
import type { On } from './specs.ts'
import type { Piece } from './structure.ts'

type Blocks = { readonly blocks: readonly Block[]; readonly diagnostics: readonly Diagnostic[] }
type Shown = Extract<Piece, { kind: 'command' }>

/** What a step shows, in order: prose, and commands with the lines that are typed into them. */
export function readBlocks(inside: readonly Piece[], file: string, on: On): Blocks {
  const diagnostics: Diagnostic[] = []
  const blocks = inside.flatMap((piece, index): Block[] => {
    if (piece.kind === 'prose') return [{ kind: 'prose', markdown: piece.markdown }]
    const before = inside[index - 1]
    if (piece.kind === 'typed') {
      const belongs = before?.kind === 'broken' || (before?.kind === 'command' && before.manner !== 'beside')
      diagnostics.push(...typedFaults(piece.of))
      if (!belongs) diagnostics.push(at(file, piece.line, words.lab.typedNowhere()))
    }
    if (piece.kind !== 'command') return []
    diagnostics.push(...commandFaults(piece.of))
    if (on === 'cluster' && piece.where === 'instance')
      diagnostics.push(at(file, piece.line, words.lab.elsewhereOnCluster()))
    const below = inside[index + 1]
    const typed = piece.manner !== 'beside' && below?.kind === 'typed' ? below.of.lines : []
    return [{ kind: 'command', command: textOf(piece.of), manner: piece.manner, where: piece.where, typed }]
  })
  return { blocks, diagnostics: [...diagnostics, ...mannerFaults(inside, file)] }
}

/** A step is worked on in one terminal, and at most one more. */
function mannerFaults(inside: readonly Piece[], file: string): Diagnostic[] {
  const commands = inside.filter((piece): piece is Shown => piece.kind === 'command')
  const [, secondBeside] = commands.filter(({ manner }) => manner === 'beside')
  const [endless, second] = commands.filter(({ manner }) => manner === 'endless')
  const other = commands.find(({ manner }) => manner === 'ends')
  // In a question step the commands only show what is asked about: they are run one after the other.
  const asks = inside.some(({ kind }) => kind === 'question')
  return [
    ...(secondBeside ? [at(file, secondBeside.line, words.lab.twoBeside())] : []),
    ...(second ? [at(file, second.line, words.lab.twoEndless())] : []),
    ...(endless && other && !asks ? [at(file, other.line, words.lab.besidesEndless(endless.line))] : []),
  ]
}
