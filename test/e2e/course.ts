import { cp, mkdir, rm, symlink, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { type Home, otherwise } from './home.ts'

/** One thing that the gate tried, as `labs dev check --json` tells it. */
type Trial = {
  kind: string
  way: string | null
  ok: boolean
  saw: string[]
  help: string[]
  wanted: string | null
}
export type Proofs = {
  ok: boolean
  labs: { lab: string; steps: { step: string; notHere: boolean; trials: Trial[] }[] }[]
}

/** The steps that need a second machine: where the instance is a directory of one's own computer, none can be done. */
export const NOT_HERE = ['security-group', 'log-in', 'hosts', 'challenge-colleague']

/** The program with another course: by the name of each lab's directory, its two files. */
export async function withCourse(
  home: Home,
  course: Readonly<Record<string, { lab: string; answers: string }>>,
): Promise<Home> {
  const published = dirname(dirname(home.script))
  const copy = join(dirname(home.dir), 'program')
  await rm(copy, { recursive: true, force: true })
  await cp(published, copy, { recursive: true, filter: (from) => !from.endsWith('/node_modules') })
  await rm(join(copy, 'labs'), { recursive: true })
  await symlink(join(published, 'node_modules'), join(copy, 'node_modules'))
  for (const [name, { lab, answers }] of Object.entries(course)) {
    await mkdir(join(copy, 'labs', name), { recursive: true })
    await writeFile(join(copy, 'labs', name, 'lab.md'), lab)
    await writeFile(join(copy, 'labs', name, 'answers.yml'), answers)
  }
  return otherwise(home, {}, { script: join(copy, 'bin', 'labs.js') })
}
