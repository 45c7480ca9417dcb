import { Cancelled, errorCode, UserError } from '../../errors.ts'
import { words } from '../../words/index.ts'

/** A source of Kafka that could not be reached or used, and why, in a few words: another source may still do. */
export class Unavailable extends Error {
  constructor(why: string, options?: ErrorOptions) {
    super(why, options)
    this.name = 'Unavailable'
  }
}

/** Putting a home together ran out of disk. The caller knows where, and how much it takes. */
export class DiskFull extends Error {}

/** Whether a program's output says that the disk is full. */
export function saysDiskFull(lines: readonly string[]): boolean {
  return lines.some((line) => /No space left on device|Disk quota exceeded/.test(line))
}

/** Runs `fn`, and turns what the disk of `dir` refused into a UserError. `megabytes` is what the work takes in all. */
export async function onDisk<T>(dir: string, megabytes: number, fn: () => Promise<T>): Promise<T> {
  try {
    return await fn()
  } catch (cause) {
    const code = errorCode(cause) ?? ''
    if (cause instanceof DiskFull || code === 'ENOSPC' || code === 'EDQUOT') {
      throw new UserError(words.home.diskFull(dir, megabytes), { help: words.home.diskFullHelp, cause })
    }
    if (['EACCES', 'EPERM', 'EROFS', 'ENOTDIR'].includes(code)) {
      throw new UserError(words.home.cacheUnwritable(dir, code), {
        help: words.home.cacheUnwritableHelp,
        cause,
      })
    }
    throw cause
  }
}

/** Why a download failed, in a few words. A failed `fetch` has the system's own error as its cause. */
export function whyNot(error: unknown): string {
  const inner = error instanceof Error && error.cause instanceof Error ? error.cause : error
  const code = errorCode(inner) ?? ''
  if (code === 'ENOENT') return words.home.whyNoFile
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return words.home.whyNoName
  if (code === 'ECONNREFUSED') return words.home.whyRefused
  if (code.includes('TIMEOUT') || code === 'ETIMEDOUT') return words.home.whyTimeout
  if (code === 'ECONNRESET' || code === 'UND_ERR_SOCKET') return words.home.whyBrokenOff
  return code || (inner instanceof Error ? inner.message : String(inner))
}

export function throwIfAborted(signal: AbortSignal): void {
  if (signal.aborted) throw new Cancelled()
}
