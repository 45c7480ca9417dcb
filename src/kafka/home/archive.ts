import { createHash } from 'node:crypto'
import { createReadStream, createWriteStream } from 'node:fs'
import { cp, mkdir, readdir, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable, Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { fileURLToPath } from 'node:url'
import { Cancelled, errorCode, UserError } from '../../errors.ts'
import { words } from '../../words/index.ts'
import { onPath } from '../java.ts'
import type { Progress } from '../model.ts'
import { runChild } from './child.ts'
import { DiskFull, saysDiskFull, throwIfAborted, Unavailable, whyNot } from './failures.ts'
import { isJarToRun } from './layout.ts'

/** An archive's address (http, https, file) or path, and the sha256 it must have. */
export type Archive = { readonly address: string; readonly sha256: string }

type Options = {
  readonly staging: string
  readonly home: string
  readonly env: NodeJS.ProcessEnv
  readonly onStart: (pid: number) => Promise<void>
  readonly onProgress: (progress: Progress) => void
  readonly signal: AbortSignal
}

/** A download on which nothing has come for so long is given up, in milliseconds. */
const SILENCE = 60_000
/** Progress is told at most once in so many bytes. */
const STEP = 1_000_000

/**
 * Gets the archive, holds it to its sha256, and moves its jars to `<home>/libs`. Throws Unavailable where it cannot
 * be got, UserError where it is another file, DiskFull, or Cancelled.
 */
export async function jarsFromArchive(archive: Archive, options: Options): Promise<void> {
  const tar = await onPath('tar', options.env)
  if (tar === null) throw new UserError(words.home.noTar, { help: words.home.noTarHelp })
  const file = join(options.staging, 'archive.tgz')
  const actual = await copyHashed(archive.address, file, options)
  if (actual !== archive.sha256) {
    const message = words.home.wrongArchive(archive.address, archive.sha256, actual)
    throw new UserError(message, { help: words.home.wrongArchiveHelp })
  }
  options.onProgress({ task: words.home.unpack, done: 0, total: null, unit: null })
  const unpacked = join(options.staging, 'unpacked')
  await unpack(tar, file, unpacked, archive, options)
  await keepWhatRuns(unpacked, options.home)
}

/** Writes what is at an address to a file; its sha256. */
async function copyHashed(address: string, file: string, { onProgress, signal }: Options): Promise<string> {
  throwIfAborted(signal)
  const silence = new AbortController()
  const timer = setTimeout(() => silence.abort(), SILENCE)
  try {
    const { stream, total } = await open(address, AbortSignal.any([signal, silence.signal]))
    const hash = createHash('sha256')
    let done = 0
    let told = 0
    const report = () => onProgress({ task: words.home.download, done, total, unit: 'bytes' })
    report()
    const through = new Transform({
      transform(chunk: Buffer, _encoding, next) {
        timer.refresh()
        hash.update(chunk)
        done += chunk.length
        if (done - told >= STEP) {
          told = done
          report()
        }
        next(null, chunk)
      },
    })
    await pipeline(stream, through, createWriteStream(file), { signal })
    report()
    return hash.digest('hex')
  } catch (error) {
    if (signal.aborted) throw new Cancelled()
    if (silence.signal.aborted) throw new Unavailable(words.home.whyTimeout, { cause: error })
    if (error instanceof Unavailable || ['ENOSPC', 'EDQUOT'].includes(errorCode(error) ?? '')) throw error
    throw new Unavailable(whyNot(error), { cause: error })
  } finally {
    clearTimeout(timer)
  }
}

async function open(
  address: string,
  signal: AbortSignal,
): Promise<{ stream: Readable; total: number | null }> {
  if (!/^https?:/.test(address)) {
    const file = address.startsWith('file:') ? fileURLToPath(address) : address
    return { total: (await stat(file)).size, stream: createReadStream(file) }
  }
  const response = await fetch(address, { signal })
  if (!response.ok || response.body === null) {
    await response.body?.cancel()
    throw new Unavailable(words.home.whyStatus(response.status))
  }
  const length = Number(response.headers.get('content-length') ?? Number.NaN)
  return { total: Number.isNaN(length) ? null : length, stream: Readable.fromWeb(response.body) }
}

async function unpack(
  tar: string,
  file: string,
  to: string,
  archive: Archive,
  options: Options,
): Promise<void> {
  await mkdir(to)
  const args = ['xzf', file, '-C', to, '--strip-components', '1', '--no-same-owner']
  const { staging: cwd, env, signal, onStart } = options
  const { code, lines } = await runChild(tar, args, { cwd, env: { ...env, LC_ALL: 'C' }, signal, onStart })
  if (saysDiskFull(lines)) throw new DiskFull()
  if (code !== 0)
    throw new UserError(
      words.home.brokenArchive(archive.address, lines.find((line) => line.trim() !== '') ?? `tar: ${code}`),
    )
}

/** The jars that run, and the licence they come under. The archive's documents and sources are left behind. */
async function keepWhatRuns(unpacked: string, home: string): Promise<void> {
  const libs = join(home, 'libs')
  await rename(join(unpacked, 'libs'), libs).catch(async (error: unknown) => {
    if (errorCode(error) !== 'ENOENT') throw error
    await mkdir(libs) // an archive of something else: what it lacks is found where the home is looked over
  })
  const names = await readdir(libs)
  await Promise.all(
    names.filter((name) => !isJarToRun(name)).map((name) => rm(join(libs, name), { recursive: true })),
  )
  for (const name of ['LICENSE', 'NOTICE']) {
    await cp(join(unpacked, name), join(home, name)).catch((error: unknown) => {
      if (errorCode(error) !== 'ENOENT') throw error
    })
  }
}
