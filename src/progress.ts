import { rename } from 'node:fs/promises'
import { join } from 'node:path'
import type { Json } from './check/model.ts'
import type { EngineName } from './engine/model.ts'
import { UserError } from './errors.ts'
import { makeDirectory, readIfThere, writeWhole } from './files.ts'
import { words } from './words/index.ts'

const VERSION = 1

/** What was seen when a step passed; a later step may lawfully undo it, and a pass stays a pass. */
export type Pass = {
  /** ISO 8601, UTC. */
  readonly passedAt: string
  /** The cluster it was seen on. */
  readonly clusterId: string
  readonly evidence: Json
  /** Done by `skip`, not by the learner's own hands. */
  readonly skipped?: boolean
}

export type LabProgress = {
  readonly passes: Readonly<Record<string, Pass>>
  /** The step the learner stands at; null before the first. */
  readonly at: string | null
  /** How many hints were shown, by step id. */
  readonly hints: Readonly<Record<string, number>>
  /** The engine it was last begun with: what that has not does not count. */
  readonly engine?: EngineName
}

export type Progress = {
  readonly version: typeof VERSION
  /** Slug of the lab in progress. */
  readonly current: string | null
  readonly labs: Readonly<Record<string, LabProgress>>
}

const NONE: Progress = { version: VERSION, current: null, labs: {} }
const NEW_LAB: LabProgress = { passes: {}, at: null, hints: {} }

export function labProgress(progress: Progress, slug: string): LabProgress {
  return progress.labs[slug] ?? NEW_LAB
}

/** The same progress with one lab's changed, and that lab the one in progress. Pure. */
export function withLab(
  progress: Progress,
  slug: string,
  change: (lab: LabProgress) => LabProgress,
): Progress {
  return {
    ...progress,
    current: slug,
    labs: { ...progress.labs, [slug]: change(labProgress(progress, slug)) },
  }
}

export type ProgressStore = {
  /** @throws UserError (exit 2) where the file is a newer program's, or can't be read */
  read(): Promise<Progress>
  /** Reads, changes and writes as one; two programs on one home do not lose each other's steps. */
  update(change: (progress: Progress) => Progress): Promise<Progress>
}

/**
 * The progress file of one home. A file that is no progress (garbage, cut short) is set aside under another name,
 * never overwritten, and `onSetAside` hears of it.
 */
export function progressStore(
  home: string,
  lock: <T>(file: string, run: () => Promise<T>) => Promise<T>,
  onSetAside: (file: string) => void,
): ProgressStore {
  const file = join(home, 'progress.json')
  const locked = async <T>(run: () => Promise<T>): Promise<T> => {
    await makeDirectory(home)
    return lock(join(home, 'progress.lock'), run)
  }
  /** Null where the file is no progress. */
  const look = async (): Promise<Progress | null> => {
    const text = await readIfThere(file)
    return text === null ? NONE : parse(text, file)
  }
  /** Under the lock: nobody writes a good one in its place meanwhile. */
  const lookOrSetAside = async (): Promise<Progress> => {
    const progress = await look()
    if (progress !== null) return progress
    const aside = `${file}.unreadable-${new Date().toISOString().replaceAll(':', '-')}`
    await rename(file, aside)
    onSetAside(aside)
    return NONE
  }
  return {
    read: async () => (await look()) ?? locked(lookOrSetAside),
    update: (change) =>
      locked(async () => {
        const before = await lookOrSetAside()
        const after = change(before)
        if (after !== before) await writeWhole(file, `${JSON.stringify(after, null, 2)}\n`)
        return after
      }),
  }
}

/** Null where the text is no progress file at all. */
function parse(text: string, file: string): Progress | null {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return null
  }
  if (!isRecord(value) || typeof value.version !== 'number') return null
  if (value.version > VERSION)
    throw new UserError(words.cli.newerProgress(file, value.version), {
      help: words.cli.newerProgressHelp,
    })
  const { current, labs } = value
  if (value.version !== VERSION || !(current === null || typeof current === 'string') || !isRecord(labs))
    return null
  return Object.values(labs).every(isLabProgress) ? (value as Progress) : null
}

function isLabProgress(value: unknown): value is LabProgress {
  return (
    isRecord(value) &&
    (value.at === null || typeof value.at === 'string') &&
    isRecord(value.hints) &&
    Object.values(value.hints).every((n) => typeof n === 'number') &&
    isRecord(value.passes) &&
    Object.values(value.passes).every(
      (pass) => isRecord(pass) && typeof pass.passedAt === 'string' && typeof pass.clusterId === 'string',
    )
  )
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
