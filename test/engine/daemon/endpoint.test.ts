import { createHash } from 'node:crypto'
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { findEndpoint } from '../../../src/engine/daemon/endpoint.ts'
import { UserError } from '../../../src/errors.ts'
import { asNobody } from './as-nobody.ts'

let home: string
let machine: { platform: NodeJS.Platform; socket: string }

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'labs-endpoint-'))
  machine = { platform: 'linux', socket: join(home, 'run', 'docker.sock') }
})
afterEach(() => rm(home, { recursive: true, force: true }))

async function put(path: string, text = ''): Promise<string> {
  const file = join(home, path)
  await mkdir(dirname(file), { recursive: true })
  await writeFile(file, text)
  return file
}
const idOf = (name: string) => createHash('sha256').update(name).digest('hex')
const putContext = (name: string, docker: unknown, config = '.docker') =>
  put(
    `${config}/contexts/meta/${idOf(name)}/meta.json`,
    JSON.stringify({ Name: name, Metadata: {}, Endpoints: { docker } }),
  )
const find = (env: NodeJS.ProcessEnv = {}) => findEndpoint(env, home, machine)

async function refusal(env: NodeJS.ProcessEnv): Promise<{ message: string; help: string | null }> {
  const error = await find(env).catch((reason: unknown) => reason)
  if (!(error instanceof UserError)) throw new Error(`no UserError: ${JSON.stringify(error)}`)
  expect(error.exit).toBe(2)
  return { message: error.message, help: error.help }
}

describe('who is asked first', () => {
  beforeEach(async () => {
    await put('.docker/config.json', JSON.stringify({ currentContext: 'colima', auths: {} }))
    await putContext('colima', { Host: 'unix:///colima.sock', SkipTLSVerify: false })
    await putContext('far', { Host: 'ssh://me@far' })
  })

  test('DOCKER_HOST', async () => {
    expect(await find({ DOCKER_HOST: 'unix:///x.sock', DOCKER_CONTEXT: 'far' })).toEqual({
      kind: 'unix',
      path: '/x.sock',
      from: { kind: 'environment' },
      url: 'unix:///x.sock',
    })
  })

  test('then DOCKER_CONTEXT', async () => {
    expect(await find({ DOCKER_HOST: '', DOCKER_CONTEXT: 'far' })).toEqual({
      kind: 'ssh',
      user: 'me',
      host: 'far',
      port: null,
      socket: null,
      from: {
        kind: 'context',
        name: 'far',
        file: join(home, '.docker/contexts/meta', idOf('far'), 'meta.json'),
      },
      url: 'ssh://me@far',
    })
  })

  test('then the current context', async () => {
    expect(await find()).toMatchObject({ path: '/colima.sock', from: { kind: 'context', name: 'colima' } })
  })

  test('the context default is the usual socket', async () => {
    expect(await find({ DOCKER_CONTEXT: 'default' })).toMatchObject({
      path: machine.socket,
      from: { kind: 'default' },
    })
  })

  test('DOCKER_CONFIG names the directory of all of it', async () => {
    await put('elsewhere/config.json', JSON.stringify({ currentContext: 'near' }))
    await putContext('near', { Host: 'tcp://near:2375' }, 'elsewhere')
    expect(await find({ DOCKER_CONFIG: join(home, 'elsewhere') })).toMatchObject({ host: 'near', tls: null })
  })
})

describe('where nothing names one', () => {
  const usual = { kind: 'default' }
  test('the usual socket, there or not', async () => {
    expect(await find()).toMatchObject({ path: machine.socket, from: usual })
    await put('run/docker.sock')
    await put('.docker/run/docker.sock')
    expect(await find()).toMatchObject({ path: machine.socket, from: usual })
  })

  test('an empty or a plain configuration names none', async () => {
    await put('.docker/config.json', '{}')
    expect(await find()).toMatchObject({ from: usual })
    await put('.docker/config.json', '{"currentContext": ""}')
    expect(await find()).toMatchObject({ from: usual })
  })

  test('other sockets, where it is not there, in their order', async () => {
    const env = { XDG_RUNTIME_DIR: join(home, 'runtime') }
    for (const path of [
      '.rd/docker.sock',
      '.orbstack/run/docker.sock',
      '.colima/default/docker.sock',
      '.docker/desktop/docker.sock',
      '.docker/run/docker.sock',
      'runtime/docker.sock',
    ]) {
      const file = await put(path)
      expect(await find(env)).toEqual({
        kind: 'unix',
        path: file,
        from: { kind: 'found' },
        url: `unix://${file}`,
      })
    }
  })

  test('never podman', async () => {
    await put('runtime/podman/podman.sock')
    expect(await find({ XDG_RUNTIME_DIR: join(home, 'runtime') })).toMatchObject({ from: usual })
  })
})

