import { join } from 'node:path'
import type { Java, KafkaHome } from '../../../kafka/model.ts'
import { engineDirectory } from '../../current.ts'
import type { Instance } from '../../model.ts'
import type { Ports } from '../../ports.ts'
import { isRecord, readStateFile, writeStateFile } from '../../state-file.ts'

/** Where everything of one instance is, under the home. */
export function layout(home: string) {
  const dir = engineDirectory(home, 'local', 'instance')
  return {
    dir,
    state: join(dir, 'instance.json'),
    /** The learner's home there. */
    home: join(dir, 'home'),
    sessions: join(dir, 'sessions'),
    /** What Kafka's own files keep under /tmp. */
    data: join(dir, 'tmp'),
    archive: join(dir, 'mirror', 'kafka_2.12-2.5.0.tgz'),
    hosts: join(dir, 'hosts'),
    tools: join(dir, 'tools'),
    kept: join(dir, 'kept'),
  }
}

export type Layout = ReturnType<typeof layout>

/** What is remembered of an instance; its processes are found without it. */
export type InstanceFile = {
  readonly version: 1
  readonly id: string
  readonly ports: Ports
  readonly java: Java
  readonly kafkaHome: KafkaHome
}

/** Null where there is none; a file that is not one counts as none. */
export function readState(at: Layout): Promise<InstanceFile | null> {
  return readStateFile(at.state, isState)
}

export function writeState(at: Layout, state: InstanceFile): Promise<void> {
  return writeStateFile(at.state, state)
}

function isState(value: unknown): value is InstanceFile {
  if (!isRecord(value) || value.version !== 1) return false
  const { id, ports, java, kafkaHome } = value
  return (
    typeof id === 'string' &&
    isRecord(ports) &&
    [ports.zookeeper, ports.kafka].every((port) => Number.isInteger(port)) &&
    isRecord(java) &&
    [java.home, java.bin].every((text) => typeof text === 'string') &&
    isRecord(kafkaHome) &&
    typeof kafkaHome.dir === 'string'
  )
}

export function instanceOf(at: Layout, state: InstanceFile): Instance {
  return {
    engine: 'local',
    id: state.id,
    bootstrapServer: `my-kafka:${state.ports.kafka}`,
    zookeeper: `my-kafka:${state.ports.zookeeper}`,
    archive: new URL(`file://${at.archive}`).href,
    hasNetwork: false,
  }
}
