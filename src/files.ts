import { access, mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { errorCode, UserError } from './errors.ts'
import { words } from './words/index.ts'

/**
 * Makes a directory and those above it. One by one: Node's own `recursive` never returns where the system
 * denies that a directory which is there can hold another (/proc).
 * @throws the system's error
 */
export async function makeDirectories(dir: string): Promise<void> {
  try {
    await mkdir(dir)
  } catch (error) {
    const code = errorCode(error)
    if (code === 'EEXIST' && (await isDirectory(dir))) return
    if (code !== 'ENOENT' || dirname(dir) === dir) throw error
    await makeDirectories(dirname(dir))
    await mkdir(dir).catch(async (again: unknown) => {
      if (!(await isDirectory(dir))) throw again
    })
  }
}

/** The same for a directory of the user's. @throws UserError (exit 2) where it can't be made */
export async function makeDirectory(dir: string): Promise<void> {
  try {
    await makeDirectories(dir)
  } catch (error) {
    throw asUserError(error, dir)
  }
}

async function isDirectory(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  )
}

/** The write under way for each file: a second one of this process waits for it. */
const writing = new Map<string, Promise<void>>()

/**
 * Writes a file whole or not at all: a reader, or a power cut, sees the old text or the new one.
 * @throws UserError (exit 2) where the directory can't be written to, or the disk is full
 */
export function writeWhole(file: string, text: string): Promise<void> {
  const before = writing.get(file) ?? Promise.resolve()
  const mine = before.catch(() => {}).then(() => write(file, text))
  writing.set(file, mine)
  return mine.finally(() => {
    if (writing.get(file) === mine) writing.delete(file)
  })
}

async function write(file: string, text: string): Promise<void> {
  const staging = `${file}.${process.pid}.tmp`
  try {
    await makeDirectory(dirname(file))
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
    case 'ENOENT':
      return new UserError(words.cli.notWritable(file), { help: words.cli.notWritableHelp, cause: error })
    case 'ENOTDIR':
    case 'EEXIST':
      return new UserError(words.cli.notADirectory(file), { help: words.cli.notWritableHelp, cause: error })
    case 'EISDIR':
      return new UserError(words.cli.isADirectory(file), { help: words.cli.isADirectoryHelp, cause: error })
    default:
      return error
  }
}

/** Whether there is a file or directory of this name, as far as the system says. */
export async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  )
}
