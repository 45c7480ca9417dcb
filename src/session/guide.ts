import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import type { StepResult } from '../check/model.ts'
import { openConsole, type PromptEvent } from '../console/console.ts'
import { takeTerminal } from '../console/outer.ts'
import type { Cluster } from '../engine/model.ts'
import { Cancelled } from '../errors.ts'
import { adaptLab } from '../lab/adapt.ts'
import { type LabEntry, labOf } from '../lab/load.ts'
import type { Step } from '../lab/model.ts'
import { labProgress, withLab } from '../progress.ts'
import { remark } from '../remark.ts'
import { until } from '../until.ts'
import { begin, type Effect, stepAt, type Verb, type WalkEvent, walk } from '../walk.ts'
import { words } from '../words/index.ts'
import type { Context } from './context.ts'
import { keepPasses } from './grade.ts'
import { IN_WALK } from './guide-env.ts'
import { nextHint } from './hints.ts'
import { createLookout } from './lookout.ts'
import { createScreen } from './screen.ts'
import { solve } from './solve.ts'

/** How often the cluster is looked at while the learner thinks, in ms. */
const GLANCE = 700

const VERBS: ReadonlySet<string> = new Set<Verb>([
  'hint',
  'check',
  'solution',
  'skip',
  'back',
  'next',
  'quit',
  'answer',
  'help',
])

