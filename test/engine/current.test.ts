import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import {
  currentEngine,
  engineDirectory,
  enginesWithTraces,
  forgetEngine,
  setCurrentEngine,
} from '../../src/engine/current.ts'
import { layout, readState, writeState } from '../../src/engine/local/instance/state.ts'
import { promisedPorts, promisePorts } from '../../src/engine/local/promised.ts'

let home: string
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'labs-current-'))
})
afterEach(() => rm(home, { recursive: true, force: true }))

test('a home has an engine for its cluster and one for its instance, and neither says anything of the other', async () => {
  expect([await currentEngine(home), await currentEngine(home, 'instance')]).toEqual([null, null])
  await mkdir(engineDirectory(home, 'local', 'cluster'))
  await mkdir(engineDirectory(home, 'docker', 'instance'))
  await setCurrentEngine(home, { name: 'local', on: 'cluster' })
  await setCurrentEngine(home, { name: 'docker', on: 'instance' })
  expect([await currentEngine(home), await currentEngine(home, 'instance')]).toEqual(['local', 'docker'])
  expect([await enginesWithTraces(home), await enginesWithTraces(home, 'instance')]).toEqual([
    ['local'],
    ['docker'],
  ])
  await forgetEngine(home, 'cluster')
  await rm(engineDirectory(home, 'local', 'cluster'), { recursive: true })
  expect([await currentEngine(home), await currentEngine(home, 'instance')]).toEqual([null, 'docker'])
})

test('of two with traces it is the one that was chosen last', async () => {
  for (const name of ['local', 'docker'] as const)
    await mkdir(engineDirectory(home, name, 'instance'), { recursive: true })
  await setCurrentEngine(home, { name: 'local', on: 'instance' })
  expect(await currentEngine(home, 'instance')).toBe('local')
  await setCurrentEngine(home, { name: 'docker', on: 'instance' })
  expect(await currentEngine(home, 'instance')).toBe('docker')
})

test('what is remembered of an instance comes back as it was written', async () => {
  const at = layout(home)
  expect(await readState(at)).toBeNull()
  const state = {
    version: 1 as const,
    id: 'i-0a',
    ports: { zookeeper: 3181, kafka: 10_092 },
    java: { home: '/java', bin: '/java/bin/java', version: '17.0.1', major: 17 },
    kafkaHome: { dir: '/kafka', source: 'cache' as const, jars: [] },
  }
  await mkdir(at.dir, { recursive: true })
  await writeState(at, state)
  expect(await readState(at)).toEqual(state)
})

test('no two instances of a cache are promised the same ports, however close they start; one that is gone frees its own', async () => {
  const cache = join(home, 'cache')
  const homes = ['a', 'b', 'c'].map((name) => join(home, name))
  for (const each of homes) await mkdir(layout(each).dir, { recursive: true })
  const given = await Promise.all(
    homes.map((each) =>
      promisePorts(cache, each, async (others) => ({
        zookeeper: 1 + others.length,
        kafka: 11 + others.length,
      })),
    ),
  )
  expect(given.map(({ kafka }) => kafka).sort()).toEqual([11, 12, 13])
  expect(await promisedPorts(cache)).toHaveLength(3)
  await rm(layout(homes[0] ?? '').dir, { recursive: true })
  expect(await promisedPorts(cache)).toEqual(expect.arrayContaining(given.slice(1)))
  expect(await promisedPorts(cache)).toHaveLength(2)
  // Of its own it is not told: it keeps them.
  const told = await promisePorts(
    cache,
    homes[1] ?? '',
    async (others) => others[0] ?? { zookeeper: 0, kafka: 0 },
  )
  expect(told).toEqual(given[2])
})
