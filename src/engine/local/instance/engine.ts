import { rm } from 'node:fs/promises'
import { UserError } from '../../../errors.ts'
import { exists } from '../../../files.ts'
import { words } from '../../../words/index.ts'
import type { EngineOptions, InstanceEngine, InstanceState, Workbench } from '../../model.ts'
import { exclusively, knownHome, madeHome } from '../../place.ts'
import { filesIn } from '../files.ts'
import { attachHere, runHere } from '../run.ts'
import { endProcesses, javaOn } from './processes.ts'
import { loginEnv, recorded, sessionEnv } from './session.ts'
import { type InstanceFile, instanceOf, type Layout, layout, readState } from './state.ts'

/** The instance as a directory with a home and a shell of its own. It is the learner's computer too: there is no other. */
export function localInstance(options: EngineOptions): InstanceEngine {
  const place = async () => layout(await knownHome(options.paths.home))
  const found = async (): Promise<{ at: Layout; state: InstanceFile; env: Record<string, string> }> => {
    const at = await place()
    const state = await readState(at)
    if (state === null)
      throw new UserError(words.instance.notThere, { help: words.instance.notThereHelp, exit: 3 })
    if (!(await exists(at.home)))
      throw new UserError(words.instance.notRunning, { help: words.instance.notRunningHelp, exit: 3 })
    return { at, state, env: sessionEnv(at, options, state) }
  }
  return {
    name: 'local',
    on: 'instance',
    recall: async () => {
      const at = await place()
      const state = await readState(at)
      return state === null ? null : instanceOf(at, state)
    },
    state: async () => stateOf(await place()),
    start: async (start) => {
      const at = layout(await madeHome(options.paths.home))
      const { startInstance } = await import('./start.ts')
      return exclusively(options.paths.home, 'local', start, async () =>
        instanceOf(at, await startInstance(at, options, start)),
      )
    },
    stop: async (stop) => {
      const at = layout(await madeHome(options.paths.home))
      return exclusively(options.paths.home, 'local', stop, async () => {
        const before = await stateOf(at)
        await endProcesses(at)
        await rm(at.dir, { recursive: true, force: true, maxRetries: 5 })
        return before
      })
    },
    workbench: async () => workbench(await found()),
    machine: async () => {
      const { at, state, env } = await found()
      const { machineAt } = await import('./machine.ts')
      return machineAt(at, state, env)
    },
    keeper: async () => {
      const { at, state, env } = await found()
      const [{ keeperAt }, { machineAt }] = await Promise.all([import('./keeper.ts'), import('./machine.ts')])
      return keeperAt(at, machineAt(at, state, env), state.ports)
    },
  }
}

function workbench({ at, env }: { at: Layout; env: Record<string, string> }): Workbench {
  const place = { cwd: at.home, env }
  return {
    run: (argv, how) => runHere(place, argv, how),
    attach: (argv) => attachHere(place, argv),
    login: (historyFile) =>
      attachHere({ ...place, env: { ...recorded(at, loginEnv(env)), HISTFILE: historyFile } }, [
        'bash',
        '-l',
      ]),
    files: filesIn(at.home),
    // What runs here is the learner's own work.
    endTools: async () => [],
    instance: null,
    console: { kind: 'here', cwd: at.home, env: recorded(at, env) },
  }
}

async function stateOf(at: Layout): Promise<InstanceState> {
  const [state, processes, hasHome] = await Promise.all([readState(at), javaOn(at), exists(at.home)])
  if (state === null && processes.length === 0) return { kind: 'absent' }
  return {
    kind: 'present',
    instance: state === null ? null : instanceOf(at, state),
    running: state !== null && hasHome,
    processes,
  }
}
