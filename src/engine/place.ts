import { realpath } from 'node:fs/promises'
import { join } from 'node:path'
import { errorCode } from '../errors.ts'
import { asUserError, makeDirectory } from '../files.ts'
import { withLock } from '../lock.ts'
import { words } from '../words/index.ts'
import type { EngineName, StartOptions } from './model.ts'

/** The home as the system knows it, without symbolic links; made where it is missing. */
export async function madeHome(home: string): Promise<string> {
  try {
    return await realpath(home)
  } catch (error) {
    if (errorCode(error) !== 'ENOENT') throw asUserError(error, home)
  }
  await makeDirectory(home)
  return realpath(home)
}

/** The same for one that need not be there. */
export async function knownHome(home: string): Promise<string> {
  return realpath(home).catch(() => home)
}

/** One start or stop of an engine's at a time; a second one waits, and then finds what the first one left. */
export function exclusively<T>(
  home: string,
  engine: EngineName,
  { onProgress, signal }: StartOptions,
  run: () => Promise<T>,
): Promise<T> {
  const onWait = () => onProgress({ task: words.engine.waitingForOther, done: 0, total: null, unit: null })
  return withLock(join(home, `${engine}.lock`), { onWait, signal }, run)
}
