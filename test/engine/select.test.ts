import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { askedByEnvironment, chooseEngine, lookForDocker } from '../../src/engine/select.ts'
import { daemonThatSays, type Listening, listen } from './daemon/fake.ts'

const DAEMON = {
  '/version': { Version: '24.0.7', ApiVersion: '1.43', Os: 'linux', Arch: 'arm64' },
  '/info': { Name: 'colima', MemTotal: 1, NCPU: 2, DockerRootDir: '/var/lib/docker' },
}

let dir: string
let daemon: Listening
let there: NodeJS.ProcessEnv
let nowhere: NodeJS.ProcessEnv

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'labs-select-'))
  const path = join(dir, 'd.sock')
  daemon = await listen(daemonThatSays(DAEMON), path)
  there = { HOME: dir, DOCKER_HOST: `unix://${path}` }
  nowhere = { HOME: dir, DOCKER_HOST: `unix://${join(dir, 'none.sock')}` }
})
afterEach(async () => {
  await daemon.stop()
  await rm(dir, { recursive: true, force: true })
})

describe('which engine', () => {
  test('the one that is asked for, whatever is there', async () => {
    const why = { kind: 'asked' }
    expect(await chooseEngine({ asked: 'local', env: there, lastUsed: 'docker' })).toEqual({
      engine: 'local',
      why,
    })
    expect(await chooseEngine({ asked: 'docker', env: nowhere, lastUsed: 'local' })).toEqual({
      engine: 'docker',
      why,
    })
  })

  test('the one that this home has a cluster of', async () => {
    const why = { kind: 'last-used' }
    expect(await chooseEngine({ asked: 'auto', env: there, lastUsed: 'local' })).toEqual({
      engine: 'local',
      why,
    })
    expect(await chooseEngine({ asked: 'auto', env: nowhere, lastUsed: 'docker' })).toEqual({
      engine: 'docker',
      why,
    })
  })

  test('Docker where one answers', async () => {
    expect(await chooseEngine({ asked: 'auto', env: there, lastUsed: null })).toMatchObject({
      engine: 'docker',
      why: {
        kind: 'answers',
        endpoint: { kind: 'unix', from: { kind: 'environment' } },
        daemon: { name: 'colima', version: '24.0.7' },
      },
    })
  })

  test('local where none does, and why', async () => {
    expect(await chooseEngine({ asked: 'auto', env: nowhere, lastUsed: null })).toMatchObject({
      engine: 'local',
      why: { kind: 'no-docker', error: { trouble: 'absent', help: expect.any(String) } },
    })
  })

  test('local where what names Docker is none, and why', async () => {
    expect(
      await chooseEngine({ asked: 'auto', env: { DOCKER_HOST: 'nonsense' }, lastUsed: null }),
    ).toMatchObject({
      engine: 'local',
      why: { kind: 'no-docker', error: { message: expect.stringContaining('nonsense') } },
    })
  })

  test('who has looked already is believed', async () => {
    const look = await lookForDocker(there)
    expect(await chooseEngine({ asked: 'auto', env: nowhere, lastUsed: null, look })).toEqual({
      engine: 'docker',
      why: look,
    })
  })
})

test('LABS_ENGINE', () => {
  expect(
    [{}, { LABS_ENGINE: '' }, { LABS_ENGINE: 'docker' }, { LABS_ENGINE: 'local' }].map(askedByEnvironment),
  ).toEqual(['auto', 'auto', 'docker', 'local'])
  expect(() => askedByEnvironment({ LABS_ENGINE: 'podman' })).toThrow('"podman"')
})
