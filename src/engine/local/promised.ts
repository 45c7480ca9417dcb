import { join } from 'node:path'
import { engineDirectory } from '../current.ts'
import type { Ports } from '../ports.ts'
import { isRecord, readStateFile } from '../state-file.ts'

/** The ports of the home's instance, whose servers the learner starts and stops; null where it has none. */
export async function promisedPorts(home: string): Promise<Ports | null> {
  const file = join(engineDirectory(home, 'local', 'instance'), 'instance.json')
  return (await readStateFile(file, hasPorts))?.ports ?? null
}

function hasPorts(value: unknown): value is { readonly ports: Ports } {
  return (
    isRecord(value) &&
    isRecord(value.ports) &&
    Number.isInteger(value.ports.kafka) &&
    Number.isInteger(value.ports.zookeeper)
  )
}
