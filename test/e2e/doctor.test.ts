import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { daemonThatSays, type Listening, listen } from '../engine/daemon/fake.ts'
import { type Home, newHome } from './home.ts'

/** `labs doctor` on a machine with Docker and without; what else it finds stands with the tests of those things. */

const INFO = { Name: 'colima', MemTotal: 4e9, NCPU: 2, DockerRootDir: '/var/lib/docker' }
const says = (info: object) =>
  daemonThatSays({
    '/version': { Version: '24.0.7', ApiVersion: '1.43', Os: 'linux', Arch: 'arm64' },
    '/info': { ...INFO, ...info },
  })

let home: Home
let running: Listening[]
let docker: Record<string, string>
let small: Record<string, string>
let none: Record<string, string>

beforeAll(async () => {
  home = await newHome()
  const at = (name: string) => join(dirname(home.dir), name)
  running = [await listen(says({}), at('d.sock')), await listen(says({ MemTotal: 1e9 }), at('small.sock'))]
  docker = { LABS_ENGINE: 'auto', DOCKER_HOST: `unix://${at('d.sock')}` }
  small = { LABS_ENGINE: 'auto', DOCKER_HOST: `unix://${at('small.sock')}` }
  none = { LABS_ENGINE: 'auto', DOCKER_HOST: `unix://${at('none.sock')}` }
})
afterAll(async () => {
  for (const each of running) await each.stop()
  await home.remove()
})

type Report = {
  readonly ok: boolean
  readonly engine: string | null
  readonly why: string
  readonly findings: readonly { what: string; state: string; detail: string; help: string | null }[]
}

async function doctor(env: Record<string, string>) {
  const { code, stdout, stderr } = await home.run(['doctor', '--json'], { env })
  expect(stderr).toBe('')
  const { ok, engine, why, findings } = JSON.parse(stdout) as Report
  const about = (what: string) => findings.find((each) => each.what === what)
  return { code, ok, engine, why, about }
}

const NO_JAVA = { JAVA_HOME: '/no/java' }

describe('with Docker', () => {
  test('it is the engine, and where it is and what it has is told', async () => {
    const { about, ...rest } = await doctor(docker)
    expect(rest).toEqual({ code: 0, ok: true, engine: 'docker', why: 'answers' })
    expect(about('Docker')).toEqual({
      what: 'Docker',
      state: 'good',
      detail: `24.0.7 (DOCKER_HOST, ${docker.DOCKER_HOST}): 2 cpus arm64, 4.0 GB memory`,
      help: null,
    })
  })

  test('no Java is needed', async () => {
    const { about, ...rest } = await doctor({ ...docker, ...NO_JAVA })
    expect(rest).toMatchObject({ code: 0, ok: true, engine: 'docker' })
    expect(about('Java')).toMatchObject({ state: 'odd', help: expect.stringContaining('with Docker') })
  })

  test('unless the engine local is asked for', async () => {
    const { about, ...rest } = await doctor({ ...docker, ...NO_JAVA, LABS_ENGINE: 'local' })
    expect(rest).toEqual({ code: 2, ok: false, engine: null, why: 'asked' })
    expect(about('Java')).toMatchObject({ state: 'fatal' })
    expect(about('Docker')).toMatchObject({ state: 'good' })
  })

  test('that has little memory: worth knowing', async () => {
    expect((await doctor(small)).about('Docker')).toMatchObject({
      state: 'odd',
      detail: expect.stringContaining('1.0 GB memory'),
      help: expect.stringContaining('1.5 GB'),
    })
  })

  test('the last line says which engine, and why', async () => {
    const { code, stdout } = await home.run(['doctor'], { env: docker })
    expect({ code, last: stdout.split('\n\n').at(-1)?.replaceAll('\n', ' ').trim() }).toEqual({
      code: 0,
      last: 'This machine can run the labs. labs start 3 uses the engine docker: a Docker answers.',
    })
  })
})

describe('without Docker', () => {
  test('the engine is local, and why not Docker is told with a way out', async () => {
    const { about, ...rest } = await doctor(none)
    expect(rest).toEqual({ code: 0, ok: true, engine: 'local', why: 'no-docker' })
    expect(about('Docker')).toMatchObject({
      state: 'odd',
      detail: `No Docker answers at ${none.DOCKER_HOST}.`,
      help: expect.stringContaining('DOCKER_HOST'),
    })
  })

  test('which was asked for: these labs can not run', async () => {
    const { about, ...rest } = await doctor({ ...none, LABS_ENGINE: 'docker' })
    expect(rest).toEqual({ code: 2, ok: false, engine: null, why: 'asked' })
    expect(about('Docker')).toMatchObject({ state: 'fatal' })
  })

  test('nor Java: these labs can not run', async () => {
    const { about, ...rest } = await doctor({ ...none, ...NO_JAVA })
    expect(rest).toEqual({ code: 2, ok: false, engine: null, why: 'no-docker' })
    expect([about('Java'), about('Docker')]).toMatchObject([{ state: 'fatal' }, { state: 'odd' }])
  })
})

test('an engine that is none', async () => {
  expect(await home.run(['doctor'], { env: { LABS_ENGINE: 'podman' } })).toEqual({
    code: 2,
    stdout: '',
    stderr: 'labs: LABS_ENGINE is no engine: "podman"\n  set it to auto, docker or local\n',
  })
})
