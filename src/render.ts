import type { CheckResult, Json, StepResult, Verdict } from './check/model.ts'
import type { Step } from './lab/model.ts'
import type { Style } from './style.ts'
import { pad, width, wrap, wrapAdvice } from './text.ts'
import { visible } from './visible.ts'
import { words } from './words/index.ts'

/** One sign a verdict, told apart without colour too. */
export function sign(verdict: Verdict, style: Style): string {
  switch (verdict) {
    case 'passed':
      return style.good('✓')
    case 'failed':
      return style.bad('✗')
    case 'pending':
      return style.dim('·')
    case 'blocked':
      return style.warn('?')
  }
}

/** What one check saw: the message, expected beside actual where something is there and wrong, and the next move. */
export function checkLines(check: CheckResult, style: Style, columns: number): string[] {
  const paint = check.verdict === 'failed' ? style.bad : check.verdict === 'blocked' ? style.warn : style.dim
  return [
    ...wrap(paint(visible(check.message)), columns),
    ...(check.verdict === 'failed' && check.kind !== 'question' ? comparison(check, style) : []),
    ...(check.help === null ? [] : wrapAdvice(`→ ${visible(check.help)}`, columns, '  ')),
  ]
}

/** The fields that were wanted and are not so, side by side; nothing where there is nothing to compare. */
function comparison({ kind, expected, actual }: CheckResult, style: Style): string[] {
  const want = flatten(expected)
  const have = flatten(actual)
  const differ = [...want]
    .map(([field, value]) => wish(field, value))
    // What a topic does not have is told too; elsewhere the message says what the figures can't.
    .filter(({ field }) => kind === 'topic' || have.has(field))
    .filter(({ field, isMetBy }) => !isMetBy(have.get(field)))
  // Of another thing than was wanted, the name says all.
  const telling = differ[0]?.field === 'topic' ? differ.slice(0, 1) : differ
  const rows = telling.map(({ field, wanted }) =>
    [words.walk.field(field), wanted, have.get(field) ?? '–'].map(visible),
  )
  if (rows.length === 0) return []
  const head = ['', words.walk.expected, words.walk.actual]
  const widths = [0, 1].map((column) => Math.max(...[head, ...rows].map((row) => width(row[column] ?? ''))))
  const line = (row: readonly string[]) =>
    `  ${row.map((cell, i) => (i < 2 ? pad(cell, widths[i] ?? 0) : cell)).join('  ')}`.trimEnd()
  return [style.dim(line(head)), ...rows.map(line)]
}

/** What a check's lower bounds are bounds of. */
const BOUNDED: ReadonlyMap<string, string> = new Map([
  ['atLeast', 'count'],
  ['endAtLeast', 'endOffset'],
  ['committedAtLeast', 'committed'],
  ['lagAtLeast', 'lag'],
])

/** A field as it was wanted; a lower bound is met by what is beyond it, too. */
function wish(field: string, value: string) {
  const bounded = BOUNDED.get(field)
  return bounded === undefined
    ? { field, wanted: value, isMetBy: (have: string | undefined) => have === value }
    : {
        field: bounded,
        wanted: words.check.atLeast(Number(value)),
        isMetBy: (have: string | undefined) => have !== undefined && BigInt(have) >= BigInt(value),
      }
}

function flatten(value: Json): Map<string, string> {
  const flat = new Map<string, string>()
  const walk = (inner: Json, path: string) => {
    if (typeof inner === 'object' && inner !== null && !Array.isArray(inner))
      for (const [key, child] of Object.entries(inner)) walk(child, key)
    else flat.set(path, textOf(inner))
  }
  if (value !== null) walk(value, '')
  return flat
}

function textOf(value: Json): string {
  if (value === null) return '–'
  if (Array.isArray(value)) return value.map(textOf).join(', ')
  return typeof value === 'string' ? value : JSON.stringify(value)
}

/** A step and how it stands, as `labs check` lists it. `details` for all but steps that passed. */
export function stepLines(
  step: Step,
  place: { number: number; total: number },
  result: StepResult,
  style: Style,
  columns: number,
): string[] {
  const head = stepHead(step, place, result, style)
  if (result.verdict === 'passed') return [head]
  const texts = result.checks
    .filter((check) => check.verdict !== 'passed')
    .map((check) => checkLines(check, style, columns - 6).join('\n'))
  // Two checks may see the very same (a topic that is not there): said once.
  const details = [...new Set(texts)].flatMap((text) => text.split('\n'))
  return [head, ...details.map((line) => `      ${line}`)]
}

/** The first of those lines: the verdict and the step's title. */
export function stepHead(
  step: Step,
  place: { number: number; total: number },
  result: StepResult,
  style: Style,
): string {
  const title = visible(step.title.replaceAll('`', ''))
  const number = String(place.number).padStart(String(place.total).length)
  return `${sign(result.verdict, style)} ${number}  ${result.verdict === 'passed' ? title : style.bold(title)}`
}

/** `2 of 11 passed`, with what else there is to say about the rest. */
export function scoreLine(results: readonly StepResult[], style: Style): string {
  const count = (verdict: Verdict) => results.filter((r) => r.verdict === verdict).length
  const passed = words.cli.score(count('passed'), results.length)
  const rest = [
    count('failed') > 0 ? style.bad(words.cli.failedCount(count('failed'))) : '',
    count('pending') > 0 ? words.cli.pendingCount(count('pending')) : '',
    count('blocked') > 0 ? style.warn(words.cli.blockedCount(count('blocked'))) : '',
  ].filter((part) => part !== '')
  return [count('passed') === results.length ? style.good(passed) : passed, ...rest].join(', ')
}
