import { homedir } from 'node:os'
import { isAbsolute, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { UserError } from './errors.ts'
import { words } from './words/index.ts'

/** Every place this program writes to. All absolute; none of them need exist. */
export type Paths = {
  /** Progress, clusters, the workbench. */
  readonly home: string
  /** The Kafka home, and what makes Java start fast. Safe to delete. */
  readonly cache: string
}

/**
 * The XDG directories, or `LABS_HOME` for all of it (and `LABS_CACHE` for the cache apart).
 * Kafka's launchers split their options at spaces, so a path with one can't work, and is refused here by name.
 */
export function paths(env: NodeJS.ProcessEnv): Paths {
  const xdg = (name: string, fallback: string) => {
    const dir = env[name]
    return join(dir && isAbsolute(dir) ? dir : join(homedir(), fallback), 'kafka-labs')
  }
  const labsHome = env.LABS_HOME ? resolve(env.LABS_HOME) : null
  const home = labsHome ?? xdg('XDG_STATE_HOME', '.local/state')
  const cache = env.LABS_CACHE
    ? resolve(env.LABS_CACHE)
    : labsHome
      ? join(labsHome, 'cache')
      : xdg('XDG_CACHE_HOME', '.cache')
  for (const path of [home, cache]) {
    if (/\s/.test(path)) throw new UserError(words.cli.spaceInPath(path), { help: words.cli.spaceInPathHelp })
  }
  return { home, cache }
}

/** The package's own directory: where labs/ and compose/ are. The same from src/ and from dist/. */
export const packageRoot = fileURLToPath(new URL('..', import.meta.url))
