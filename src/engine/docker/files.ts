import type Dockerode from 'dockerode'
import type { WorkbenchFiles } from '../model.ts'
import { workbenchPath } from '../workbench-path.ts'
import type { As } from './exec.ts'
import { runInside } from './run.ts'

const READ = '[ -f "$1" ] || exit 44; cat -- "$1"'
const MODE = 'stat -c %a -- "$1"'
const WRITE = 'mkdir -p -- "$(dirname -- "$1")" && printf %s "$2" >"$1"'
const REMOVE = 'rm -f -- "$1"'

/** The files of a workbench's container, from the directory where its commands run. */
export function filesInside(container: Dockerode.Container, as: { readonly as?: As } = {}): WorkbenchFiles {
  const bash = (script: string, path: string, ...more: readonly string[]) =>
    runInside(
      container,
      ['bash', '-c', script, 'labs', `./${workbenchPath(path)}`, ...more],
      { output: 'capture' },
      as,
    )
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
