import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { stripVTControlCharacters } from 'node:util'
import { type Console, openConsole } from '../console/console.ts'
import type { TerminalExit } from '../console/model.ts'
import { takeTerminal } from '../console/outer.ts'
import type { Engine, Host } from '../engine/model.ts'
import { Cancelled } from '../errors.ts'
import { adaptLab } from '../lab/adapt.ts'
import { type LabEntry, labOf } from '../lab/load.ts'
import { labProgress } from '../progress.ts'
import { words } from '../words/index.ts'
import { consolePlace } from './console-place.ts'
import type { Context } from './context.ts'
import { IN_WALK } from './guide-env.ts'
import { createHands } from './hands.ts'
import { createLookout } from './lookout.ts'
import { isNotHere } from './not-here.ts'
import { createPassage } from './passage.ts'
import { VERBS } from './reply.ts'
import { createScreen } from './screen.ts'
import { createWalker } from './walker.ts'
import type { CommandLine, Walker, Word } from './walker-parts.ts'

/** How often the cluster is looked at while the learner thinks, in ms. */
const GLANCE = 700
const CTRL_C = '\x03'

/** The guided walk through a lab, in the learner's own bash. Returns when they leave. */
export async function guide(context: Context, entry: LabEntry, engine: Engine, host: Host): Promise<number> {
  const workbench = await engine.workbench()
  const lab = adaptLab(labOf(entry), host)
  const known = labProgress(await context.progress.read(), lab.slug)
  const lookout = createLookout(engine, lab, () => context.progress.read())

  const outer = takeTerminal(process.stdin, process.stdout)
  const screen = createScreen(outer, context, lab)
  let shell: Console | null = null
  /** Who gets the keys: a question while there is one, else the shell. */
  let keys: (typed: string) => void = (typed) => shell?.type(typed)
  let word: Word | null = null
  let busy = true
  let isOpen = false
  let lost: Error | undefined

  const hands = createHands(() => shell, {
    get: () => keys,
    set: (to) => {
      keys = to
    },
  })
  const line: CommandLine = {
    ...hands,
    ask: async (question) => {
      const toShell = keys
      const onKeys = (listener: (typed: string) => void) => {
        keys = listener
        return () => {
          keys = toShell
        }
      }
      try {
        return await screen.ask(question, { onKeys, stdout: process.stdout, colour: screen.colour })
      } catch (error) {
        if (error instanceof Cancelled) return ''
        throw error
      }
    },
  }
  /** Where the shell has no `labs` of its own, it is run here, and stopped by Ctrl-C. */
  const runLabs = async (args: readonly string[]): Promise<void> => {
    const toShell = keys
    const child = spawn(process.execPath, [...process.execArgv, process.argv[1] ?? '', ...args], {
      env: { ...context.env, LABS_ENGINE: engine.name, [IN_WALK]: lab.slug },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    keys = (typed) => void (typed.includes(CTRL_C) && child.kill('SIGINT'))
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (text: string) => outer.write(text.replaceAll('\n', '\r\n')))
    await once(child, 'close')
    keys = toShell
  }
  const way = createPassage(lab, host)
  const walker = createWalker({ context, entry, engine, host, known, lookout, screen, line, way })

  try {
    shell = await openConsole(
      {
        historyFile: join(context.paths.home, 'history'),
        columns: outer.columns,
        rows: outer.rows,
        ...consolePlace(workbench, lab.slug),
      },
      {
        onOutput: (text) => {
          outer.write(text)
          hands.output(text)
        },
        onPrompt: async (prompt) => {
          busy = true
          const printed = stripVTControlCharacters(hands.running ?? '')
          hands.over(prompt.exit)
          screen.freshLine(prompt.atLineStart)
          const said = word
          word = null
          way.at(prompt.place)
          if (way.quitsOn()) {
            busy = false
            return line.put('quit', true)
          }
          // The first prompt of a shell behind ssh is a first one too.
          await (isOpen ? walker.prompt(prompt, said, printed) : walker.open())
          isOpen = true
          busy = false
        },
        onVerb: async (name, args) => {
          if (name === 'labs') return runLabs(args)
          const verb = VERBS.find((known) => known === name)
          if (verb === 'quit') way.quit()
          if (verb !== undefined) word = { verb, text: args.join(' ') }
        },
        onCommandStart: () => {
          busy = true
          hands.started()
        },
        onBashrcSkipped: () => screen.tip(words.walk.bashrcSkipped),
      },
    )
    const opened = shell
    outer.onInput((typed) => keys(typed))
    outer.onResize((columns, rows) => opened.resize(columns, rows))
    outer.onHangup(() => opened.kill('SIGHUP'))
    const watch = async () => {
      const { running } = hands
      if (running === null || !(await walker.watch(running)) || hands.running === null) return
      screen.aside(words.walk.allThereIs, hands.running.slice(hands.running.lastIndexOf('\n') + 1))
    }
    lost = (await untilLeft(opened, walker, () => busy, watch)).lost
  } finally {
    hands.over(255)
    await walker.close()
    outer.release()
    await lookout.close()
  }
  const stopped = (await engine.recall()) === null
  // A stop takes the shell with it.
  if (lost !== undefined && !stopped) {
    // It has left its prompt; what is thrown is told on a line of its own.
    if (!outer.atLineStart) process.stdout.write('\n')
    throw lost
  }
  screen.goodbye(
    walker.state,
    stopped,
    lab.steps.filter((step) => isNotHere(step, engine)),
  )
  return 0
}

/** Until the shell ends: a step that came true meanwhile, from another terminal or late, ticks by itself. */
async function untilLeft(
  shell: Console,
  walker: Walker,
  isBusy: () => boolean,
  watch: () => Promise<void>,
): Promise<TerminalExit> {
  const over = new AbortController()
  const glancing = (async () => {
    while (!over.signal.aborted) {
      await delay(GLANCE, undefined, { signal: over.signal }).catch(() => {})
      if (over.signal.aborted) continue
      await watch()
      if (isBusy() || !shell.atPrompt) continue
      const news = await walker.glance()
      if (news !== null && !isBusy()) await shell.announce(news)
    }
  })()
  // What goes wrong in it ends the walk, as it would at a prompt.
  glancing.catch(() => shell.kill())
  try {
    return await shell.exited
  } finally {
    over.abort()
    await glancing
  }
}
