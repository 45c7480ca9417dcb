import type { StepResult } from '../check/model.ts'
import type { Engine, Host } from '../engine/model.ts'
import { Cancelled } from '../errors.ts'
import { type LabEntry, labOf } from '../lab/load.ts'
import type { Act, Step } from '../lab/model.ts'
import { words } from '../words/index.ts'
import type { Hands } from './hands.ts'
import type { Lookout } from './lookout.ts'
import { comesTrue, during, type Look, operate } from './operate.ts'
import type { Passage } from './passage.ts'
import type { Screen } from './screen.ts'
import { createShells } from './shells.ts'
import { justRuns, type Reference, solutionOf, withoutLooking } from './ways.ts'
import { openBash, truthOf } from './work.ts'

/** How it came out: `stopped` by the learner, or by a command that did not go as it was to. */
export type Outcome =
  | { readonly kind: 'done'; readonly answered: boolean; readonly result: StepResult | null }
  | { readonly kind: 'stopped' }

/** Does steps before the learner's eyes: their commands run in the console, typed lines, Ctrl-C and all. */
export type Skipper = {
  /** A step is being done, over several prompts. */
  readonly active: boolean
  /** At a prompt; null where commands are to run first, which is gone on with at the next prompt. */
  begin(step: Step): Promise<Outcome | null>
  /** At each prompt after it. */
  goOn(): Promise<Outcome | null>
  /** Nothing that was started runs on. */
  close(): Promise<void>
}

type Job = {
  readonly step: Step
  readonly reference: Reference
  readonly left: Act[]
  readonly abort: AbortController
  /** Gives the learner's keys back. */
  readonly release: () => void
  /** Ends the second terminal. */
  endBeside: () => Promise<void>
  /** The command that runs, or is about to. */
  current: Promise<void>
  started: boolean
  /** What the checks said while a command still ran, where they passed. */
  held: StepResult | null
}

export function createSkipper(options: {
  readonly entry: LabEntry
  readonly engine: Engine
  readonly host: () => Host
  readonly lookout: Lookout
  readonly look: Look
  readonly screen: Screen
  readonly hands: Hands
  readonly way: Passage
}): Skipper {
  const { entry, engine, host, lookout, look, screen, hands, way } = options
  let job: Job | null = null

  const start = (it: Job, act: Act): void => {
    const { signal } = it.abort
    const held = async () => {
      const result = await lookout.judge(it.step, null)
      if (result.verdict === 'passed') it.held = result
    }
    const work = async () => {
      const program = await hands.run(act.command, signal, () => {
        it.started = true
      })
      await operate(program, act, { look, signal, held })
    }
    it.started = false
    it.current = work()
    // It is looked at when the prompt is there; a command that does not end is the learner's again.
    it.current.catch(() => {
      it.started = true
      it.release()
    })
  }

  const startBeside = async (it: Job): Promise<void> => {
    const { beside } = it.reference
    if (beside === null) return
    screen.beside(beside.command, 'started')
    const { signal } = it.abort
    const workbench = await engine.workbench()
    if (engine.on === 'instance') {
      // A second session: it stays open until the step was looked at.
      const shells = createShells(workbench, () => {})
      it.endBeside = () => shells.close()
      const shell = await shells.another(beside.where)
      return comesTrue(await shell.run(beside.command, signal), beside.ready, { look, signal })
    }
    const program = await openBash({ workbench, output: 'capture', signal }, beside.command)
    let finish = () => {}
    const finished = new Promise<void>((resolve) => {
      finish = resolve
    })
    await new Promise<void>((ready, fail) => {
      const over = during(program, beside.ready, { look, signal }, () => {
        ready()
        return finished
      })
      over.catch(fail)
      it.endBeside = async () => {
        finish()
        // What becomes of it once the step was looked at is nobody's concern.
        await over.catch(() => {})
      }
    })
  }

  /** Looks at what was done, while the second terminal still runs. */
  const judge = async (it: Job): Promise<Outcome> => {
    const { step, reference, held } = it
    if (step.task.kind === 'work')
      return { kind: 'done', answered: false, result: held ?? (await lookout.judge(step, null)) }
    const answer = await lookout.withSight(async (sight) =>
      sight.kind === 'open' ? truthOf(labOf(entry), step, sight) : null,
    )
    const given = answer ?? reference.answer
    if (given !== null) screen.say(words.cli.clusterSays(given, engine.on))
    return { kind: 'done', answered: true, result: given === null ? null : await lookout.judge(step, given) }
  }

  const end = async (it: Job): Promise<void> => {
    job = null
    await it.endBeside()
    it.release()
  }

  /** Runs `go`; what goes wrong in it ends the job, and is said. */
  const guarded = async (it: Job, go: () => Promise<Outcome | null>): Promise<Outcome | null> => {
    let outcome: Outcome | null = { kind: 'stopped' }
    try {
      outcome = await go()
    } catch (error) {
      if (it.abort.signal.aborted || error instanceof Cancelled) screen.say(words.walk.skipStopped)
      else screen.problem(error)
    }
    if (outcome !== null) await end(it)
    return outcome
  }

  const next = async (it: Job): Promise<Outcome | null> => {
    it.abort.signal.throwIfAborted()
    const [act] = it.left
    if (act === undefined) return judge(it)
    // On the way to where it runs, which it takes a prompt to be at.
    const move = way.to(act.where)
    if (move === null) it.left.shift()
    start(it, move === null ? act : { ...act, command: move.command, typed: [], stop: { kind: 'ends' } })
    return null
  }

  return {
    get active() {
      return job !== null
    },
    begin: async (step) => {
      const reference = withoutLooking(await solutionOf(entry, step, host()), step)
      const { acts, beside } = reference
      const [act] = acts
      // A command that just runs is the learner's own, as if they had pressed Enter themselves.
      const isPlain = beside === null && acts.length === 1 && act !== undefined && justRuns(act)
      if (step.task.kind === 'work' && isPlain && way.to(act.where) === null) {
        hands.put(act.command, true)
        return null
      }
      const abort = new AbortController()
      const it: Job = {
        step,
        reference,
        left: [...acts],
        abort,
        release: hands.holdKeys(() => abort.abort()),
        endBeside: async () => {},
        current: Promise.resolve(),
        started: true,
        held: null,
      }
      job = it
      return guarded(it, async () => {
        await startBeside(it)
        return next(it)
      })
    },
    goOn: async () => {
      // Ctrl-C that came a moment too late gives one more prompt, which the next command is still to be put on.
      if (job === null || (!job.started && !job.abort.signal.aborted)) return null
      const it = job
      return guarded(it, async () => {
        await it.current
        return next(it)
      })
    },
    close: async () => {
      job?.abort.abort()
      if (job !== null) await end(job)
    },
  }
}
