import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { exists, readIfThere, writeWhole } from '../files.ts'
import type { EngineName } from './model.ts'

const ENGINES: readonly EngineName[] = ['docker', 'local']

/** The engine whose cluster a home last started, and did not stop since; null where there is none. */
export async function currentEngine(home: string): Promise<EngineName | null> {
  const text = (await readIfThere(join(home, 'engine')))?.trim()
  const traces = await enginesWithTraces(home)
  return traces.find((name) => name === text) ?? traces[0] ?? null
}

/** Once it has a cluster; until then its directory says that it may have one. */
export function setCurrentEngine(home: string, name: EngineName): Promise<void> {
  return writeWhole(join(home, 'engine'), `${name}\n`)
}

export function forgetEngine(home: string): Promise<void> {
  return rm(join(home, 'engine'), { force: true })
}

/** The engines that have, or had, a cluster in this home. */
export async function enginesWithTraces(home: string): Promise<EngineName[]> {
  const there = await Promise.all(ENGINES.map((name) => exists(join(home, name))))
  return ENGINES.filter((_, i) => there[i])
}
