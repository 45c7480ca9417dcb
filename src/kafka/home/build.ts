import { mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { UserError } from '../../errors.ts'
import { isRunning, type ProcessId, processWithPid } from '../../lock.ts'
import { words } from '../../words/index.ts'
import { onPath } from '../java.ts'
import type { Progress } from '../model.ts'
import { type Archive, jarsFromArchive } from './archive.ts'
import { killGroup } from './child.ts'
import { throwIfAborted, Unavailable } from './failures.ts'
import { cachedHome, missingFrom } from './layout.ts'
import { writeManifest } from './manifest.ts'
import { jarsFromMaven } from './maven.ts'
import { putOurs } from './ours.ts'

type Options = {
  readonly cacheDir: string
  readonly env: NodeJS.ProcessEnv
  /** `named` by the user: then it is the only source. */
  readonly archive: Archive & { readonly named: boolean }
  readonly onProgress: (progress: Progress) => void
  readonly signal: AbortSignal
}

/**
 * Makes the cached home, in place of the one that may be there; which source it came from. The caller holds the lock
 * of the cache. Whatever ends it, nothing half-made stays; what a killed one left is removed first.
 */
export async function build(options: Options): Promise<'maven' | 'archive'> {
  const target = cachedHome(options.cacheDir)
  const prefix = join(options.cacheDir, `.${basename(target)}-staging-`)
  await removeStale(options.cacheDir, basename(prefix))
  const staging = await mkdtemp(prefix)
  try {
    const home = join(staging, 'home')
    await mkdir(home)
    const source = await getJars(staging, home, options)
    await putOurs(home)
    await writeManifest(home, source)
    const missing = await missingFrom(home)
    if (missing.length > 0) {
      throw new UserError(words.home.archiveLacks(options.archive.address, missing))
    }
    throwIfAborted(options.signal)
    await moveInto(home, target, join(staging, 'old'))
    return source
  } finally {
    await rm(staging, { recursive: true, force: true, maxRetries: 5 })
  }
}

async function getJars(staging: string, home: string, options: Options): Promise<'maven' | 'archive'> {
  const onStart = (pid: number) => noteChild(staging, pid)
  const { archive, ...rest } = options
  const forSource = { ...rest, staging, home, onStart }
  const mvn = archive.named ? null : await onPath('mvn', options.env)
  let noMaven: string = words.home.noMaven
  if (mvn !== null) {
    try {
      await jarsFromMaven(mvn, forSource)
      return 'maven'
    } catch (error) {
      if (!(error instanceof Unavailable)) throw error
      noMaven = error.message
      await rm(join(home, 'libs'), { recursive: true, force: true })
    }
  }
  try {
    await jarsFromArchive(archive, forSource)
    return 'archive'
  } catch (error) {
    if (!(error instanceof Unavailable)) throw error
    throw archive.named
      ? new UserError(words.home.archiveNamedFailed(archive.address, error.message), {
          help: words.home.archiveNamedHelp,
          cause: error,
        })
      : new UserError(words.home.noKafka(noMaven, words.home.archiveFailed(archive.address, error.message)), {
          help: words.home.noKafkaHelp(archive.address),
          cause: error,
        })
  }
}

/** A whole home appears under its name, or none: only between two renames of a replaced one is there nothing. */
async function moveInto(home: string, target: string, old: string): Promise<void> {
  await rename(target, old).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error
  })
  await rename(home, target)
}

/** Should this process be killed, the next one ends its Maven before it removes what that writes to. */
async function noteChild(staging: string, pid: number): Promise<void> {
  const child = await processWithPid(pid)
  if (child !== null) await writeFile(join(staging, 'child.json'), JSON.stringify(child))
}

async function removeStale(cacheDir: string, prefix: string): Promise<void> {
  const names = (await readdir(cacheDir)).filter((name) => name.startsWith(prefix))
  for (const name of names) {
    const staging = join(cacheDir, name)
    const child = await readChild(join(staging, 'child.json'))
    if (child !== null && (await isRunning(child))) {
      killGroup(child.pid)
      while (await isRunning(child)) await delay(10)
    }
    await rm(staging, { recursive: true, force: true, maxRetries: 5 })
  }
}

async function readChild(file: string): Promise<ProcessId | null> {
  try {
    const { pid, started } = JSON.parse(await readFile(file, 'utf8')) as Partial<ProcessId>
    return typeof pid === 'number' && typeof started === 'string' ? { pid, started } : null
  } catch {
    return null
  }
}
