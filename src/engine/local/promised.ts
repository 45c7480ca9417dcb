import { join } from 'node:path'
import { exists, makeDirectory } from '../../files.ts'
import { withLock } from '../../lock.ts'
import { engineDirectory } from '../current.ts'
import type { Ports } from '../ports.ts'
import { isRecord, readStateFile, writeStateFile } from '../state-file.ts'

/** The ports of an instance, which its learner's servers take when they are started: until then they look free. */
type Promised = { readonly home: string; readonly ports: Ports }

/** The ports that are promised to the instances of all homes that share this cache, those that are there still. */
export async function promisedPorts(cache: string): Promise<Ports[]> {
  return (await promises(cache)).map(({ ports }) => ports)
}

/**
 * Promises ports to the home's instance, whose directory is there.
 *
 * @param choose picks them, and is told those of the others
 */
export async function promisePorts(
  cache: string,
  home: string,
  choose: (others: readonly Ports[]) => Promise<Ports>,
): Promise<Ports> {
  await makeDirectory(cache)
  return withLock(`${listIn(cache)}.lock`, {}, async () => {
    const others = (await promises(cache)).filter((each) => each.home !== home)
    const ports = await choose(others.map((each) => each.ports))
    await writeStateFile(listIn(cache), { version: 1, promises: [...others, { home, ports }] })
    return ports
  })
}

async function promises(cache: string): Promise<Promised[]> {
  const list = (await readStateFile(listIn(cache), isList))?.promises ?? []
  const there = await Promise.all(list.map(({ home }) => exists(engineDirectory(home, 'local', 'instance'))))
  return list.filter((_, i) => there[i])
}

function listIn(cache: string): string {
  return join(cache, 'instance-ports.json')
}

function isList(value: unknown): value is { readonly promises: readonly Promised[] } {
  return isRecord(value) && Array.isArray(value.promises) && value.promises.every(isPromised)
}

function isPromised(value: unknown): value is Promised {
  return (
    isRecord(value) &&
    typeof value.home === 'string' &&
    isRecord(value.ports) &&
    Number.isInteger(value.ports.kafka) &&
    Number.isInteger(value.ports.zookeeper)
  )
}
