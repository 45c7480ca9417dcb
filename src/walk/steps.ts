import type { Lab, Step } from '../lab/model.ts'
import type { Effect, WalkState } from './events.ts'

/** What comes of an event. */
export type Next = { readonly state: WalkState; readonly effects: readonly Effect[] }

/** A step at which nothing has happened yet. */
const UNTOUCHED = {
  offered: 0,
  onLine: false,
  tries: [],
  told: null,
  unsettled: false,
  dismissed: false,
  toldBeside: false,
  skipping: false,
}

/** The walk as it begins, or goes on: at `at`, with these steps done. */
export function begin(lab: Lab, passed: ReadonlySet<string>, at: string | null): Next {
  const index = lab.steps.findIndex(({ id }) => id === at)
  const start: WalkState = { index: 0, passed, reviewing: false, ...UNTOUCHED }
  const open = at !== null && index >= 0 && !passed.has(at)
  return goTo(lab, start, open ? index : firstOpen(lab, passed, Math.max(0, index)))
}

export function stepAt(lab: Lab, state: WalkState): Step | null {
  return lab.steps[state.index] ?? null
}

/** To the next step that is not done. */
export function goOn(lab: Lab, state: WalkState): Next {
  return goTo(lab, state, firstOpen(lab, state.passed, state.index + 1))
}

/** To a step, as if nothing had happened there yet. */
export function goTo(lab: Lab, state: WalkState, wanted: number): Next {
  // Past the last step: back to one that was left open, if there is one.
  const index = wanted >= lab.steps.length ? firstOpen(lab, state.passed, 0) : wanted
  const step = lab.steps[index]
  const reviewing = step !== undefined && state.passed.has(step.id)
  return {
    state: { ...state, index, reviewing, ...UNTOUCHED },
    effects: [step === undefined ? { kind: 'finished' } : { kind: 'show-step', index }],
  }
}

/** The first step from `from` on that is not done, else the first of all that is not; `steps.length` where all are. */
function firstOpen(lab: Lab, passed: ReadonlySet<string>, from: number): number {
  const open = (start: number) => lab.steps.findIndex(({ id }, i) => i >= start && !passed.has(id))
  const ahead = open(from)
  const any = ahead >= 0 ? ahead : open(0)
  return any >= 0 ? any : lab.steps.length
}
