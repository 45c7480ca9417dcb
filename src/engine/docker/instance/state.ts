import { join } from 'node:path'
import { engineDirectory } from '../../current.ts'
import type { Endpoint } from '../../daemon/model.ts'
import type { Instance } from '../../model.ts'
import { isRecord, readStateFile, writeStateFile } from '../../state-file.ts'
import { isEndpoint, projectName } from '../state.ts'

/** Where what is known of a home's instance is kept. */
export function directory(home: string): string {
  return engineDirectory(home, 'docker', 'instance')
}

/** The compose project of a home's instance: apart from that of its cluster, so that either comes and goes alone. */
export function instanceProject(home: string): string {
  return `${projectName(home)}-instance`
}

/** What is remembered of an instance; its containers are found by their project's label. */
export type InstanceFile = {
  readonly version: 1
  readonly project: string
  /** The daemon it was started on. */
  readonly endpoint: Endpoint
  /** Null until it first answered. */
  readonly id: string | null
}

/** Null where there is none; a file that is not one counts as none. */
export function readState(home: string): Promise<InstanceFile | null> {
  return readStateFile(join(directory(home), 'instance.json'), isState)
}

export function writeState(home: string, state: InstanceFile): Promise<void> {
  return writeStateFile(join(directory(home), 'instance.json'), state)
}

function isState(value: unknown): value is InstanceFile {
  if (!isRecord(value) || value.version !== 1) return false
  const { project, endpoint, id } = value
  return typeof project === 'string' && isEndpoint(endpoint) && (id === null || typeof id === 'string')
}

/** Where it stands alone in its network, all addresses are the book's. */
export function instanceOf(state: InstanceFile | null): Instance | null {
  if (state === null || state.id === null) return null
  return {
    engine: 'docker',
    id: state.id,
    bootstrapServer: 'my-kafka:9092',
    zookeeper: 'my-kafka:2181',
    archive: null,
    hasNetwork: true,
  }
}
