import * as v from 'valibot'
import { text } from '../check/schema.ts'
import { nearest } from '../nearest.ts'
import { words } from '../words/index.ts'
import { at, inOrder } from '../yaml/diagnostic.ts'
import type { Diagnostic } from '../yaml/model.ts'
import { object } from '../yaml/schema.ts'
import { source } from '../yaml/source.ts'
import { entriesOf, itemsOf, readAs, readYaml, type Yaml } from '../yaml/yaml.ts'
import type { Answers, Lab, Step, StepAnswers, Way, WrongWay } from './model.ts'

export type ParsedAnswers =
  | { readonly answers: Answers; readonly diagnostics: readonly [] }
  | { readonly answers: null; readonly diagnostics: readonly Diagnostic[] }

type YamlNode = Yaml['root']

const stepEntry = object({
  solve: v.optional(v.unknown()),
  'also-right': v.optional(v.unknown()),
  wrong: v.optional(v.unknown()),
})
const way = { run: v.optional(text), answer: v.optional(text) }
const rightWay = object(way)
const wrongWay = object({ ...way, says: text, help: v.optional(text) })
const none: StepAnswers = { solve: null, alsoRight: [], wrong: [] }

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
      ? readStep(yaml, entry.value ?? entry.keyNode, step)
      : { answers: none, diagnostics: [] }
    answers[step.id] = found.answers
    diagnostics.push(...found.diagnostics)
    if (needsSolution(step) && found.answers.solve === null && found.diagnostics.length === 0) {
      diagnostics.push(at(file, yaml.lineOf(entry?.keyNode ?? null), words.lab.noSolution(step.id)))
    }
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
  const readWay = (of: YamlNode): Way | null => {
    const read = readAs(yaml, of, rightWay)
    if (read.ok) return wayOf(read.value, yaml, of, step, diagnostics)
    diagnostics.push(...read.diagnostics)
    return null
  }
  const solve = under('solve')
  const answers = {
    solve: solve ? readWay(solve.value ?? solve.keyNode) : null,
    alsoRight: items('also-right').flatMap((item) => readWay(item) ?? []),
    wrong: items('wrong').flatMap((item): WrongWay[] => {
      const read = readAs(yaml, item, wrongWay)
      if (!read.ok) diagnostics.push(...read.diagnostics)
      const wrong = read.ok ? wayOf(read.value, yaml, item, step, diagnostics) : null
      return read.ok && wrong ? [{ way: wrong, says: read.value.says, help: read.value.help ?? null }] : []
    }),
  }
  return { answers, diagnostics }
}

/** A work step is gone through by a command, a question by an answer: exactly one of them. */
function wayOf(
  written: { run?: string | undefined; answer?: string | undefined },
  yaml: Yaml,
  node: YamlNode,
  step: Step,
  diagnostics: Diagnostic[],
): Way | null {
  const { run, answer } = written
  const asks = step.task.kind === 'question'
  const fault = (found: { message: string; instead: string }) => {
    diagnostics.push(at(yaml.file, yaml.lineOf(node), found))
    return null
  }
  if ((run === undefined) === (answer === undefined)) return fault(words.lab.noWay())
  if (asks && answer === undefined) return fault(words.lab.runForQuestion())
  if (!asks && run === undefined) return fault(words.lab.answerForWork())
  return run === undefined ? { kind: 'answer', answer: answer ?? '' } : { kind: 'run', command: run }
}

function exampleFor(step: Step): string {
  return step.task.kind === 'question' ? '{ answer: "…" }' : '{ run: "…" }'
}
