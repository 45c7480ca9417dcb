import type { Ran, Workbench } from '../engine/model.ts'
import { adaptText } from '../lab/adapt.ts'
import { type LabEntry, loadAnswers } from '../lab/load.ts'
import type { Step, Way } from '../lab/model.ts'

/** Runs a command in the workbench's bash, just as it stands in the lab. `Workbench.run` */
export function runCommand(
  workbench: Workbench,
  command: string,
  options: Parameters<Workbench['run']>[1],
): Promise<Ran> {
  return workbench.run(['bash', '-c', command], options)
}

/** The reference way through a step, for this cluster; null for a question, whose answer only the cluster knows. */
export async function solutionOf(
  entry: LabEntry,
  step: Step,
  cluster: { bootstrapServer: string; zookeeper: string },
): Promise<Way | null> {
  const { solve } = (await loadAnswers(entry))[step.id] ?? { solve: null }
  const shown = step.blocks.flatMap((block) => (block.kind === 'command' ? [block.command] : []))
  if (solve?.kind === 'run') return { kind: 'run', command: adaptText(solve.command, cluster) }
  if (solve !== null) return solve
  if (step.task.kind === 'question') return null
  return { kind: 'run', command: adaptText(shown.join('\n'), cluster) }
}
