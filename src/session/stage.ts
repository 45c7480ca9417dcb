import type { CheckSpec } from '../check/model.ts'
import type { Workbench } from '../engine/model.ts'
import type { Answers, Lab, Way } from '../lab/model.ts'
import type { OpenSight } from './grade.ts'
import { restoreWorld, WORLD_EMPTY, type WorldState, worldState } from './starting-state.ts'

/** Where the ways through a lab are tried: a cluster, and the files of the workbench that the lab speaks of. */
export type Stage = {
  state(): Promise<StageState>
  /** Brings all back to how it was, once nothing runs any more. */
  restore(wanted: StageState): Promise<void>
  /** Takes away all that was made. */
  clear(): Promise<void>
}

type StageState = { readonly world: WorldState; readonly files: ReadonlyMap<string, string | null> }

export function createStage(options: {
  readonly sight: OpenSight
  readonly workbench: Workbench
  readonly lab: Lab
  readonly answers: Answers
  readonly signal: AbortSignal
}): Stage {
  const { sight, workbench, lab, answers, signal } = options
  const names = filesOf(lab, answers)
  const restore = async ({ world, files }: StageState) => {
    // A command may have left another one running.
    await workbench.endTools(signal)
    await restoreWorld(sight.broker, world)
    for (const [name, text] of files)
      if ((await workbench.files.read(name)) !== text) await workbench.files.write(name, text)
  }
  return {
    restore,
    clear: () => restore({ world: WORLD_EMPTY, files: new Map(names.map((name) => [name, null])) }),
    state: async () => ({
      world: await worldState(sight.broker),
      files: new Map(
        await Promise.all(names.map(async (name) => [name, await workbench.files.read(name)] as const)),
      ),
    }),
  }
}

/** The files that any check of the lab looks at. */
function filesOf(lab: Lab, answers: Answers): string[] {
  const own = lab.steps.flatMap(({ task }) => (task.kind === 'work' ? task.checks : []))
  const waited = Object.values(answers).flatMap(({ until, ready, solve, alsoRight, wrong }) => [
    ...(until ?? []),
    ...(ready ?? []),
    ...[...(solve ? [solve] : []), ...alsoRight, ...wrong.map(({ way }) => way)].flatMap(waitedFor),
  ])
  const checks: CheckSpec[] = [...own, ...waited.flatMap((one) => (one.kind === 'check' ? [one.check] : []))]
  return [...new Set(checks.flatMap((check) => (check.kind === 'file' ? [check.file] : [])))]
}

function waitedFor(way: Way) {
  const stop = way.kind === 'run' && way.act.stop.kind === 'ctrl-c' ? way.act.stop.until : []
  return [...stop, ...(way.beside?.ready ?? [])]
}
