import { labOf } from '../lab/load.ts'
import { labProgress } from '../progress.ts'
import type { Context } from '../session/context.ts'
import { scoreOf } from '../session/place.ts'
import { pad, width } from '../text.ts'
import { visible } from '../visible.ts'
import { words } from '../words/index.ts'

/** `labs list`: the course with progress. */
export async function run(context: Context): Promise<number> {
  const [course, progress] = [await context.course(), await context.progress.read()]
  const rows = course.map((entry) => {
    const lab = labOf(entry)
    return {
      lab: lab.slug,
      number: lab.number,
      title: lab.title,
      minutes: lab.minutes,
      score: scoreOf(lab, labProgress(progress, lab.slug)),
    }
  })
  if (context.json) {
    context.out.json({ current: progress.current, labs: rows })
    return 0
  }
  const { style } = context.out
  const titles = Math.max(...rows.map(({ title }) => width(title)))
  for (const row of rows) {
    const { passed, total } = row.score
    const state =
      passed === total ? style.good(words.cli.score(passed, total)) : words.cli.score(passed, total)
    const here = row.lab === progress.current ? `  ${style.code(words.cli.inProgress)}` : ''
    context.out.line(
      `${String(row.number).padStart(2)}  ${style.bold(pad(visible(row.title), titles))}  ${words.cli.minutes(row.minutes)}  ${state}${here}`,
    )
  }
  return 0
}
