import { webcrypto } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { committedChecksums, jarNames, VERSION } from './layout.ts'

/** `home.json` in a home that we made: where its jars came from, and what each hashed to when that was known good. */
export type Manifest = {
  readonly version: string
  readonly source: 'maven' | 'archive'
  readonly jars: Readonly<Record<string, string>>
}

/** A home's manifest, or null where there is none that can be read: then nothing is known of the home. */
async function readManifest(dir: string): Promise<Manifest | null> {
  try {
    const value = JSON.parse(await readFile(join(dir, 'home.json'), 'utf8')) as Partial<Manifest> | null
    const known = value?.source === 'maven' || value?.source === 'archive'
    if (!known || value.version !== VERSION || typeof value.jars !== 'object' || value.jars === null)
      return null
    return { version: VERSION, source: value.source as Manifest['source'], jars: value.jars }
  } catch {
    return null
  }
}

export async function writeManifest(dir: string, source: Manifest['source']): Promise<void> {
  const jars = Object.fromEntries(await checksums(dir))
  await writeFile(join(dir, 'home.json'), `${JSON.stringify({ version: VERSION, source, jars }, null, 1)}\n`)
}

/**
 * The names of the jars that are not what they were: altered, missing, or come since. A home without a manifest
 * is damaged as a whole. Jars from Maven are held to the checksums in this package, whatever the manifest says.
 */
export async function damagedJars(dir: string): Promise<string[]> {
  const manifest = await readManifest(dir)
  if (manifest === null) return ['home.json']
  const wanted =
    manifest.source === 'maven' ? await committedChecksums() : new Map(Object.entries(manifest.jars))
  return differences(wanted, await checksums(dir))
}

/** The names whose checksums differ, or that only one side has, in byte order. */
export function differences(
  wanted: ReadonlyMap<string, string>,
  actual: ReadonlyMap<string, string>,
): string[] {
  const names = new Set([...wanted.keys(), ...actual.keys()])
  return [...names].filter((name) => wanted.get(name) !== actual.get(name)).sort()
}

/** sha256 of every jar of a home, all at once: the digests run on the thread pool, beside the reading. */
export async function checksums(dir: string): Promise<ReadonlyMap<string, string>> {
  const names = await jarNames(dir)
  return new Map(
    await Promise.all(names.map(async (name) => [name, await sha256(join(dir, 'libs', name))] as const)),
  )
}

async function sha256(file: string): Promise<string> {
  // A jar that is gone or cannot be read by now has no checksum, and so is a damaged one.
  const content = await readFile(file).catch(() => null)
  if (content === null) return 'unreadable'
  return Buffer.from(await webcrypto.subtle.digest('SHA-256', content)).toString('hex')
}
