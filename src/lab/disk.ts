import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { errorCode, UserError } from '../errors.ts'
import { words } from '../words/index.ts'
import type { Answers, Lab } from './model.ts'

/** Where a lab lies: in a directory `N-slug`. */
export type LabPlace = {
  readonly number: number
  readonly slug: string
  /** The directory's name, `3-topics`. */
  readonly name: string
  /** Its path. */
  readonly dir: string
}

/** What the build read in a `lab.md` (dist/labs.json), and the hash of that file. */
export type CompiledLab = { readonly name: string; readonly hash: string; readonly lab: Lab }

/** The same for an `answers.yml` (dist/answers.json), which few commands want. It holds for one `lab.md` only. */
export type CompiledAnswers = {
  readonly name: string
  readonly labHash: string
  readonly hash: string
  readonly answers: Answers
}

/** The directories `N-slug` in `labsDir`, in the order of their numbers; none where there is no such directory. */
export function labPlaces(labsDir: string): LabPlace[] {
  const places = list(labsDir).flatMap((name) => {
    const [, number, slug] = /^(\d{1,3})-([a-z][a-z0-9-]*)$/.exec(name) ?? []
    return slug === undefined ? [] : [{ number: Number(number), slug, name, dir: join(labsDir, name) }]
  })
  return places.sort((a, b) => a.number - b.number)
}

/** What the build left, by the name of the lab's directory; nothing where it has not run. */
export function readCompiled<T extends { readonly name: string }>(file: string): ReadonlyMap<string, T> {
  try {
    const { labs } = JSON.parse(readFileSync(file, 'utf8')) as { labs: readonly T[] }
    return new Map(labs.map((lab) => [lab.name, lab]))
  } catch {
    return new Map()
  }
}

/** The text of one of a lab's files; one that can't be read is the user's to mend. */
export function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    throw new UserError(words.lab.unreadable(file, errorCode(error) ?? String(error)), { cause: error })
  }
}

/** The same, and null for a file that is not there. */
export function readIfThere(file: string): string | null {
  return existsSync(file) ? readText(file) : null
}

/** A path as the author would type it: from the current directory, where it lies below. */
export function shown(file: string): string {
  const path = relative(process.cwd(), file)
  return path.startsWith('..') ? file : path
}

/** Tells whether a file is still the one that the build read. */
export function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

function list(dir: string): string[] {
  try {
    return readdirSync(dir)
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return []
    throw new UserError(words.lab.unreadable(dir, errorCode(error) ?? String(error)), { cause: error })
  }
}
