import type { Json } from '../check/model.ts'
import { labOf } from '../lab/load.ts'
import type { Context } from '../session/context.ts'
import { chosenStep } from '../session/place.ts'
import { doingLines } from '../session/shown.ts'
import { closeSight, openSight } from '../session/sight.ts'
import { type Solution, solve } from '../session/solve.ts'
import { words } from '../words/index.ts'

/** The addresses a solution is shown with where no cluster says otherwise. */
const BOOK = { bootstrapServer: 'my-kafka:9092', zookeeper: 'my-kafka:2181', archive: null }

/** `labs solution`: the reference answer of a step; that of a question is read from the live cluster. */
export async function run(
  context: Context,
  name: string | undefined,
  options: { readonly step?: string },
): Promise<number> {
  const entry = await context.lab(name)
  const lab = labOf(entry)
  const engine = await context.engineOf(lab)
  const cluster = await engine.recall()
  const step = await chosenStep(context.progress, lab, options.step, { engine, id: cluster?.id ?? null })
  const { out } = context
  if (step === null) {
    if (context.json) out.json({ lab: lab.slug, step: null })
    else out.line(words.cli.allDone(lab.number))
    return 0
  }
  const needsCluster = step.task.kind === 'question'
  const sight = needsCluster ? await openSight(engine) : null
  try {
    const solution = await solve(entry, step, sight, cluster ?? BOOK)
    if (context.json) out.json({ lab: lab.slug, step: step.id, ...asJson(solution) })
    else if (solution.kind === 'work')
      out.line(...doingLines(solution, { columns: out.columns(), style: out.style, lab: lab.number }))
    else out.line(words.cli.clusterSays(solution.answer, engine.on))
    return 0
  } finally {
    if (sight !== null) await closeSight(sight)
  }
}

/** `type`, `stop` and `beside` only where a command does not just end, or is not alone. */
function asJson(solution: Solution): Readonly<Record<string, Json>> {
  if (solution.kind === 'answer') return { answer: solution.answer }
  const [act] = solution.acts
  return {
    command: act?.command ?? '',
    ...(act === undefined || act.stop.kind === 'ends' ? {} : { type: act.typed, stop: act.stop.kind }),
    ...(solution.beside === null ? {} : { beside: solution.beside.command }),
  }
}
