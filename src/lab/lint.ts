import { words } from '../words/index.ts'
import { at, inOrder } from '../yaml/diagnostic.ts'
import type { Diagnostic } from '../yaml/model.ts'
import type { Answers, Command, Lab, Step, StepAnswers, Stop, Way } from './model.ts'

const WRONG = 3
const HINTS = 2
const addresses = { '--bootstrap-server': 'my-kafka:9092', '--zookeeper': 'my-kafka:2181' }

/** What a lab lacks that can run and yet is not good enough to teach with. Pure: no cluster is asked. */
export function lintLab(lab: Lab, answers: Answers, files: { lab: string; answers: string }): Diagnostic[] {
  const inLab = lab.steps.flatMap((step) => stepFaults(step).map((fault) => at(files.lab, step.line, fault)))
  const inAnswers = lab.steps.flatMap((step) =>
    answerFaults(step, answers[step.id]).map((fault) => at(files.answers, 1, fault)),
  )
  const last = lab.steps.at(-1)
  const challenge = last ? challengeFaults(lab, last, answers[last.id]) : []
  return [
    ...inOrder([...inLab, ...challenge.map((fault) => at(files.lab, last?.line ?? 1, fault))]),
    ...inOrder(inAnswers),
  ]
}

function stepFaults(step: Step) {
  const faults = step.blocks.flatMap((block) =>
    block.kind === 'command' ? [...addressFaults(block.command), ...sleepFaults(block.command)] : [],
  )
  if (step.hints.length < HINTS) faults.push(words.lab.fewHints(step.id, step.hints.length, HINTS))
  return faults
}

function answerFaults(step: Step, answers: StepAnswers | undefined) {
  const { solve = null, alsoRight = [], wrong = [] } = answers ?? {}
  const shown = shownWays(step)
  const right = [...(solve ? [solve] : shown), ...alsoRight].map(essence)
  const bad = wrong.map((way) => essence(way.way))
  const faults = [...(solve ? [solve] : []), ...alsoRight].flatMap((way) =>
    commandsOf(way).flatMap(addressFaults),
  )
  const all = [...(solve ? [solve] : []), ...alsoRight, ...wrong.map(({ way }) => way)]
  faults.push(...all.flatMap((way) => commandsOf(way).flatMap(sleepFaults)))
  if (wrong.length < WRONG) faults.push(words.lab.fewWrong(step.id, wrong.length, WRONG))
  if (alsoRight.length === 0) faults.push(words.lab.fewRight(step.id))
  if (new Set(right).size < right.length || new Set(bad).size < bad.length)
    faults.push(words.lab.sameWay(step.id))
  if (bad.some((way) => right.includes(way))) faults.push(words.lab.rightAndWrong(step.id))
  return faults
}

function challengeFaults(lab: Lab, last: Step, answers: StepAnswers | undefined) {
  if (!last.id.startsWith('challenge')) return [words.lab.noChallenge()]
  const faults = last.blocks.some(({ kind }) => kind === 'command') ? [words.lab.challengeShown()] : []
  const solution = answers?.solve?.kind === 'run' ? flat(answers.solve.act.command) : null
  const told = [lab.intro, ...lab.steps.flatMap((step) => [...step.hints, ...step.blocks.map(textOf)])].map(
    flat,
  )
  return solution !== null && told.some((text) => text.includes(solution))
    ? [...faults, words.lab.challengeTold()]
    : faults
}

/** A broker that only its author has. */
function addressFaults(command: string) {
  return Object.entries(addresses).flatMap(([option, wanted]) =>
    [...command.matchAll(new RegExp(`${option}[ =]+(\\S+)`, 'g'))].flatMap(([, address = '']) =>
      address === wanted ? [] : [words.lab.otherBroker(address, wanted)],
    ),
  )
}

/** A wait for a time: too short on one machine, too long on the next. */
function sleepFaults(command: string) {
  return /(^|[;&|(\s])(u?sleep|timeout)\s+[\d.$]/m.test(command) ? [words.lab.sleeps()] : []
}

function textOf(block: Step['blocks'][number]): string {
  return block.kind === 'command' ? block.command : block.markdown
}

/** Two ways that differ only in line breaks and spaces, or in when they are looked at, are one. */
function essence(way: Way): string {
  const keys = way.kind === 'run' ? [...way.act.typed, way.act.stop.kind] : [way.answer]
  return [...commandsOf(way).map(flat), ...keys].join('\n')
}

function commandsOf(way: Way): string[] {
  const own = way.kind === 'run' ? [way.act.command] : []
  return way.beside === null ? own : [...own, way.beside.command]
}

/** Commands that just run are one way together: of two that are shown, one alone may well be wrong. */
function shownWays(step: Step): Way[] {
  const commands = step.blocks.flatMap((block) =>
    block.kind === 'command' && block.manner !== 'beside' ? [block] : [],
  )
  const justRuns = ({ manner, typed }: Command) => manner === 'ends' && typed.length === 0
  const running = commands.filter(justRuns)
  const [first] = running
  const together = running.map(({ command }) => command).join('\n')
  const others = commands.filter((command) => !justRuns(command))
  return [...(first === undefined ? [] : [{ ...first, command: together }]), ...others].map(shownWay)
}

function shownWay({ command, where, typed, manner }: Command): Way {
  const stop: Stop = manner === 'ends' ? { kind: 'ends' } : { kind: 'ctrl-c', until: [] }
  return { kind: 'run', act: { command, where, typed, stop }, beside: null }
}

function flat(text: string): string {
  return text.replace(/\\\n/g, ' ').replace(/\s+/g, ' ').trim()
}
