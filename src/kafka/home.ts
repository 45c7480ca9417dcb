import { UserError } from '../errors.ts'
import { exists, makeDirectories } from '../files.ts'
import { withLock } from '../lock.ts'
import { words } from '../words/index.ts'
import { build } from './home/build.ts'
import { onDisk, throwIfAborted } from './home/failures.ts'
import { ARCHIVE, cachedHome, located, missingFrom } from './home/layout.ts'
import { damagedJars } from './home/manifest.ts'
import { hasOurs, putOurs } from './home/ours.ts'
import type { GivenHome, KafkaHome, Progress } from './model.ts'

/** What putting a home together takes for a while, in megabytes: measured, with some room. */
const NEEDED = 160

/**
 * A Kafka 2.5.0 home, found or made: the one of `--kafka-home`, else the cached one (verified, and made anew if it is
 * damaged), else KAFKA_HOME's, else one made with Maven, else one made from the official archive. `LABS_KAFKA_ARCHIVE`
 * in `env` names another address or file for the archive, which is then the only source; `archive` is for tests.
 *
 * Throws UserError (exit 2) where there is none to be had, Cancelled on abort. Nothing half-made stays in either case.
 */
export async function ensureKafkaHome(options: {
  cacheDir: string
  given: GivenHome | null
  env: NodeJS.ProcessEnv
  onProgress: (progress: Progress) => void
  signal: AbortSignal
  archive?: { address?: string; sha256?: string }
}): Promise<KafkaHome> {
  const { cacheDir, given, env, onProgress, signal } = options
  throwIfAborted(signal)
  if (given?.from === '--kafka-home') return explicit(given)
  const target = cachedHome(cacheDir)
  const present = await exists(target)
  if (present && (await stateOf(target)).ready) return { ...(await located(target)), source: 'cache' }
  if (!present && given !== null && (await missingFrom(given.dir)).length === 0) return fromGiven(given)
  const named = env.LABS_KAFKA_ARCHIVE || null
  const archive = {
    ...ARCHIVE,
    ...options.archive,
    ...(named ? { address: named } : {}),
    named: named !== null,
  }
  const tell = (task: string) => onProgress({ task, done: 0, total: null, unit: null })
  return onDisk(cacheDir, NEEDED, async () => {
    await makeDirectories(cacheDir)
    return withLock(
      `${target}.lock`,
      { signal, onWait: (pid) => tell(words.home.waiting(pid)) },
      async () => {
        const { damaged, ready } = await stateOf(target) // another process may have made it meanwhile
        const whole = damaged.length === 0
        if (whole && !ready) await putOurs(target)
        if (whole) return { ...(await located(target)), source: 'cache' }
        if (await exists(target)) tell(words.home.damaged(damaged))
        const source = await build({ cacheDir, env, archive, onProgress, signal })
        return { ...(await located(target)), source }
      },
    )
  })
}

/**
 * The home that `ensureKafkaHome` would use, without making, verifying or changing anything; null where it would
 * make one. Throws UserError where `--kafka-home` names something else.
 */
export async function findKafkaHome(options: {
  cacheDir: string
  given: GivenHome | null
}): Promise<KafkaHome | null> {
  const { cacheDir, given } = options
  if (given?.from === '--kafka-home') return explicit(given)
  const target = cachedHome(cacheDir)
  if ((await missingFrom(target)).length === 0) return { ...(await located(target)), source: 'cache' }
  if (given !== null && (await missingFrom(given.dir)).length === 0) return fromGiven(given)
  return null
}

/** The names of a home's damaged jars: altered, missing, or come since. Of a given home nothing is known: none. */
export async function verifyKafkaHome(home: KafkaHome): Promise<string[]> {
  return home.source === 'given' ? [] : damagedJars(home.dir)
}

async function stateOf(target: string): Promise<{ damaged: string[]; ready: boolean }> {
  const damaged = await damagedJars(target)
  return { damaged, ready: damaged.length === 0 && (await hasOurs(target)) }
}

async function explicit(given: GivenHome): Promise<KafkaHome> {
  const missing = await missingFrom(given.dir)
  if (missing.length === 0) return fromGiven(given)
  throw new UserError(words.home.givenMissing(given.from, given.dir, missing), { help: words.home.givenHelp })
}

async function fromGiven(given: GivenHome): Promise<KafkaHome> {
  return { ...(await located(given.dir)), source: 'given' }
}
