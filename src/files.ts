import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { errorCode, UserError } from './errors.ts'
import { words } from './words/index.ts'

/**
 * Writes a file whole or not at all: a reader, or a power cut, sees the old text or the new one.
 * @throws UserError (exit 2) where the directory can't be written to, or the disk is full
 */
export async function writeWhole(file: string, text: string): Promise<void> {
  const staging = `${file}.${process.pid}.tmp`
  try {
    await mkdir(dirname(file), { recursive: true })
    await writeFile(staging, text, { flush: true })
    await rename(staging, file)
  } catch (error) {
    await rm(staging, { force: true }).catch(() => {})
    throw asUserError(error, file)
  }
}

/** The file's text; null where there is no such file. */
export async function readIfThere(file: string): Promise<string | null> {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return null
    throw asUserError(error, file)
  }
}

/** A system error on a file, as one line and a way out; anything else comes back as it is. */
export function asUserError(error: unknown, file: string): unknown {
  switch (errorCode(error)) {
    case 'ENOSPC':
    case 'EDQUOT':
      return new UserError(words.cli.diskFull(file), { help: words.cli.diskFullHelp, cause: error })
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return new UserError(words.cli.notWritable(file), { help: words.cli.notWritableHelp, cause: error })
    case 'ENOTDIR':
    case 'EEXIST':
    case 'EISDIR':
      return new UserError(words.cli.notADirectory(file), { help: words.cli.notWritableHelp, cause: error })
    default:
      return error
  }
}
