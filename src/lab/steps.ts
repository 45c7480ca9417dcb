import { words } from '../words/index.ts'
import { at, type Fault } from '../yaml/diagnostic.ts'
import type { Diagnostic } from '../yaml/model.ts'
import { readBlocks } from './blocks.ts'
import type { Step, Task } from './model.ts'
import { type On, readChecks, readQuestion } from './specs.ts'
import type { Piece } from './structure.ts'

type Heading = Extract<Piece, { kind: 'heading' }>
type Read = {
  readonly intro: string
  readonly steps: readonly Step[]
  readonly diagnostics: readonly Diagnostic[]
}

/** Makes steps of the pieces: each heading begins one, and what stands before the first is the intro. */
export function readSteps(pieces: readonly Piece[], file: string, on: On): Read {
  const first = pieces.findIndex(({ kind }) => kind === 'heading')
  const before = first < 0 ? pieces : pieces.slice(0, first)
  const diagnostics = before.flatMap((piece) =>
    piece.kind === 'prose' || piece.kind === 'broken' || piece.kind === 'heading'
      ? []
      : [at(file, piece.line, words.lab.outsideStep(nameOf[piece.kind]))],
  )
  if (first < 0) diagnostics.push(at(file, pieces[0]?.line ?? 1, words.lab.noSteps()))
  const steps: Step[] = []
  const seen = new Map<string, number>()
  for (const { heading, inside } of split(pieces)) {
    const { title, id, fault } = readHeading(heading)
    const earlier = seen.get(id)
    if (fault) diagnostics.push(at(file, heading.line, fault))
    else if (earlier !== undefined) diagnostics.push(at(file, heading.line, words.lab.sameId(id, earlier)))
    else seen.set(id, heading.line)
    const shown = readBlocks(inside, file, on)
    const read = readTask(inside, id, heading.line, file, on)
    diagnostics.push(...shown.diagnostics, ...read.diagnostics)
    const hints = inside.flatMap((piece) => (piece.kind === 'hint' ? [piece.markdown] : []))
    if (read.task) steps.push({ id, title, line: heading.line, blocks: shown.blocks, task: read.task, hints })
  }
  const intro = before.flatMap((piece) => (piece.kind === 'prose' ? [piece.markdown] : [])).join('\n\n')
  return { intro, steps, diagnostics }
}

const nameOf = {
  hint: 'a hint',
  command: 'a command',
  typed: 'typed text',
  check: 'a check',
  question: 'a question',
}

function split(pieces: readonly Piece[]): { heading: Heading; inside: Piece[] }[] {
  const steps: { heading: Heading; inside: Piece[] }[] = []
  for (const piece of pieces) {
    if (piece.kind === 'heading') steps.push({ heading: piece, inside: [] })
    else steps.at(-1)?.inside.push(piece)
  }
  return steps
}

function readHeading(heading: Heading): { title: string; id: string; fault: Fault | null } {
  const [, title = heading.text, id] = /^(.*?)\s*\{#([^{}]*)\}$/s.exec(heading.text) ?? []
  const name = id ?? slugOf(title)
  if (title === '') return { title, id: name, fault: words.lab.noTitle() }
  if (id === undefined) return { title, id: name, fault: words.lab.noId(title, name) }
  const good = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(id)
  return { title, id, fault: good ? null : words.lab.badId(id, slugOf(id)) }
}

function readTask(inside: readonly Piece[], id: string, line: number, file: string, on: On): ReadTask {
  const diagnostics: Diagnostic[] = []
  const checks = inside.flatMap((piece) => {
    if (piece.kind !== 'check') return []
    const read = readChecks(piece.of, on)
    diagnostics.push(...read.diagnostics)
    return read.checks
  })
  const questions = inside.flatMap((piece) => {
    if (piece.kind !== 'question') return []
    const read = readQuestion(piece.of, on)
    diagnostics.push(...read.diagnostics)
    return read.question ? [read.question] : []
  })
  const [first, second] = inside.filter(({ kind }) => kind === 'check' || kind === 'question')
  const other = inside.find(({ kind }) => kind !== first?.kind && (kind === 'check' || kind === 'question'))
  if (other) diagnostics.push(at(file, other.line, words.lab.bothTasks(id)))
  else if (first?.kind === 'question' && second)
    diagnostics.push(at(file, second.line, words.lab.twoQuestions(id)))
  if (!first && !inside.some(({ kind }) => kind === 'broken')) {
    diagnostics.push(at(file, line, words.lab.nothingToDo(id)))
  }
  const [question] = questions
  if (first?.kind === 'question')
    return { task: question ? { kind: 'question', ...question } : null, diagnostics }
  return { task: checks.length > 0 ? { kind: 'work', checks } : null, diagnostics }
}

type ReadTask = { readonly task: Task | null; readonly diagnostics: readonly Diagnostic[] }

/** An id made of a title; `step` where nothing of it can stay. */
function slugOf(title: string): string {
  const slug = title
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^[-0-9]+|-+$/g, '')
  return slug === '' ? 'step' : slug
}
