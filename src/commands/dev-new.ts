import { mkdir, readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { UserError } from '../errors.ts'
import { readIfThere, writeWhole } from '../files.ts'
import { shown } from '../lab/disk.ts'
import { fill, NAME, titleOf, withStep } from '../lab/template.ts'
import { packageRoot } from '../paths.ts'
import type { Context } from '../session/context.ts'
import { visible } from '../visible.ts'
import { words } from '../words/index.ts'

/** `labs dev new SLUG`: a new lab, from a template that passes the gate; `SLUG STEP`: a new step in a lab that is there. */
export async function run(context: Context, slug: string, step: string | undefined): Promise<number> {
  for (const name of [slug, ...(step === undefined ? [] : [step])])
    if (!NAME.test(name)) throw new UserError(words.cli.badName(name), { help: words.cli.badNameHelp })
  const written = step === undefined ? await newLab(context, slug) : await newStep(context, slug, step)
  if (context.json) context.out.json({ written })
  else context.out.line(...written.map((file) => words.cli.wrote(visible(file))), words.cli.newHelp(slug))
  return 0
}

async function newLab(context: Context, slug: string): Promise<string[]> {
  const course = await context.course()
  const known = course.find((lab) => lab.slug === slug)
  if (known !== undefined)
    throw new UserError(words.cli.labIsThere(slug, known.number), { help: words.cli.labIsThereHelp(slug) })
  const [first] = course
  if (first === undefined) throw new Error('a course has a lab')
  const number = Math.max(...course.map((lab) => lab.number)) + 1
  const dir = join(dirname(first.dir), `${number}-${slug}`)
  await mkdir(dir, { recursive: true })
  const values = { slug, title: titleOf(slug) }
  return Promise.all(
    ['lab.md', 'answers.yml'].map((name) =>
      write(join(dir, name), async () => fill(await template(name), values)),
    ),
  )
}

async function newStep(context: Context, slug: string, step: string): Promise<string[]> {
  const { dir, lab } = await context.lab(slug)
  if (lab?.steps.some(({ id }) => id === step)) throw new UserError(words.cli.stepIsThere(step, slug))
  const values = { step, title: titleOf(step) }
  const [file, answers] = [join(dir, 'lab.md'), join(dir, 'answers.yml')]
  const before = (await readIfThere(answers)) ?? ''
  return [
    await write(file, async () =>
      withStep(await readFile(file, 'utf8'), fill(await template('step.md'), values)),
    ),
    await write(answers, async () => `${before.trimEnd()}\n${fill(await template('step.yml'), values)}`),
  ]
}

function template(name: string): Promise<string> {
  return readFile(join(packageRoot, 'templates', name), 'utf8')
}

async function write(file: string, text: () => Promise<string>): Promise<string> {
  await writeWhole(file, await text())
  return shown(file)
}
