import type { StepResult } from '../check/model.ts'
import type { Engine, Host } from '../engine/model.ts'
import { adaptLab } from '../lab/adapt.ts'
import { type LabEntry, labOf } from '../lab/load.ts'
import type { Step } from '../lab/model.ts'
import { type LabProgress, withLab } from '../progress.ts'
import { bareAnswer, noRecord, remark } from '../remark.ts'
import type { Effect, WalkEvent } from '../walk/events.ts'
import { begin, stepAt } from '../walk/steps.ts'
import { walk } from '../walk/walk.ts'
import { words } from '../words/index.ts'
import type { Context } from './context.ts'
import { keepPasses } from './grade.ts'
import { nextHint } from './hints.ts'
import { createLively } from './lively.ts'
import type { Lookout } from './lookout.ts'
import { gonePast, isNotHere } from './not-here.ts'
import type { Passage } from './passage.ts'
import { readReply } from './reply.ts'
import type { Screen } from './screen.ts'
import { createSkipper, type Outcome } from './skipping.ts'
import { solve } from './solve.ts'
import type { CommandLine, Walker } from './walker-parts.ts'

export function createWalker(options: {
  context: Context
  entry: LabEntry
  engine: Engine
  host: Host
  known: LabProgress
  lookout: Lookout
  screen: Screen
  line: CommandLine
  way: Passage
}): Walker {
  const { context, entry, engine, known, lookout, screen, line, way } = options
  let host = options.host
  let lab = adaptLab(labOf(entry), host)
  const passes = Object.keys(known.passes)
  const gone = gonePast(lab, new Set(passes), known.at, (step) => isNotHere(step, engine))
  let { state, effects: opening } = begin(lab, new Set([...passes, ...gone]), known.at)

  const skipper = createSkipper({
    entry,
    engine,
    host: () => host,
    lookout,
    look: (until, shown) => lookout.holds(until, shown),
    screen,
    hands: line,
    way,
  })
  const lively = createLively(entry, lookout)

  const look = async (answer: string | null = null): Promise<StepResult | null> => {
    const step = stepAt(lab, state)
    return step === null ? null : lookout.judge(step, answer)
  }

  const take = async (event: WalkEvent): Promise<void> => {
    const next = walk(lab, state, event)
    state = next.state
    for (const effect of next.effects) await perform(effect)
  }

  const showStep = (step: Step, index: number): void =>
    screen.step(step, index, isNotHere(step, engine) ? 'not-here' : state.reviewing ? 'again' : 'new')

  /** A cluster that came back may have come to other ports: what is shown from then on is for those. */
  const follow = async (): Promise<void> => {
    const now = await engine.recall()
    if (now === null || (now.bootstrapServer === host.bootstrapServer && now.zookeeper === host.zookeeper))
      return
    host = now
    lab = adaptLab(labOf(entry), now)
    screen.tip(words.walk.moved(now.bootstrapServer))
    const step = stepAt(lab, state)
    if (step !== null) showStep(step, state.index)
  }

  const perform = async (effect: Effect): Promise<void> => {
    switch (effect.kind) {
      case 'show-step': {
        const shown = lab.steps[effect.index]
        if (shown !== undefined) showStep(shown, effect.index)
        await context.progress.update((progress) =>
          withLab(progress, lab.slug, (own) => ({ ...own, at: shown?.id ?? null })),
        )
        return
      }
      case 'tick': {
        const hostId = lookout.hostId() ?? host.id
        await keepPasses(context.progress, lab, [effect.result], hostId, { skipped: effect.skipped })
        return screen.tick(effect.result, effect.skipped)
      }
      case 'diagnose':
        return screen.diagnose(effect.result)
      case 'remind':
        return screen.remind(effect.result)
      case 'insert':
        return line.put(effect.command, false)
      case 'beside':
        return screen.beside(effect.command, 'yours')
      case 'no-command':
        return screen.say(words.walk.noCommand)
      case 'no-question':
        return screen.say(words.walk.noQuestion)
      case 'already-first':
        return screen.say(words.walk.alreadyFirst)
      case 'help':
        return screen.help()
      case 'finished':
        return screen.finished(lab.steps.filter((step) => isNotHere(step, engine)).length)
      case 'leave':
        return
      default: {
        const step = stepAt(lab, state)
        if (step !== null) await performOn(step, effect)
      }
    }
  }

  const performOn = async (step: Step, effect: Effect): Promise<void> => {
    switch (effect.kind) {
      case 'hint':
        return screen.hint(step, await nextHint(context.progress, lab, step))
      case 'ask': {
        const reply = readReply(step.task.kind === 'question' ? await line.ask(step.task.ask) : '')
        // Meant for the shell, so it goes there; the question comes again after it.
        if (reply.kind === 'line') return line.put(reply.line, true)
        if (reply.kind === 'nothing') screen.say(words.walk.answerLater)
        return take({ kind: 'answered', result: reply.kind === 'nothing' ? null : await look(reply.text) })
      }
      case 'solution':
        return showSolution(step)
      case 'do-it':
        return skipped(await skipper.begin(step))
    }
  }

  const skipped = async (outcome: Outcome | null): Promise<void> => {
    if (outcome === null) return
    if (outcome.kind === 'stopped')
      return take({ kind: 'prompt', ran: false, interrupted: true, result: await look() })
    const { answered, result } = outcome
    return take(
      answered ? { kind: 'answered', result } : { kind: 'prompt', ran: true, interrupted: false, result },
    )
  }

  const showSolution = async (step: Step): Promise<void> => {
    const solution = await lookout.withSight((sight) => solve(entry, step, sight, host)).catch(screen.problem)
    if (solution === null) return
    if (solution.kind === 'answer') return screen.say(words.cli.clusterSays(solution.answer, engine.on))
    screen.doing(solution)
    const [act] = solution.acts
    if (act !== undefined) line.put(act.command, false)
  }

  return {
    get state() {
      return state
    },
    open: async () => {
      screen.title()
      for (const effect of opening) await perform(effect)
      opening = []
    },
    prompt: async (prompt, word, printed) => {
      if (skipper.active) return skipped(await skipper.goOn())
      await follow()
      // A shell behind ssh has begun: no line was entered in it, and no Enter pressed.
      if (prompt.first && word === null) return take({ kind: 'look', result: await look() })
      const cluster = engine.on === 'cluster' ? host : null
      const tip =
        remark(prompt.command, prompt.ran ? prompt.exit : 0, cluster) ??
        noRecord(prompt.command, printed, lab.courseTopics, cluster) ??
        (stepAt(lab, state)?.task.kind === 'question' ? bareAnswer(prompt.command, prompt.exit) : null)
      if (tip !== null) screen.tip(tip)
      if (word === null) {
        const { ran, command, exit } = prompt
        const interrupted = prompt.interrupted && !ran
        const step = stepAt(lab, state)
        const isEnter = !ran && !interrupted
        if (isEnter && step !== null && isNotHere(step, engine)) return take({ kind: 'set-aside' })
        const move = isEnter && step !== null && !state.reviewing ? way.toStep(step) : null
        if (move !== null) {
          screen.say(words.walk.moveFirst(move.to))
          return line.put(move.command, false)
        }
        const now = await look()
        const meanwhile = step && lively.passed(step)
        const result = now?.verdict === 'passed' ? now : (meanwhile ?? now)
        const missed =
          ran && step !== null && !state.reviewing && result?.verdict !== 'passed'
            ? way.missed(step, command)
            : null
        if (missed !== null) {
          screen.tip(words.walk.ranElsewhere(missed))
          // There was nothing to see of what is asked.
          if (step?.task.kind === 'question') return
        }
        return take({ kind: 'prompt', ran, command, exit, printed, interrupted, result })
      }
      const answers =
        word.verb === 'answer' && word.text !== '' && stepAt(lab, state)?.task.kind === 'question'
      return answers
        ? take({ kind: 'answered', result: await look(word.text) })
        : take({ kind: 'verb', verb: word.verb, result: await look() })
    },
    glance: async () => {
      const step = stepAt(lab, state)
      if (step === null || step.task.kind === 'question' || state.reviewing || skipper.active) return null
      const result = await look()
      if (stepAt(lab, state)?.id !== step.id) return null
      const event: WalkEvent = { kind: 'look', result }
      return walk(lab, state, event).effects.length === 0 ? null : () => take(event)
    },
    watch: async (shown) => {
      const step = stepAt(lab, state)
      if (step === null || state.reviewing || skipper.active) return false
      return lively.watch(step, shown)
    },
    close: () => skipper.close(),
  }
}
