import { createHash } from 'node:crypto'
import { hostname } from 'node:os'
import { join } from 'node:path'
import type { Endpoint } from '../daemon/model.ts'
import type { Cluster } from '../model.ts'
import { isRecord, readStateFile, writeStateFile } from '../state-file.ts'

/** Where what is known of a home's stack is kept. */
export function stateFile(home: string): string {
  return join(home, 'docker', 'cluster.json')
}

/**
 * The compose project of a home: the same for the same home on the same machine, even when nothing is remembered, and
 * another for every other, also where many machines share one daemon.
 *
 * @param home without symbolic links
 */
export function projectName(home: string): string {
  return `kafka-labs-${createHash('sha256').update(`${hostname()}:${home}`).digest('hex').slice(0, 10)}`
}

/** What is remembered of a stack; its containers are found by their project's label. */
export type DockerState = {
  readonly version: 1
  readonly project: string
  /** The daemon it was started on, which later commands go to wherever the environment points then. */
  readonly endpoint: Endpoint
  /** Where ports are bound over there, and where we come to. */
  readonly bind: string
  readonly host: string
  /** The broker's, on the daemon's machine. */
  readonly port: number
  readonly image: string
  /** Null until it first answered. */
  readonly clusterId: string | null
}

/** Null where there is none; a file that is not one counts as none. */
export function readState(home: string): Promise<DockerState | null> {
  return readStateFile(stateFile(home), isState)
}

export function writeState(home: string, state: DockerState): Promise<void> {
  return writeStateFile(stateFile(home), state)
}

function isState(value: unknown): value is DockerState {
  if (!isRecord(value) || value.version !== 1) return false
  const { project, endpoint, bind, host, port, image, clusterId } = value
  return (
    [project, bind, host, image].every((text) => typeof text === 'string') &&
    Number.isInteger(port) &&
    (clusterId === null || typeof clusterId === 'string') &&
    isEndpoint(endpoint)
  )
}

export function isEndpoint(value: unknown): value is Endpoint {
  if (!isRecord(value) || typeof value.url !== 'string' || !isRecord(value.from)) return false
  if (value.kind === 'unix') return typeof value.path === 'string'
  if (value.kind === 'tcp') return typeof value.host === 'string' && Number.isInteger(value.port)
  return value.kind === 'ssh' && typeof value.host === 'string'
}

/** The cluster as it was when it last was ready. Inside the stack its addresses are the book's. */
export function clusterOf(state: DockerState | null): Cluster | null {
  if (state === null || state.clusterId === null) return null
  return {
    engine: 'docker',
    id: state.clusterId,
    archive: null,
    address: { host: state.host, port: state.port },
    bootstrapServer: 'my-kafka:9092',
    zookeeper: 'my-kafka:2181',
  }
}
