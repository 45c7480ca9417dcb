import { mkdtemp, realpath, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'

declare module 'vitest' {
  interface ProvidedContext {
    /** A directory of this run, for what its test files share; the program is built into it by the first that needs it. */
    runDir: string
  }
}

/** Once a run, before all test files. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const dir = await realpath(await mkdtemp(join(tmpdir(), 'labs-run-')))
  project.provide('runDir', dir)
  return () => rm(dir, { recursive: true, force: true, maxRetries: 5 })
}
