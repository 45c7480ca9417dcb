import * as v from 'valibot'
import { oneOf, text } from '../check/parts.ts'
import type { Where } from '../engine/model.ts'
import { words } from '../words/index.ts'
import { at } from '../yaml/diagnostic.ts'
import type { Diagnostic } from '../yaml/model.ts'
import { object, says } from '../yaml/schema.ts'
import { entriesOf, readAs, type Yaml } from '../yaml/yaml.ts'
import type { Beside, Lab, Step, Stop, Way } from './model.ts'
import { readUntil } from './specs.ts'

type YamlNode = Yaml['root']

const way = {
  run: v.optional(text),
  answer: v.optional(text),
  type: v.optional(
    v.array(
      v.string(() => says(words.lab.notAText())),
      () => says(words.lab.notTyped()),
    ),
  ),
  until: v.optional(v.unknown()),
  where: v.optional(oneOf(['workbench', 'instance'])),
  beside: v.optional(text),
  ready: v.optional(v.unknown()),
}
const rightWay = object(way)
const wrongWay = object({ ...way, says: text, help: v.optional(text) })

type Read = {
  readonly way: Way | null
  readonly says: string
  readonly help: string | null
  readonly diagnostics: readonly Diagnostic[]
}

/** One way through a step, as answers.yml has it; what it says where it is a wrong one. */
export function readWay(
  yaml: Yaml,
  node: YamlNode,
  { step, on, kind }: { readonly step: Step; readonly on: Lab['on']; readonly kind: 'right' | 'wrong' },
): Read {
  const read = kind === 'right' ? readAs(yaml, node, rightWay) : readAs<typeof wrongWay>(yaml, node, wrongWay)
  if (!read.ok) return { way: null, says: '', help: null, diagnostics: read.diagnostics }
  const written: v.InferOutput<typeof rightWay> & { says?: string; help?: string | undefined } = read.value
  const diagnostics: Diagnostic[] = []
  const fault = (found: { message: string; instead: string }, key?: string) => {
    const of = entriesOf(node).find((entry) => entry.key === key)?.keyNode ?? node
    diagnostics.push(at(yaml.file, yaml.lineOf(of), found))
  }
  const conditions = (key: 'until' | 'ready') => {
    const { until, diagnostics: found } = readUntil(yaml, node, key, on)
    diagnostics.push(...found)
    return until
  }

  const { run, answer, type = [] } = written
  const [until, ready] = [conditions('until'), conditions('ready')]
  const asks = step.task.kind === 'question'
  if ((run === undefined) === (answer === undefined)) fault(words.lab.noWay())
  else if (asks && answer === undefined) fault(words.lab.runForQuestion())
  else if (!asks && run === undefined) fault(words.lab.answerForWork())
  if (run === undefined && answer !== undefined)
    for (const key of ['type', 'until'] as const)
      if (written[key] !== undefined) fault(words.lab.typeForAnswer(key), key)
  if (written.beside !== undefined && ready === null) fault(words.lab.besideWithoutReady(), 'beside')
  if (written.beside === undefined && ready !== null) fault(words.lab.readyWithoutBeside(), 'ready')

  if (on === 'cluster' && written.where === 'instance') fault(words.lab.whereOnCluster(), 'where')

  const where = written.where ?? whereIn(step)
  const beside: Beside | null =
    written.beside === undefined ? null : { command: written.beside, where, ready: ready ?? [] }
  const stop: Stop =
    until !== null ? { kind: 'ctrl-c', until } : { kind: type.length > 0 ? 'end-of-input' : 'ends' }
  const found: Way =
    run === undefined
      ? { kind: 'answer', answer: answer ?? '', beside }
      : { kind: 'run', act: { command: run, where, typed: type, stop }, beside }
  return {
    way: diagnostics.length > 0 ? null : found,
    says: written.says ?? '',
    help: written.help ?? null,
    diagnostics,
  }
}

/** A way is gone where the commands that the step shows are run. */
function whereIn(step: Step): Where {
  return step.blocks.find((block) => block.kind === 'command')?.where ?? 'workbench'
}
