import { execFile } from 'node:child_process'
import { cp, mkdir, readdir, rename, rm, stat, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { inject } from 'vitest'
import { withLock } from '../../src/lock.ts'
import { packageRoot } from '../../src/paths.ts'

/** What the build needs, of which only some is published. */
const SOURCES = ['package.json', 'tsconfig.json', 'tsconfig.build.json', 'bin', 'src', 'labs', 'compose']

/**
 * The directory of the program as it is published: built by `npm run build` from the sources as they are now, with
 * nothing beside it but what `package.json` names in `files`. Built once a run; never the `dist` that lies about.
 *
 * @throws what the build printed, where it fails
 */
export async function program(): Promise<string> {
  const runDir = inject('runDir')
  if (runDir === undefined) throw new Error('vitest.config.ts does not name test/global-setup.ts')
  const dir = join(runDir, 'program')
  return withLock(`${dir}.lock`, {}, async () => {
    if (await exists(dir)) return dir
    const staging = `${dir}.building`
    await rm(staging, { recursive: true, force: true })
    await mkdir(staging)
    for (const name of SOURCES)
      if (await exists(join(packageRoot, name)))
        await cp(join(packageRoot, name), join(staging, name), { recursive: true })
    await symlink(join(packageRoot, 'node_modules'), join(staging, 'node_modules'))
    await promisify(execFile)('npm', ['run', 'build'], { cwd: staging }).catch((error: unknown) => {
      const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string }
      throw new Error(`npm run build failed, so there is no program to test:\n${stdout}${stderr}`)
    })
    await keepPublished(staging)
    await rename(staging, dir)
    return dir
  })
}

/** Takes away what `npm pack` would leave out. */
async function keepPublished(dir: string): Promise<void> {
  const { stdout } = await promisify(execFile)('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], {
    cwd: dir,
  })
  const [pack] = JSON.parse(stdout) as { files: { path: string }[] }[]
  const published = new Set(pack?.files.map(({ path }) => path))
  const entries = await readdir(dir, { recursive: true, withFileTypes: true })
  for (const entry of entries) {
    const path = join(entry.parentPath, entry.name).slice(dir.length + 1)
    if (entry.isFile() && !published.has(path)) await rm(join(dir, path))
  }
}

function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  )
}