/** The guided walk through a lab, in the learner's own bash. Returns when they leave. */
export async function guide(context: Context, entry: LabEntry, cluster: Cluster): Promise<number> {
  const engine = await context.engine()
  const workbench = await engine.workbench()
  const lab = adaptLab(labOf(entry), cluster)
  const lookout = createLookout(engine, lab, () => context.progress.read())
  const known = labProgress(await context.progress.read(), lab.slug)

  const passed = new Set(Object.keys(known.passes))
  let { state, effects: opening } = begin(lab, passed, known.at)
  let verb: { name: Verb; text: string } | null = null
  let busy = true

  const outer = takeTerminal(process.stdin, process.stdout)
  const screen = createScreen(outer, context, lab)
  let keySink: ((keys: string) => void) | null = null
  const io = {
    onKeys(listener: (keys: string) => void) {
      keySink = listener
      return () => {
        keySink = null
      }
    },
    stdout: process.stdout,
    colour: screen.colour,
  }

  const look = async (answer: string | null = null): Promise<StepResult | null> => {
    const step = stepAt(lab, state)
    return step === null ? null : lookout.judge(step, answer)
  }

  /** Puts a command on the prompt's line once bash reads it. */
  const putOnLine = (command: string, run: boolean) => {
    void until(() => (shell.atPrompt ? true : null), { deadline: 10_000, every: 5 }).then((ready) => {
      if (ready === null) return
      shell.insert(command)
      if (run) shell.type('\r')
    })
  }

  const step = async (event: WalkEvent): Promise<void> => {
    const next = walk(lab, state, event)
    state = next.state
    for (const effect of next.effects) await perform(effect)
  }

  const perform = async (effect: Effect): Promise<void> => {
    const here = stepAt(lab, state)
    switch (effect.kind) {
      case 'show-step':
        screen.step(effect.index, state.reviewing)
        await context.progress.update((progress) =>
          withLab(progress, lab.slug, (own) => ({ ...own, at: lab.steps[effect.index]?.id ?? null })),
        )
        return
      case 'tick':
        await keepPasses(context.progress, lab, [effect.result], lookout.clusterId() ?? cluster.clusterId, {
          skipped: effect.skipped,
        })
        return screen.tick(effect.result, effect.skipped)
      case 'diagnose':
        return screen.diagnose(effect.result)
      case 'remind':
        return screen.remind(effect.result)
      case 'insert':
        return putOnLine(effect.command, false)
      case 'no-command':
        return screen.say(words.walk.noCommand)
      case 'already-first':
        return screen.say(words.walk.alreadyFirst)
      case 'help':
        return screen.help()
      case 'finished':
        return screen.finished()
      case 'leave':
        return
      default:
        if (here !== null) await performOn(here, effect)
    }
  }

  const performOn = async (here: Step, effect: Effect): Promise<void> => {
    switch (effect.kind) {
      case 'hint':
        return screen.hint(here, await nextHint(context.progress, lab, here))
      case 'ask': {
        if (here.task.kind !== 'question') return
        const answer = await screen.ask(here.task.ask, io).catch((error: unknown) => {
          if (error instanceof Cancelled) return ''
          throw error
        })
        if (answer.trim() === '') {
          screen.say(words.walk.answerLater)
          return step({ kind: 'answered', result: null })
        }
        return step({ kind: 'answered', result: await look(answer) })
      }
      case 'solution':
      case 'do-it': {
        const solution = await lookout
          .withSight((sight) => solve(entry, here, sight, cluster))
          .catch(screen.problem)
        if (solution === null) return
        if ('command' in solution) {
          if (effect.kind === 'solution') screen.command(solution.command)
          return putOnLine(solution.command, effect.kind === 'do-it')
        }
        screen.say(words.cli.clusterSays(solution.answer))
        if (effect.kind === 'do-it') return step({ kind: 'answered', result: await look(solution.answer) })
      }
    }
  }

  const onPrompt = async (prompt: PromptEvent): Promise<void> => {
    busy = true
    screen.freshLine(prompt.atLineStart)
    if (prompt.first) {
      screen.title()
      for (const effect of opening) await perform(effect)
      opening = []
      busy = false
      return
    }
    const asked = verb
    verb = null
    const word = remark(prompt.command, prompt.ran ? prompt.exit : 0, cluster)
    if (word !== null) screen.tip(word)
    if (asked === null) {
      await step({
        kind: 'prompt',
        ran: prompt.ran,
        command: prompt.command,
        interrupted: prompt.interrupted && !prompt.ran,
        result: await look(),
      })
    } else if (asked.name === 'answer' && asked.text !== '' && stepAt(lab, state)?.task.kind === 'question') {
      await step({ kind: 'answered', result: await look(asked.text) })
    } else await step({ kind: 'verb', verb: asked.name, result: await look() })
    busy = false
  }

  const shell = await openConsole(
    {
      historyFile: join(context.paths.home, 'history'),
      columns: outer.columns,
      rows: outer.rows,
      cwd: workbench.cwd,
      env: { ...workbench.env, [IN_WALK]: '1' },
    },
    {
      onOutput: (text) => outer.write(text),
      onPrompt,
      onVerb: (name, args) => {
        if (VERBS.has(name)) verb = { name: name as Verb, text: args.join(' ') }
      },
      onCommandStart: () => {
        busy = true
      },
      onBashrcSkipped: () => screen.tip(words.walk.bashrcSkipped),
    },
  ).catch((error: unknown) => {
    outer.release()
    throw error
  })

  outer.onInput((keys) => (keySink === null ? shell.type(keys) : keySink(keys)))
  outer.onResize((columns, rows) => shell.resize(columns, rows))
  outer.onHangup(() => shell.kill('SIGHUP'))

  /** A step that came true meanwhile, from another terminal or late, ticks by itself. */
  const glance = async (over: AbortSignal): Promise<void> => {
    while (!over.aborted) {
      await delay(GLANCE, undefined, { signal: over }).catch(() => {})
      const here = stepAt(lab, state)
      if (
        over.aborted ||
        busy ||
        here === null ||
        here.task.kind === 'question' ||
        state.reviewing ||
        !shell.atPrompt
      )
        continue
      const result = await look()
      if (result?.verdict !== 'passed' || busy || stepAt(lab, state)?.id !== here.id) continue
      await shell.announce(() => step({ kind: 'look', result }))
    }
  }
  const over = new AbortController()
  const glancing = glance(over.signal)
  try {
    await shell.exited
  } finally {
    over.abort()
    await glancing
    outer.release()
    await lookout.close()
  }
  screen.goodbye(state)
  return 0
}
