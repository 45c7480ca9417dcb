import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { exists, readIfThere, writeWhole } from '../files.ts'
import type { Engine, EngineName } from './model.ts'

const ENGINES: readonly EngineName[] = ['docker', 'local']
type On = Engine['on']

/** Where the engine of that name keeps what it knows of its cluster or instance. */
export function engineDirectory(home: string, name: EngineName, on: On): string {
  return join(home, on === 'cluster' ? name : `${name}-instance`)
}

function choiceFile(home: string, on: On): string {
  return join(home, on === 'cluster' ? 'engine' : 'instance-engine')
}

/** The engine whose cluster (or instance) a home last started, and did not stop since; null where there is none. */
export async function currentEngine(home: string, on: On = 'cluster'): Promise<EngineName | null> {
  const text = (await readIfThere(choiceFile(home, on)))?.trim()
  const traces = await enginesWithTraces(home, on)
  return traces.find((name) => name === text) ?? traces[0] ?? null
}

/** Once it has one; until then its directory says that it may have one. */
export function setCurrentEngine(home: string, { name, on }: Pick<Engine, 'name' | 'on'>): Promise<void> {
  return writeWhole(choiceFile(home, on), `${name}\n`)
}

export function forgetEngine(home: string, on: On): Promise<void> {
  return rm(choiceFile(home, on), { force: true })
}

/** The engines that have, or had, a cluster (or an instance) in this home. */
export async function enginesWithTraces(home: string, on: On = 'cluster'): Promise<EngineName[]> {
  const there = await Promise.all(ENGINES.map((name) => exists(engineDirectory(home, name, on))))
  return ENGINES.filter((_, i) => there[i])
}
