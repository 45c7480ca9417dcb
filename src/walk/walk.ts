import type { StepResult } from '../check/model.ts'
import type { Lab, Step } from '../lab/model.ts'
import type { Effect, Verb, WalkEvent, WalkState } from './events.ts'
import { areTried, commandsOf, isOfLabs, shownIn, wentWell, withRun } from './own-commands.ts'
import { goOn, goTo, type Next, stepAt } from './steps.ts'

/** The way through a lab. Pure: what is to be seen and done comes back as effects, in order. */
export function walk(lab: Lab, state: WalkState, event: WalkEvent): Next {
  const step = stepAt(lab, state)
  const stay = (...effects: Effect[]): Next => ({ state, effects })
  if (event.kind === 'verb') return verb(lab, state, event.verb, event.result)
  if (step === null) return stay()
  if (event.kind === 'set-aside') return goOn(lab, { ...state, passed: new Set([...state.passed, step.id]) })
  if (event.kind === 'answered' && event.result === null && step.task.kind === 'question')
    return { state: { ...state, dismissed: true }, effects: [] }
  if (event.result === null) return stay()
  const { result } = event
  if (result.verdict === 'passed' && !state.reviewing) return pass(lab, state, step, result)
  switch (event.kind) {
    case 'look':
      return state.unsettled && !isUnsettled(result) ? tell('diagnose', state, result) : stay()
    case 'answered':
      return result.verdict === 'passed'
        ? stay({ kind: 'tick', result, skipped: false })
        : stay({ kind: 'diagnose', result })
    case 'prompt':
      if (event.interrupted)
        return {
          state: {
            ...state,
            // Ctrl-C took it off the line again, so it was not run.
            offered: state.onLine ? state.offered - 1 : state.offered,
            onLine: false,
            skipping: false,
            reviewing: state.passed.has(step.id),
          },
          effects: [],
        }
      if (!event.ran) return emptyLine(state, step)
      return afterCommand(state, step, event, result)
  }
}

/**
 * Enter on an empty line: the next command, then the question, then the commands again. One for a second terminal is told
 * of on the way, once; where there is no other, each time.
 */
function emptyLine(state: WalkState, step: Step): Next {
  const shown = shownIn(step)
  const own = commandsOf(step)
  const over = state.offered >= shown.length || (own.length > 0 && areTried(step, state.tries))
  if (over && step.task.kind === 'question' && !state.reviewing) return { state, effects: [{ kind: 'ask' }] }
  if (shown.length === 0) return { state, effects: [{ kind: 'no-command' }] }
  const first = state.offered % shown.length
  const at = shown.findIndex(({ manner }, i) => i >= first && manner !== 'beside')
  const passedBy = shown.slice(first, at < 0 ? shown.length : at)
  const tell = passedBy.length > 0 && (!state.toldBeside || own.length === 0)
  const next: WalkState = { ...state, onLine: false, toldBeside: state.toldBeside || tell }
  const effects = tell ? passedBy.map(({ command }): Effect => ({ kind: 'beside', command })) : []
  // The last one is for the second terminal: that is enough for one Enter, the first time.
  if (at < 0 && tell) return { state: { ...next, offered: shown.length }, effects }
  const index = at < 0 ? shown.findIndex(({ manner }) => manner !== 'beside') : at
  const command = shown[index]?.command ?? ''
  return {
    state: { ...next, offered: index + 1, onLine: true },
    effects: [...effects, { kind: 'insert', command }],
  }
}

function afterCommand(
  before: WalkState,
  step: Step,
  { command = null, exit = 0, printed = '' }: Extract<WalkEvent, { kind: 'prompt' }>,
  result: StepResult,
): Next {
  const ran = { command, exit, printed }
  const state: WalkState = { ...before, ...withRun(step, before, ran) }
  if (state.reviewing) return { state, effects: [] }
  const calm: WalkState = { ...state, skipping: false }
  // It has said itself what there was to say.
  if (isOfLabs(command)) return { state: calm, effects: [] }
  if (step.task.kind === 'question' && result.verdict === 'pending')
    // The question comes once what there is to see was on the screen.
    return wentWell(step, ran) && !state.dismissed && areTried(step, state.tries)
      ? { state: calm, effects: [{ kind: 'ask' }] }
      : { state: calm, effects: [] }
  // Where it is not there yet, one line will do, unless the next move is known.
  const isQuiet = result.verdict === 'pending' && result.checks.every(({ help }) => help === null)
  // A skip that came to nothing tells the way out, said before or not.
  const isSaid = fingerprint(result) === state.told || isQuiet
  return tell(isSaid && !state.skipping ? 'remind' : 'diagnose', calm, result)
}

function verb(lab: Lab, state: WalkState, name: Verb, result: StepResult | null): Next {
  const step = stepAt(lab, state)
  const stay = (...effects: Effect[]): Next => ({ state, effects })
  switch (name) {
    case 'quit':
      return stay({ kind: 'leave' })
    case 'help':
      return stay({ kind: 'help' })
    case 'back':
      return state.index === 0 ? stay({ kind: 'already-first' }) : goTo(lab, state, state.index - 1)
    case 'next':
      return step === null ? stay({ kind: 'finished' }) : goTo(lab, state, state.index + 1)
    default:
      if (step === null) return stay({ kind: 'finished' })
  }
  switch (name) {
    case 'hint':
      return stay({ kind: 'hint' })
    case 'solution':
      return stay({ kind: 'solution' })
    case 'skip':
      return { state: { ...state, skipping: true, reviewing: false }, effects: [{ kind: 'do-it' }] }
    case 'answer':
      return stay({ kind: step.task.kind === 'question' ? 'ask' : 'no-question' })
    case 'check':
      if (result === null) return stay()
      if (result.verdict === 'passed') return pass(lab, { ...state, reviewing: false }, step, result)
      return tell('diagnose', state, result)
  }
}

function pass(lab: Lab, state: WalkState, step: Step, result: StepResult): Next {
  const tick: Effect = { kind: 'tick', result, skipped: state.skipping }
  const next = goOn(lab, { ...state, passed: new Set([...state.passed, step.id]) })
  return { state: next.state, effects: [tick, ...next.effects] }
}

/** The same is not said twice, and what was under way is followed to its end. */
function tell(kind: 'diagnose' | 'remind', state: WalkState, result: StepResult): Next {
  const told = { told: fingerprint(result), unsettled: isUnsettled(result) }
  return { state: { ...state, ...told }, effects: [{ kind, result }] }
}

/** What the checks saw. */
function fingerprint({ checks }: StepResult): string {
  return JSON.stringify(checks.map(({ verdict, message, actual, help }) => [verdict, message, actual, help]))
}

function isUnsettled({ checks }: StepResult): boolean {
  return checks.some(({ converging }) => converging)
}
