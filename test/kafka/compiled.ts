import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))

/** Compiles source files (paths under `src/`) as the package has them, for tests whose subject is a process of its own. */
export async function compile(
  ...files: string[]
): Promise<{ dir: string; module: (file: string) => string }> {
  const dir = await mkdtemp(join(tmpdir(), 'labs-compiled-'))
  await writeFile(join(dir, 'package.json'), '{"type":"module"}')
  await symlink(join(ROOT, 'compose'), join(dir, 'compose'))
  const compilerOptions = {
    noEmit: false,
    noCheck: true,
    rootDir: join(ROOT, 'src'),
    outDir: join(dir, 'dist'),
    typeRoots: [join(ROOT, 'node_modules/@types')],
  }
  const config = {
    extends: join(ROOT, 'tsconfig.json'),
    compilerOptions,
    include: [],
    files: files.map((file) => join(ROOT, 'src', file)),
  }
  await mkdir(join(dir, 'dist'))
  await writeFile(join(dir, 'tsconfig.json'), JSON.stringify(config))
  await promisify(execFile)(process.execPath, [join(ROOT, 'node_modules/typescript/bin/tsc'), '-p', dir])
  return { dir, module: (file) => join(dir, 'dist', file.replace(/[.]ts$/, '.js')) }
}
