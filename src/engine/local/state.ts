import { join } from 'node:path'
import type { Java, KafkaHome } from '../../kafka/model.ts'
import type { Cluster } from '../model.ts'
import { isRecord, readStateFile, writeStateFile } from '../state-file.ts'

/** Where everything of one local cluster is, under the home. */
export function layout(home: string) {
  const dir = join(home, 'local')
  return {
    dir,
    state: join(dir, 'cluster.json'),
    data: join(dir, 'data'),
    logs: join(dir, 'logs'),
    log4j: join(dir, 'log4j.properties'),
    hosts: join(dir, 'hosts'),
    properties: { zookeeper: join(dir, 'zookeeper.properties'), kafka: join(dir, 'server.properties') },
    log: { zookeeper: join(dir, 'logs', 'zookeeper.log'), kafka: join(dir, 'logs', 'kafka.log') },
    /** Where the JVMs leave their archives when they end. */
    dumps: { zookeeper: join(dir, 'zookeeper.jsa'), kafka: join(dir, 'kafka.jsa') },
    workbench: join(home, 'workbench'),
  }
}

export type Layout = ReturnType<typeof layout>

/** What is remembered of a local cluster; its processes are found without it. */
export type LocalState = {
  readonly version: 1
  readonly ports: { readonly zookeeper: number; readonly kafka: number }
  readonly java: Java
  readonly kafkaHome: KafkaHome
  /** Null until it first answered. */
  readonly clusterId: string | null
}

/** Null where there is none; a file that is not one counts as none. */
export function readState(layout: Layout): Promise<LocalState | null> {
  return readStateFile(layout.state, isState)
}

function isState(value: unknown): value is LocalState {
  if (!isRecord(value) || value.version !== 1) return false
  const { ports, java, kafkaHome, clusterId } = value
  const isText = (it: unknown) => typeof it === 'string'
  return (
    isRecord(ports) &&
    [ports.zookeeper, ports.kafka].every((port) => Number.isInteger(port)) &&
    isRecord(java) &&
    [java.home, java.bin, java.version].every(isText) &&
    typeof java.major === 'number' &&
    isRecord(kafkaHome) &&
    isText(kafkaHome.dir) &&
    Array.isArray(kafkaHome.jars) &&
    kafkaHome.jars.every(isText) &&
    (clusterId === null || isText(clusterId))
  )
}

export function writeState(layout: Layout, state: LocalState): Promise<void> {
  return writeStateFile(layout.state, state)
}

/** The cluster as it was when it last was ready. */
export function clusterOf(state: LocalState | null): Cluster | null {
  if (state === null || state.clusterId === null) return null
  return {
    engine: 'local',
    id: state.clusterId,
    archive: null,
    address: { host: '127.0.0.1', port: state.ports.kafka },
    bootstrapServer: `my-kafka:${state.ports.kafka}`,
    zookeeper: `my-kafka:${state.ports.zookeeper}`,
  }
}
