import { type Console, openConsole } from '../console/console.ts'
import type { Where, Workbench } from '../engine/model.ts'
import { until } from '../until.ts'
import { consolePlace } from './console-place.ts'
import { createHands } from './hands.ts'
import type { Program } from './operate.ts'

/** A bash of ours, in which commands are typed as a learner types them, and which stays open behind them. */
type Shell = { run(command: string, signal: AbortSignal): Promise<Program> }

/** One at each place, opened when it is first wanted, and more where they are asked for. */
export type Shells = {
  at(where: Where): Promise<Shell>
  another(where: Where): Promise<Shell>
  /** Hangs all of them up, as closed terminal windows do. */
  close(): Promise<void>
}

const SIZE = { columns: 200, rows: 50 }
/** How long a shell may take to end at each signal, in ms. */
const ENDS = 5000

export function createShells(workbench: Workbench, onOutput: (text: string) => void): Shells {
  const own = new Map<Where, Promise<Shell>>()
  const open: Promise<Console>[] = []
  const another = async (where: Where): Promise<Shell> => {
    let console: Console | null = null
    const hands = createHands(() => console, { get: () => () => {}, set: () => {} })
    const place = where === 'instance' ? (workbench.instance ?? workbench) : workbench
    const opening = openConsole(
      { historyFile: '/dev/null', ...SIZE, ...consolePlace(place, '') },
      {
        onOutput: (text) => {
          hands.output(text)
          onOutput(text)
        },
        onPrompt: ({ exit }) => hands.over(exit),
        onCommandStart: () => hands.started(),
      },
    )
    open.push(opening)
    const opened = await opening
    console = opened
    const ended = opened.exited.then(
      () => hands.over(255),
      () => hands.over(255),
    )
    void ended
    return { run: (command, signal) => hands.run(command, signal) }
  }
  return {
    another,
    at: (where) => {
      const known = own.get(where) ?? another(where)
      own.set(where, known)
      return known
    },
    close: async () => {
      await Promise.all(open.splice(0).map((opening) => opening.then(end, () => {})))
    },
  }
}

async function end(console: Console): Promise<void> {
  let ended = false
  const over = () => {
    ended = true
  }
  console.exited.then(over, over)
  for (const signal of ['SIGHUP', 'SIGKILL'] as const) {
    console.kill(signal)
    if ((await until(() => (ended ? true : null), { deadline: ENDS, every: 5 })) !== null) return
  }
}
