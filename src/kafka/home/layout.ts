import { readdir, readFile, realpath, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { errorCode } from '../../errors.ts'

export const VERSION = '2.5.0'
/** The official archive, and what it must hash to wherever it comes from. */
export const ARCHIVE = {
  address: 'https://archive.apache.org/dist/kafka/2.5.0/kafka_2.12-2.5.0.tgz',
  sha256: '4a857fe348e39d1cefa71bc4f61da9ffa59efbb1ff79d41709dc3dbca5f04baf',
} as const
/** Our own part of a Kafka home, in this package: `bin/`, `config/`, `pom.xml`, `jars.sha256`. */
export const OURS = fileURLToPath(new URL('../../../compose/kafka/', import.meta.url))

const BROKER = /^kafka_2[.]1[23]-2[.]5[.]0[.]jar$/
/** What the official archive has beside the jars that run: none of it belongs on a class path. */
const NOT_TO_RUN = /-(sources|javadoc|scaladoc|test|test-sources)[.]jar$/

/** The Kafka home in the user's cache, whether or not it is there. */
export function cachedHome(cacheDir: string): string {
  return join(cacheDir, `kafka-${VERSION}`)
}

/** The names of a home's jars in class path order, which is byte order; none where there is no `libs/`. */
export async function jarNames(dir: string): Promise<string[]> {
  try {
    const names = await readdir(join(dir, 'libs'))
    return names.filter(isJarToRun).sort(inByteOrder)
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes(errorCode(error) ?? '')) return []
    throw error
  }
}

export function isJarToRun(name: string): boolean {
  return name.endsWith('.jar') && !name.startsWith('.') && !NOT_TO_RUN.test(name)
}

function inByteOrder(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b))
}

/** What a directory lacks to be a home of Kafka 2.5.0, as relative paths: nothing, if it is one. */
export async function missingFrom(dir: string): Promise<string[]> {
  const jars = await jarNames(dir)
  const missing: string[] = []
  if (!jars.some((name) => BROKER.test(name))) missing.push(`libs/kafka_2.12-${VERSION}.jar`)
  if (!jars.includes(`kafka-tools-${VERSION}.jar`)) missing.push(`libs/kafka-tools-${VERSION}.jar`)
  if (!jars.some((name) => /^zookeeper-\d.*[.]jar$/.test(name))) missing.push('libs/zookeeper-3.5.7.jar')
  for (const file of ['bin/kafka-topics.sh', 'config/server.properties']) {
    if (!(await isFile(join(dir, file)))) missing.push(file)
  }
  return missing
}

/** The directory and its jars without links in their path, as the launchers see them. */
export async function located(dir: string): Promise<{ dir: string; jars: string[] }> {
  const real = await realpath(dir)
  return { dir: real, jars: (await jarNames(real)).map((name) => join(real, 'libs', name)) }
}

/** The jars that the pom brings, with their checksums, in class path order. */
export async function committedChecksums(): Promise<ReadonlyMap<string, string>> {
  const lines = (await readFile(join(OURS, 'jars.sha256'), 'utf8')).trim().split('\n')
  return new Map(lines.map((line) => [line.slice(66), line.slice(0, 64)]))
}

async function isFile(file: string): Promise<boolean> {
  return stat(file).then(
    (found) => found.isFile(),
    () => false,
  )
}
