import type { Ran, WorkbenchFiles } from '../model.ts'
import { workbenchPath } from '../workbench-path.ts'

const READ = '[ -f "$1" ] || exit 44; cat -- "$1"'
const MODE = 'stat -c %a -- "$1"'
const WRITE = 'mkdir -p -- "$(dirname -- "$1")" && printf %s "$2" >"$1"'
const REMOVE = 'rm -f -- "$1"'

/**
 * The files of a workbench's container, from the directory where its commands run.
 *
 * @param run runs a program there, and gives what it printed
 */
export function filesInside(run: (argv: readonly [string, ...string[]]) => Promise<Ran>): WorkbenchFiles {
  const bash = (script: string, path: string, ...more: readonly string[]) =>
    run(['bash', '-c', script, 'labs', `./${workbenchPath(path)}`, ...more])
  return {
    read: async (path) => {
      const { exit, output } = await bash(READ, path)
      return exit === 0 ? output : null
    },
    mode: async (path) => {
      const { exit, output } = await bash(MODE, path)
      return exit === 0 ? output.trim().padStart(3, '0') : null
    },
    write: async (path, text) => {
      await (text === null ? bash(REMOVE, path) : bash(WRITE, path, text))
    },
  }
}
