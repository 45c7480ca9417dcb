import { mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { errorCode } from '../../errors.ts'
import type { WorkbenchFiles } from '../model.ts'
import { workbenchPath } from '../workbench-path.ts'

/** The files of the workbench that is in `dir`. */
export function filesIn(dir: string): WorkbenchFiles {
  const place = (path: string) => join(dir, workbenchPath(path))
  return {
    read: async (path) => {
      try {
        return await readFile(place(path), 'utf8')
      } catch (error) {
        if (['ENOENT', 'ENOTDIR', 'EISDIR', 'EACCES'].includes(errorCode(error) ?? '')) return null
        throw error
      }
    },
    mode: async (path) => {
      const found = await stat(place(path)).catch(() => null)
      return found === null ? null : (found.mode & 0o777).toString(8).padStart(3, '0')
    },
    write: async (path, text) => {
      const file = place(path)
      if (text === null) return rm(file, { force: true })
      await mkdir(dirname(file), { recursive: true })
      await writeFile(file, text)
    },
  }
}
