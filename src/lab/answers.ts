import * as v from 'valibot'
import { nearest } from '../nearest.ts'
import { words } from '../words/index.ts'
import { at, type Fault, inOrder } from '../yaml/diagnostic.ts'
import type { Diagnostic } from '../yaml/model.ts'
import { object } from '../yaml/schema.ts'
import { source } from '../yaml/source.ts'
import { entriesOf, itemsOf, readAs, readYaml, type Yaml } from '../yaml/yaml.ts'
import type { Answers, Lab, Step, StepAnswers, WrongWay } from './model.ts'
import { readUntil } from './specs.ts'
import { readWay } from './way.ts'

export type ParsedAnswers =
  | { readonly answers: Answers; readonly diagnostics: readonly [] }
  | { readonly answers: null; readonly diagnostics: readonly Diagnostic[] }

type YamlNode = Yaml['root']

const stepEntry = object({
  solve: v.optional(v.unknown()),
  until: v.optional(v.unknown()),
  ready: v.optional(v.unknown()),
  'also-right': v.optional(v.unknown()),
  wrong: v.optional(v.unknown()),
})
const none: StepAnswers = { solve: null, until: null, ready: null, alsoRight: [], wrong: [] }

/** Reads an `answers.yml`. Pure, and never throws. The answers have an entry for every step of the lab. */
export function parseAnswers(content: string, file: string, lab: Lab): ParsedAnswers {
  const read = readYaml(source(content, file))
  if (!read.ok) return { answers: null, diagnostics: inOrder(read.diagnostics) }
  const yaml = read.value
  const diagnostics: Diagnostic[] = []
  const answers: Record<string, StepAnswers> = {}
  const entries = entriesOf(yaml.root)
  const ids = lab.steps.map(({ id }) => id)
  if (yaml.root !== null && entries.length === 0) {
    diagnostics.push(at(file, yaml.lineOf(yaml.root), words.yaml.notAMapping(ids)))
  }
  for (const { key, keyNode } of entries) {
    if (!ids.includes(key)) {
      diagnostics.push(at(file, yaml.lineOf(keyNode), words.lab.unknownStep(key, nearest(key, ids))))
    }
  }
  for (const step of lab.steps) {
    const entry = entries.find(({ key }) => key === step.id)
    const found = entry
      ? readStep(yaml, entry.value ?? entry.keyNode, step, lab.on)
      : { answers: none, diagnostics: [] }
    answers[step.id] = found.answers
    diagnostics.push(...found.diagnostics)
    if (needsSolution(step) && found.answers.solve === null && found.diagnostics.length === 0) {
      diagnostics.push(at(file, yaml.lineOf(entry?.keyNode ?? null), words.lab.noSolution(step.id)))
    }
    if (found.diagnostics.length === 0)
      for (const fault of missingConditions(step, found.answers))
        diagnostics.push(at(file, yaml.lineOf(entry?.keyNode ?? null), fault))
  }
  return diagnostics.length > 0
    ? { answers: null, diagnostics: inOrder(diagnostics) }
    : { answers, diagnostics: [] }
}

/** True where no command that the lab shows is the answer. */
function needsSolution(step: Step): boolean {
  return step.task.kind === 'question' || step.blocks.every(({ kind }) => kind !== 'command')
}

function readStep(
  yaml: Yaml,
  node: YamlNode,
  step: Step,
  on: Lab['on'],
): { answers: StepAnswers; diagnostics: Diagnostic[] } {
  const outer = readAs(yaml, node, stepEntry)
  if (!outer.ok) return { answers: none, diagnostics: outer.diagnostics }
  const diagnostics: Diagnostic[] = []
  const under = (key: string) => entriesOf(node).find((entry) => entry.key === key)
  const items = (key: string) => {
    const entry = under(key)
    const list = itemsOf(entry?.value ?? null)
    if (entry && list === null) {
      diagnostics.push(at(yaml.file, yaml.lineOf(entry.keyNode), words.yaml.notAList(exampleFor(step))))
    }
    return list ?? []
  }
  const conditions = (key: 'until' | 'ready') => {
    const { until, diagnostics: found } = readUntil(yaml, node, key, on)
    diagnostics.push(...found)
    return until
  }
  const read = (of: YamlNode, kind: 'right' | 'wrong' = 'right') => {
    const found = readWay(yaml, of, { step, on, kind })
    diagnostics.push(...found.diagnostics)
    return found
  }
  const solve = under('solve')
  const answers: StepAnswers = {
    solve: solve ? read(solve.value ?? solve.keyNode).way : null,
    until: conditions('until'),
    ready: conditions('ready'),
    alsoRight: items('also-right').flatMap((item) => read(item).way ?? []),
    wrong: items('wrong').flatMap((item): WrongWay[] => {
      const { way, says, help } = read(item, 'wrong')
      return way ? [{ way, says, help }] : []
    }),
  }
  const fault = (found: { message: string; instead: string }, key: string) =>
    diagnostics.push(at(yaml.file, yaml.lineOf(under(key)?.keyNode ?? node), found))
  const { endless, beside } = mannersOf(step)
  if (!endless && answers.until !== null) fault(words.lab.untilWithoutEndless(step.id), 'until')
  if (!beside && answers.ready !== null) fault(words.lab.readyWithoutShown(step.id), 'ready')
  return { answers, diagnostics }
}

/** What the lab shows and only answers.yml can say when it has done what it is for. */
function missingConditions(step: Step, answers: StepAnswers): Fault[] {
  const { endless, beside } = mannersOf(step)
  const asks = step.task.kind === 'question'
  return [
    ...(endless && asks && answers.until === null ? [words.lab.noUntil(step.id)] : []),
    ...(beside && answers.ready === null ? [words.lab.noReady(step.id)] : []),
  ]
}

function mannersOf(step: Step): { endless: boolean; beside: boolean } {
  const manners = step.blocks.flatMap((block) => (block.kind === 'command' ? [block.manner] : []))
  return { endless: manners.includes('endless'), beside: manners.includes('beside') }
}

function exampleFor(step: Step): string {
  return step.task.kind === 'question' ? '{ answer: "…" }' : '{ run: "…" }'
}
