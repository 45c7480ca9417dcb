import { createHash } from 'node:crypto'
import { existsSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { Java, KafkaHome } from '../../kafka/model.ts'
import type { Service } from '../model.ts'
import { tag } from './processes.ts'

/**
 * A dynamic AppCDS archive halves the start of a Kafka JVM. It is tied to the exact Java and jars (their paths, sizes and
 * times), so it is kept under a key of all that; Java itself refuses one that does not fit, and starts plainly.
 * @see https://docs.oracle.com/en/java/javase/17/vm/class-data-sharing.html
 */
export type Archives = { readonly dir: string; readonly supported: boolean }

/** Programs that have an archive of their own: they load different classes. */
export type ArchiveName = Service | 'tools'

const FIRST_WITH_DYNAMIC_ARCHIVES = 13

export function archives(cacheDir: string, java: Java, home: KafkaHome): Archives {
  const key = createHash('sha256')
    .update([java.home, java.version, ...home.jars.map(fingerprint)].join('\n'))
    .digest('hex')
    .slice(0, 16)
  return { dir: join(cacheDir, 'cds', key), supported: java.major >= FIRST_WITH_DYNAMIC_ARCHIVES }
}

function fingerprint(jar: string): string {
  const found = statSync(jar, { throwIfNoEntry: false })
  return `${jar} ${found?.size} ${found?.mtimeMs}`
}

export function archiveFile(archives: Archives, name: ArchiveName): string {
  return join(archives.dir, `${name}.jsa`)
}

export function hasArchive(archives: Archives, name: ArchiveName): boolean {
  return archives.supported && existsSync(archiveFile(archives, name))
}

/** Options that start a short-lived tool fast: no optimizing compiler, no parallel collector. */
export function toolOptions(archives: Archives, use: 'archive' | { readonly dumpTo: string }): string[] {
  const fast = ['-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1']
  if (!archives.supported) return fast
  return use === 'archive'
    ? [...fast, '-Xshare:auto', '-Xlog:disable', `-XX:SharedArchiveFile=${archiveFile(archives, 'tools')}`]
    : [...fast, '-Xlog:disable', `-XX:ArchiveClassesAtExit=${use.dumpTo}`]
}

const MAIN: Readonly<Record<Service, string>> = {
  zookeeper: 'org.apache.zookeeper.server.quorum.QuorumPeerMain',
  kafka: 'kafka.Kafka',
}

/** Fits two JVMs into a small laptop; the chapter's 400m for the broker. */
const HEAP: Readonly<Record<Service, readonly string[]>> = {
  zookeeper: ['-Xmx128m', '-Xms64m'],
  kafka: ['-Xmx400m', '-Xms400m'],
}

/** The arguments of `java` for one service. `dumpTo`: where it leaves an archive when it ends, if it shall. */
export function serviceArguments(options: {
  service: Service
  /** The cluster's directory, without symbolic links. */
  dir: string
  home: KafkaHome
  archives: Archives
  dumpTo: string | null
  log4j: string
  properties: string
}): string[] {
  const { service, archives } = options
  const sharing = options.dumpTo
    ? [`-XX:ArchiveClassesAtExit=${options.dumpTo}`]
    : hasArchive(archives, service)
      ? ['-Xshare:auto', `-XX:SharedArchiveFile=${archiveFile(archives, service)}`]
      : []
  return [
    tag(options.dir, service),
    ...HEAP[service],
    ...sharing,
    '-Xlog:disable',
    '-XX:TieredStopAtLevel=1',
    '-Djava.awt.headless=true',
    `-Dlog4j.configuration=file:${options.log4j}`,
    '-cp',
    options.home.jars.join(':'),
    MAIN[service],
    options.properties,
  ]
}
