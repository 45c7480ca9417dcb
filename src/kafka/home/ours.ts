import { chmod, mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { errorCode } from '../../errors.ts'
import { OURS } from './layout.ts'

const FOLDERS = ['bin', 'config'] as const

type OurFile = { readonly path: string; readonly content: Buffer; readonly mode: number }

/** Whether a home's `bin/` and `config/` are those of this package: another version of it may have made the home. */
export async function hasOurs(home: string): Promise<boolean> {
  const files = await ourFiles()
  const same = await Promise.all(files.map((file) => isThere(home, file)))
  return same.every(Boolean) && (await strangers(home, files)).length === 0
}

/** Puts this package's `bin/` and `config/` into a home, each file whole at every moment: somebody may be using it. */
export async function putOurs(home: string): Promise<void> {
  const files = await ourFiles()
  for (const folder of FOLDERS) await mkdir(join(home, folder), { recursive: true })
  for (const file of files) {
    if (await isThere(home, file)) continue
    const temporary = join(home, `${file.path}.new`)
    await writeFile(temporary, file.content)
    await chmod(temporary, file.mode)
    await rename(temporary, join(home, file.path))
  }
  for (const name of await strangers(home, files))
    await rm(join(home, name), { force: true, recursive: true })
}

async function ourFiles(): Promise<OurFile[]> {
  const lists = await Promise.all(
    FOLDERS.map(async (folder) => (await readdir(join(OURS, folder))).map((name) => join(folder, name))),
  )
  return Promise.all(
    lists.flat().map(async (path) => ({
      path,
      content: await readFile(join(OURS, path)),
      mode: path.endsWith('.sh') ? 0o755 : 0o644, // said here, since not every way of packing keeps modes
    })),
  )
}

async function isThere(home: string, file: OurFile): Promise<boolean> {
  try {
    const path = join(home, file.path)
    const [content, { mode }] = await Promise.all([readFile(path), stat(path)])
    return content.equals(file.content) && (mode & 0o111) === (file.mode & 0o111)
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return false
    throw error
  }
}

/** What is in a home's `bin/` and is not (or no longer) ours: it would be found on the learner's PATH. */
async function strangers(home: string, files: readonly OurFile[]): Promise<string[]> {
  const known = new Set(files.map((file) => file.path))
  const names = await readdir(join(home, 'bin')).catch(() => [])
  return names.map((name) => join('bin', name)).filter((path) => !known.has(path))
}