describe('TLS from the environment', () => {
  const host = { DOCKER_HOST: 'tcp://build:2376' }
  test('not by a path of certificates alone', async () => {
    await put('certs/ca.pem')
    expect(await find({ ...host, DOCKER_CERT_PATH: join(home, 'certs') })).toMatchObject({ tls: null })
  })

  test('DOCKER_TLS_VERIFY, with ~/.docker or DOCKER_CERT_PATH', async () => {
    const ca = await put('.docker/ca.pem')
    const verified = { ...host, DOCKER_TLS_VERIFY: '1' }
    expect(await find(verified)).toMatchObject({ tls: { ca, cert: null, key: null, verify: true } })
    for (const name of ['ca', 'cert', 'key']) await put(`certs/${name}.pem`)
    expect(await find({ ...verified, DOCKER_CERT_PATH: join(home, 'certs') })).toMatchObject({
      tls: {
        ca: join(home, 'certs/ca.pem'),
        cert: join(home, 'certs/cert.pem'),
        key: join(home, 'certs/key.pem'),
        verify: true,
      },
    })
  })

  test('DOCKER_TLS: not verified', async () => {
    expect(await find({ ...host, DOCKER_TLS: '1' })).toMatchObject({ tls: { ca: null, verify: false } })
  })

  test('none for a socket', async () => {
    await put('.docker/ca.pem')
    expect(await find({ DOCKER_HOST: 'unix:///x', DOCKER_TLS_VERIFY: '1' })).not.toHaveProperty('tls')
  })

  test('a certificate that is not there', async () => {
    const env = { ...host, DOCKER_TLS_VERIFY: '1', DOCKER_CERT_PATH: join(home, 'certs') }
    expect(await refusal(env)).toMatchObject({
      message: expect.stringContaining(join(home, 'certs/ca.pem')),
      help: expect.stringContaining('DOCKER_CERT_PATH'),
    })
    await put('certs/ca.pem')
    await put('certs/cert.pem')
    expect((await refusal(env)).message).toContain(join(home, 'certs/key.pem'))
  })
})

describe('TLS of a context', () => {
  const env = { DOCKER_CONTEXT: 'far' }
  test('none without certificates', async () => {
    await putContext('far', { Host: 'tcp://far:2376', SkipTLSVerify: false })
    expect(await find(env)).toMatchObject({ tls: null })
  })

  test('its own certificates', async () => {
    await putContext('far', { Host: 'tcp://far:2376', SkipTLSVerify: false })
    const dir = `.docker/contexts/tls/${idOf('far')}/docker`
    const [ca, cert, key] = [
      await put(`${dir}/ca.pem`),
      await put(`${dir}/cert.pem`),
      await put(`${dir}/key.pem`),
    ]
    expect(await find(env)).toMatchObject({ tls: { ca, cert, key, verify: true } })
    // What the environment says of TLS is for DOCKER_HOST.
    expect(await find({ ...env, DOCKER_TLS: '1' })).toMatchObject({ tls: { ca, verify: true } })
  })

  test('SkipTLSVerify', async () => {
    await putContext('far', { Host: 'tcp://far:2376', SkipTLSVerify: true })
    expect(await find(env)).toMatchObject({ tls: { ca: null, verify: false } })
  })
})

describe('what can not be is told with its file and a way out', () => {
  test('a DOCKER_HOST that is none', async () => {
    expect(await refusal({ DOCKER_HOST: 'nonsense' })).toEqual({
      message: 'DOCKER_HOST names no Docker daemon: "nonsense".',
      help: expect.stringContaining('tcp://HOST:PORT'),
    })
  })

  test('no secret is printed', async () => {
    for (const DOCKER_HOST of ['tcp://me:hunter2@host:1', 'ssh://me:hunter2@host', 'tcp://me:hunter2@ho st'])
      expect(JSON.stringify(await refusal({ DOCKER_HOST }))).not.toContain('hunter2')
  })

  test('a context that is not there', async () => {
    expect(await refusal({ DOCKER_CONTEXT: 'gone' })).toEqual({
      message: expect.stringMatching(/context gone: there is no .*meta\.json/),
      help: expect.stringContaining('docker context ls'),
    })
    await put('.docker/config.json', JSON.stringify({ currentContext: 'gone' }))
    expect((await refusal({})).message).toContain('gone')
  })

  test.each([['{'], ['null'], ['[]'], ['"x"'], ['{"currentContext": 7}']])(
    'a config.json of %s',
    async (text) => {
      const file = await put('.docker/config.json', text)
      expect(await refusal({})).toEqual({
        message: `${file} is not what Docker writes there.`,
        help: expect.any(String),
      })
    },
  )

  test.each([['{'], ['{}'], ['{"Endpoints":{"kubernetes":{}}}'], ['{"Endpoints":{"docker":{"Host":1}}}']])(
    'a context of %s',
    async (text) => {
      const file = await put(`.docker/contexts/meta/${idOf('odd')}/meta.json`, text)
      expect((await refusal({ DOCKER_CONTEXT: 'odd' })).message).toContain(file)
    },
  )

  test('a context with an address that is none', async () => {
    await putContext('odd', { Host: 'nonsense' })
    expect((await refusal({ DOCKER_CONTEXT: 'odd' })).message).toMatch(/context odd .*meta\.json.*"nonsense"/)
  })

  test('a config.json that may not be read', async () => {
    const file = await put('.docker/config.json', '{}')
    await chmod(file, 0o000)
    await chmod(home, 0o755)
    expect((await asNobody(() => refusal({}))).message).toBe(`${file} can't be read (EACCES).`)
  })
})
