import { takeTerminal } from '../console/outer.ts'
import { labOf } from '../lab/load.ts'
import { labProgress } from '../progress.ts'
import { askChoice } from '../prompt.ts'
import type { Context } from '../session/context.ts'
import { hasPassed } from '../session/place.ts'
import { wantsColour } from '../style.ts'
import { visible } from '../visible.ts'
import { words } from '../words/index.ts'

/** `labs` alone: on a terminal a menu that starts or resumes a lab, elsewhere the list. */
export async function run(context: Context): Promise<number> {
  if (context.json || !process.stdin.isTTY || !process.stdout.isTTY)
    return (await import('./list.ts')).run(context)
  const progress = await context.progress.read()
  const labs = (await context.course()).map(labOf)
  const choices = labs.map((lab) => {
    const own = labProgress(progress, lab.slug)
    const done = lab.steps.filter(({ id }) => hasPassed(own, id, null)).length
    const state = done > 0 ? words.cli.score(done, lab.steps.length) : words.cli.minutes(lab.minutes).trim()
    return { name: lab.slug, message: `${lab.number}  ${visible(lab.title)}  (${state})` }
  })
  const at = Math.max(
    0,
    labs.findIndex(({ slug }) => slug === progress.current),
  )
  const outer = takeTerminal(process.stdin, process.stdout)
  let chosen: string
  try {
    chosen = await askChoice(words.cli.chooseLab, choices, at, {
      onKeys: (listener) => {
        let open = true
        outer.onInput((keys) => open && listener(keys))
        return () => {
          open = false
        }
      },
      stdout: process.stdout,
      colour: wantsColour(process.stdout, context.env),
    })
  } finally {
    outer.release()
  }
  return (await import('./start.ts')).run(context, chosen, {})
}
