import type { Engine, Workbench } from '../engine/model.ts'
import type { ClusterSight, OpenSight } from './sight.ts'
import { restoreWorld, WORLD_EMPTY, type WorldState, worldState } from './starting-state.ts'

/** Where the ways through a lab are tried: a cluster or an instance that is there for that alone. */
export type Stage = {
  /** Remembers how all is. What it gives brings that back, once nothing of a way runs any more. */
  keep(): Promise<() => Promise<void>>
  /** Takes away all that was made. */
  clear(): Promise<void>
}

export async function createStage(options: {
  readonly engine: Engine
  readonly sight: OpenSight
  readonly workbench: Workbench
  readonly signal: AbortSignal
}): Promise<Stage> {
  const { engine, sight, workbench, signal } = options
  if (sight.on === 'cluster') return clusterStage(sight, workbench, signal)
  if (engine.on !== 'instance') throw new Error('an instance is run by an engine for instances')
  const keeper = await engine.keeper()
  let kept = 0
  return {
    clear: () => keeper.restore(null, signal),
    keep: async () => {
      const name = `state-${kept++}`
      await keeper.save(name, signal)
      return () => keeper.restore(name, signal)
    },
  }
}

/** `files`: the texts of the workbench's files, by their paths. */
type ClusterState = { readonly world: WorldState; readonly files: ReadonlyMap<string, string> }

function clusterStage({ broker }: ClusterSight, workbench: Workbench, signal: AbortSignal): Stage {
  const files = async () => {
    const read = async (path: string) => [path, (await workbench.files.read(path)) ?? ''] as const
    return new Map(await Promise.all((await pathsIn(workbench, signal)).map(read)))
  }
  const restore = async (wanted: ClusterState) => {
    // A command may have left another one running.
    await workbench.endTools(signal)
    await restoreWorld(broker, wanted.world)
    const now = await files()
    for (const path of now.keys()) if (!wanted.files.has(path)) await workbench.files.write(path, null)
    for (const [path, text] of wanted.files)
      if (now.get(path) !== text) await workbench.files.write(path, text)
  }
  return {
    clear: () => restore({ world: WORLD_EMPTY, files: new Map() }),
    keep: async () => {
      const state = { world: await worldState(broker), files: await files() }
      return () => restore(state)
    },
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
