import { setCurrentEngine } from '../engine/current.ts'
import type { Engine } from '../engine/model.ts'
import { EXIT, UserError } from '../errors.ts'
import { type Course, labOf } from '../lab/load.ts'
import type { Lab } from '../lab/model.ts'
import { labProgress, withLab } from '../progress.ts'
import type { Context } from '../session/context.ts'
import { bringIn } from '../session/needs.ts'
import { isNotHere } from '../session/not-here.ts'
import { numberOf, stepOf } from '../session/place.ts'
import { bringBack } from '../session/restore.ts'
import { type ClusterSight, closeSight, type OpenSight, requireSight } from '../session/sight.ts'
import { restoreWorld, WORLD_EMPTY } from '../session/starting-state.ts'
import { visible } from '../visible.ts'
import { words } from '../words/index.ts'

/**
 * `labs reset`: forgets the lab's progress and brings its starting state back, from whatever there is; with `--step`,
 * the state in which that step begins: what the steps before it make is made, and counts as it did before.
 */
export async function run(
  context: Context,
  name: string | undefined,
  options: { readonly step?: string },
): Promise<number> {
  const entry = await context.lab(name)
  const lab = labOf(entry)
  const target = options.step === undefined ? null : stepOf(lab, options.step)
  const engine = await context.engineOf(lab)
  const before = (target === null ? [] : lab.steps.slice(0, numberOf(lab, target) - 1)).filter(
    (step) => !isNotHere(step, engine),
  )
  const { out } = context
  const { signal } = context.starting()
  const course = await context.course()
  const { sight, ended } = await emptied(context, course, engine, signal)
  try {
    await bringIn({
      course,
      entry,
      engine,
      sight,
      signal,
      onWork: (number, step) => out.progress(words.cli.bringingIn(number, visible(step.title))),
    })
    if (before.length > 0) out.progress(words.cli.restoring(before.length))
    for (const step of before)
      if (!(await bringBack({ entry, step, engine, sight, signal })))
        throw new UserError(words.cli.restoreFailed(step.title), { help: words.cli.skipFailedHelp })
    out.progressDone()
    const kept = new Set(before.map(({ id }) => id))
    const after = await context.progress.update((progress) =>
      withLab(progress, lab.slug, (own) => ({
        ...own,
        passes: Object.fromEntries(
          Object.entries(own.passes)
            .filter(([id]) => kept.has(id))
            .map(([id, pass]) => [id, { ...pass, clusterId: sight.id }]),
        ),
        at: target?.id ?? null,
        hints: Object.fromEntries(Object.entries(own.hints).filter(([id]) => kept.has(id))),
      })),
    )
    const passed = Object.keys(labProgress(after, lab.slug).passes)
    if (context.json) out.json({ lab: lab.slug, step: target?.id ?? null, ...ended, passed })
    else {
      out.line(...resetLines(lab.number, ended))
      if (target !== null) out.line(words.cli.resetTo(numberOf(lab, target), visible(target.title)))
    }
    return 0
  } finally {
    await closeSight(sight)
  }
}

type Emptied = {
  readonly endedTools: readonly string[]
  readonly removedTopics: readonly string[]
  readonly removedGroups: readonly string[]
  readonly removedFiles: readonly string[]
}

const NOTHING: Emptied = { endedTools: [], removedTopics: [], removedGroups: [], removedFiles: [] }

/** A cluster without topics and groups; in place of an instance, a new one. */
async function emptied(
  context: Context,
  course: Course,
  engine: Engine,
  signal: AbortSignal,
): Promise<{ sight: OpenSight; ended: Emptied }> {
  if (engine.on === 'cluster') {
    const sight = await requireSight(engine)
    if (sight.on !== 'cluster') throw new Error('a cluster was looked for')
    try {
      return { sight, ended: await emptyWorld(course, engine, sight, signal) }
    } catch (error) {
      await closeSight(sight)
      throw error
    }
  }
  const before = await engine.state()
  if (before.kind === 'absent')
    throw new UserError(words.instance.notThere, { help: words.instance.notThereHelp, exit: EXIT.blocked })
  await engine.stop(context.starting())
  await engine.start(context.starting())
  await setCurrentEngine(context.paths.home, engine)
  const sight = await requireSight(engine)
  return { sight, ended: { ...NOTHING, endedTools: before.processes.map(({ command }) => command) } }
}

/** Ends what reads and writes, and takes away all topics, groups and files that the course's labs speak of. */
async function emptyWorld(
  course: Course,
  engine: Engine,
  sight: ClusterSight,
  signal: AbortSignal,
): Promise<Emptied> {
  const workbench = await engine.workbench()
  const endedTools = await workbench.endTools(signal)
  const removed = await restoreWorld(sight.broker, WORLD_EMPTY)
  const removedFiles: string[] = []
  for (const file of new Set(course.flatMap((entry) => filesOf(labOf(entry))))) {
    if ((await workbench.files.read(file)) === null) continue
    await workbench.files.write(file, null)
    removedFiles.push(file)
  }
  return { endedTools, removedTopics: removed.topics, removedGroups: removed.groups, removedFiles }
}

/** The workbench's files that a lab's checks look at. */
function filesOf(lab: Lab): string[] {
  return lab.steps.flatMap(({ task }) =>
    task.kind === 'work' ? task.checks.flatMap((check) => (check.kind === 'file' ? [check.file] : [])) : [],
  )
}

function resetLines(number: number, emptied: Emptied): string[] {
  const shown = (names: readonly string[]) => names.map(visible)
  return [
    words.cli.reset(number),
    ...(emptied.removedTopics.length > 0 ? [words.cli.resetTopics(shown(emptied.removedTopics))] : []),
    ...(emptied.removedGroups.length > 0 ? [words.cli.resetGroups(shown(emptied.removedGroups))] : []),
    ...(emptied.removedFiles.length > 0 ? [words.cli.resetFiles(shown(emptied.removedFiles))] : []),
    ...(emptied.endedTools.length > 0 ? [words.cli.resetTools(emptied.endedTools.length)] : []),
  ]
}
