import type { Workbench } from '../engine/model.ts'
import type { OpenSight } from './grade.ts'
import { restoreWorld, WORLD_EMPTY, type WorldState, worldState } from './starting-state.ts'

/** Where the ways through a lab are tried: a cluster and a workbench that are there for that alone. */
export type Stage = {
  state(): Promise<StageState>
  /** Brings all back to how it was, once nothing runs any more. */
  restore(wanted: StageState): Promise<void>
  /** Takes away all that was made. */
  clear(): Promise<void>
}

/** `files`: the texts of the workbench's files, by their paths. */
type StageState = { readonly world: WorldState; readonly files: ReadonlyMap<string, string> }

export function createStage(options: {
  readonly sight: OpenSight
  readonly workbench: Workbench
  readonly signal: AbortSignal
}): Stage {
  const { sight, workbench, signal } = options
  const files = async () => {
    const read = async (path: string) => [path, (await workbench.files.read(path)) ?? ''] as const
    return new Map(await Promise.all((await pathsIn(workbench, signal)).map(read)))
  }
  const restore = async (wanted: StageState) => {
    // A command may have left another one running.
    await workbench.endTools(signal)
    await restoreWorld(sight.broker, wanted.world)
    const now = await files()
    for (const path of now.keys()) if (!wanted.files.has(path)) await workbench.files.write(path, null)
    for (const [path, text] of wanted.files)
      if (now.get(path) !== text) await workbench.files.write(path, text)
  }
  return {
    restore,
    clear: () => restore({ world: WORLD_EMPTY, files: new Map() }),
    state: async () => ({ world: await worldState(sight.broker), files: await files() }),
  }
}

/** What a command may have written: no hidden file, which is a shell's own. */
async function pathsIn(workbench: Workbench, signal: AbortSignal): Promise<string[]> {
  const find = ['find', '.', '-type', 'f', '-not', '-path', '*/.*'] as const
  const { output } = await workbench.run([...find], { output: 'capture', signal })
  return output
    .split('\n')
    .filter((path) => path !== '')
    .map((path) => path.replace(/^\.\//, ''))
}
