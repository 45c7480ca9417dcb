import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { Agent } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createServer as createTlsServer } from 'node:tls'
import { promisify } from 'node:util'
import type Dockerode from 'dockerode'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { findEndpoint } from '../../../src/engine/daemon/endpoint.ts'
import { daemonError, isNotFound } from '../../../src/engine/daemon/failures.ts'
import type { Endpoint, Tls } from '../../../src/engine/daemon/model.ts'
import { openDaemon } from '../../../src/engine/daemon/open.ts'
import { pingDaemon } from '../../../src/engine/daemon/ping.ts'
import { reachableHost } from '../../../src/engine/daemon/reachable.ts'
import { onPath } from '../../../src/kafka/java.ts'
import { until } from '../../../src/until.ts'
import { forwarder, type Listening, listen, passOn } from './fake.ts'
import { realDocker } from './real.ts'
import { missingForSshd, type Sshd, startSshd } from './sshd.ts'

const docker = await realDocker()
const local = docker.endpoint?.kind === 'unix' ? docker.endpoint : null
const missing = docker.missing ?? (local === null ? 'the daemon is not on a socket here' : null)
const noSshd = missing ?? (await missingForSshd())
const noTls = missing ?? ((await onPath('openssl', process.env)) === null ? 'there is no openssl' : null)
const skipped = (why: string | null) => (why === null ? '' : ` (skipped: ${why})`)

let dir: string
let plain: Listening
let home: NodeJS.ProcessEnv

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'labs-daemon-'))
  home = { ...process.env, HOME: dir, DOCKER_HOST: '', DOCKER_CONTEXT: '', DOCKER_CONFIG: '' }
  plain = await listen(forwarder(local?.path ?? ''))
})
afterAll(async () => {
  await plain.stop()
  await rm(dir, { recursive: true, force: true })
})

/** It is the same daemon, asked in the quick way and through dockerode, and its errors keep their statuses. */
async function expectDaemon(endpoint: Endpoint, env: NodeJS.ProcessEnv = process.env): Promise<void> {
  const info = await pingDaemon(endpoint, env)
  const daemon = await openDaemon(endpoint, env)
  const said = await daemon.info()
  expect(info).toMatchObject({ name: said.Name, version: said.ServerVersion, memory: said.MemTotal })
  const error = await daemon
    .getContainer('labs-there-is-none')
    .inspect()
    .catch((reason: unknown) => reason)
  expect(isNotFound(error)).toBe(true)
  close(daemon)
}

/** Ends the connections that are kept, as the end of the process does. */
function close(daemon: Dockerode): void {
  if ('agent' in daemon.modem && daemon.modem.agent instanceof Agent) daemon.modem.agent.destroy()
}

describe.skipIf(missing !== null)(`a real daemon${skipped(missing)}`, () => {
  test('on its socket', async () => {
    if (local !== null) await expectDaemon(local)
  })

  test('on its socket, whatever dockerode would read from the environment', async () => {
    const before = { ...process.env }
    Object.assign(process.env, {
      DOCKER_HOST: 'tcp://127.0.0.1:1',
      DOCKER_TLS_VERIFY: '1',
      DOCKER_CLIENT_TIMEOUT: '1',
    })
    try {
      if (local !== null) await expectDaemon(local)
    } finally {
      for (const name of ['DOCKER_HOST', 'DOCKER_TLS_VERIFY', 'DOCKER_CLIENT_TIMEOUT'])
        if (before[name] === undefined) delete process.env[name]
        else process.env[name] = before[name]
    }
  })

  test('on a port', async () => {
    await expectDaemon(await findEndpoint({ ...home, DOCKER_HOST: `tcp://127.0.0.1:${plain.port}` }))
  })

  test('on a port of an IPv6 address', async (context) => {
    const server = forwarder(local?.path ?? '')
    const bound = await new Promise<boolean>((done) => {
      server.once('error', () => done(false))
      server.listen(0, '::1', () => done(true))
    })
    context.skip(!bound, 'no IPv6 on this machine')
    const address = server.address()
    if (address === null || typeof address === 'string') throw new Error('no port')
    await expectDaemon(await findEndpoint({ ...home, DOCKER_HOST: `tcp://[::1]:${address.port}` }))
    server.close()
  })

  test('of a context, which `docker context` would have written', async () => {
    const name = 'the-forwarded'
    const id = createHash('sha256').update(name).digest('hex')
    const meta = join(dir, '.docker/contexts/meta', id)
    await mkdir(meta, { recursive: true })
    await writeFile(
      join(meta, 'meta.json'),
      JSON.stringify({ Name: name, Endpoints: { docker: { Host: `tcp://127.0.0.1:${plain.port}` } } }),
    )
    await writeFile(join(dir, '.docker/config.json'), JSON.stringify({ currentContext: name }))
    const endpoint = await findEndpoint(home)
    expect(endpoint.from).toMatchObject({ kind: 'context', name })
    await expectDaemon(endpoint)
  })

  test('that goes away: told as that', async () => {
    const server = await listen(forwarder(local?.path ?? ''))
    const endpoint = await findEndpoint({ ...home, DOCKER_HOST: `tcp://127.0.0.1:${server.port}` })
    const daemon = await openDaemon(endpoint)
    const events = await daemon.getEvents()
    const broken = new Promise((done) => events.once('error', done))
    await server.stop()
    expect(daemonError(await broken, endpoint)).toMatchObject({ trouble: 'broken-off' })
    const later = await daemon.version().catch((error: unknown) => error)
    expect(daemonError(later, endpoint)).toMatchObject({ trouble: 'absent' })
  })
})

describe.skipIf(noTls !== null)(`a real daemon behind TLS${skipped(noTls)}`, () => {
  let server: Listening
  let certs: string
  const tls = (more: Partial<Tls> = {}): Tls => ({
    ca: join(certs, 'ca.pem'),
    cert: join(certs, 'cert.pem'),
    key: join(certs, 'key.pem'),
    verify: true,
    ...more,
  })
  const behind = (host: string, with_: Tls): Endpoint => ({
    kind: 'tcp',
    host,
    port: server.port,
    tls: with_,
    url: `tcp://${host}:${server.port}`,
    from: { kind: 'environment' },
  })

  beforeAll(async () => {
    certs = join(dir, 'certs')
    await mkdir(certs)
    await makeCertificates(certs)
    const [ca, cert, key] = await Promise.all(
      ['ca.pem', 'server-cert.pem', 'server-key.pem'].map((name) => readFile(join(certs, name))),
    )
    // Who comes without a certificate of this CA is sent away.
    const options = { ca, cert, key, requestCert: true, rejectUnauthorized: true }
    server = await listen(createTlsServer(options, (socket) => passOn(socket, local?.path ?? '')))
  })
  afterAll(() => server.stop())

  test('with the right certificates', async () => {
    const env = {
      ...home,
      DOCKER_HOST: `tcp://localhost:${server.port}`,
      DOCKER_TLS_VERIFY: '1',
      DOCKER_CERT_PATH: certs,
    }
    await expectDaemon(await findEndpoint(env))
  })

  test('unverified', async () => {
    await expectDaemon(behind('127.0.0.1', tls({ ca: null, verify: false })))
  })

  test('a certificate for another host, one of an unknown CA', async () => {
    const wrong = [behind('127.0.0.1', tls()), behind('localhost', tls({ ca: null }))]
    for (const endpoint of wrong)
      expect(await pingDaemon(endpoint).catch((error: unknown) => error)).toMatchObject({ trouble: 'tls' })
  })
})

async function makeCertificates(certs: string): Promise<void> {
  const openssl = (...args: string[]) => promisify(execFile)('openssl', args, { cwd: certs })
  const key = (name: string) => openssl('genpkey', '-algorithm', 'RSA', '-out', name)
  await key('ca-key.pem')
  await openssl(
    'req',
    '-x509',
    '-new',
    '-key',
    'ca-key.pem',
    '-subj',
    '/CN=a CA',
    '-days',
    '2',
    '-out',
    'ca.pem',
  )
  await writeFile(join(certs, 'server.ext'), 'subjectAltName=DNS:localhost\n')
  await writeFile(join(certs, 'client.ext'), 'extendedKeyUsage=clientAuth\n')
  const kinds = [
    { ext: 'server.ext', keyFile: 'server-key.pem', cert: 'server-cert.pem' },
    { ext: 'client.ext', keyFile: 'key.pem', cert: 'cert.pem' },
  ]
  for (const { ext, keyFile, cert } of kinds) {
    await key(keyFile)
    await openssl('req', '-new', '-key', keyFile, '-subj', '/CN=localhost', '-out', 'request.pem')
    const by = ['-CA', 'ca.pem', '-CAkey', 'ca-key.pem', '-CAcreateserial']
    await openssl('x509', '-req', '-in', 'request.pem', ...by, '-days', '2', '-extfile', ext, '-out', cert)
  }
}

describe.skipIf(noSshd !== null)(`a real daemon by a real ssh${skipped(noSshd)}`, () => {
  let sshd: Sshd
  beforeAll(async () => {
    sshd = await startSshd()
  })
  afterAll(() => sshd.stop())
  const by = (url: string) => findEndpoint({ ...home, DOCKER_HOST: url })
  const troubleOf = async (url: string) =>
    pingDaemon(await by(url), sshd.env).catch((error: unknown) => error)

  test("by an alias of the user's ssh configuration", async () => {
    await expectDaemon(await by(`ssh://${sshd.alias}`), sshd.env)
  })

  test('with the socket over there named', async () => {
    await expectDaemon(await by(`ssh://${sshd.alias}${local?.path ?? ''}`), sshd.env)
  })

  test('what a container says and reads goes both ways, and its end comes through', async (context) => {
    const endpoint = await by(`ssh://${sshd.alias}`)
    const daemon = await openDaemon(endpoint, sshd.env)
    const image = 'debian:bookworm-slim'
    const there = await daemon
      .getImage(image)
      .inspect()
      .catch(() => null)
    context.skip(there === null, `there is no image ${image}`)
    const container = await daemon.createContainer({
      Image: image,
      Cmd: ['sh', '-c', 'cat; echo the end'],
      OpenStdin: true,
      StdinOnce: true,
      Tty: false,
    })
    try {
      const stream = await container.attach({ stream: true, stdin: true, stdout: true, hijack: true })
      await container.start()
      let said = ''
      stream.on('data', (chunk: Buffer) => {
        said += chunk.subarray(8).toString()
      })
      const ended = new Promise((done) => stream.once('end', done))
      stream.write('line\n')
      expect(await until(() => (said.includes('line') ? said : null), { deadline: 10_000 })).toBe('line\n')
      stream.end()
      await ended
      expect(said).toBe('line\nthe end\n')
    } finally {
      await container.remove({ force: true })
      close(daemon)
    }
  })

  test('many requests at once, and one connection for those in a row', async () => {
    const daemon = await openDaemon(await by(`ssh://${sshd.alias}`), sshd.env)
    const versions = await Promise.all(Array.from({ length: 4 }, () => daemon.version()))
    expect(new Set(versions.map(({ Version }) => Version)).size).toBe(1)
    const began = performance.now()
    for (let i = 0; i < 10; i++) await daemon.ping()
    // A new ssh for each would take 100 ms and more.
    expect(performance.now() - began).toBeLessThan(600)
    close(daemon)
  })

  test('the ports are bound on loopback where the alias leads there', async () => {
    expect(await reachableHost(await by(`ssh://${sshd.alias}`), sshd.env)).toEqual({
      bind: '127.0.0.1',
      advertise: '127.0.0.1',
    })
  })

  test.each<[string, string, string, RegExp]>([
    ['no Docker behind that socket', `ssh://the-alias/tmp/no-such.sock`, 'absent', /the-alias/],
    ['a host that nobody knows', 'ssh://no-such-host.invalid', 'unreachable', /resolve/],
    ['a port that nobody listens on', 'ssh://the-alias:1', 'unreachable', /refused/],
    ['a user who may not', 'ssh://nobody@the-alias', 'unreachable', /denied/i],
  ])('%s', async (_, url, trouble, says) => {
    expect(await troubleOf(url)).toMatchObject({ trouble, message: expect.stringMatching(says) })
  })

  test('a host key that is another', async () => {
    const file = join(sshd.dir, 'known_hosts')
    const right = await readFile(file, 'utf8')
    await writeFile(file, '')
    expect(await troubleOf(`ssh://${sshd.alias}`)).toMatchObject({
      trouble: 'unreachable',
      message: expect.stringContaining('Host key verification failed'),
    })
    await writeFile(file, right)
  })

  test('no docker over there, no ssh here', async () => {
    const endpoint = await by(`ssh://${sshd.alias}`)
    const fake = join(sshd.dir, 'fake')
    await mkdir(fake)
    await writeFile(join(fake, 'ssh'), '#!/bin/sh\necho "sh: docker: not found" >&2\nexit 127\n', {
      mode: 0o755,
    })
    const failure = (PATH: string) =>
      pingDaemon(endpoint, { ...sshd.env, PATH }).catch((error: unknown) => error)
    expect(await failure(`${fake}:/usr/bin:/bin`)).toMatchObject({
      trouble: 'absent',
      message: expect.stringContaining('docker: not found'),
    })
    expect(await failure(join(sshd.dir, 'nothing'))).toMatchObject({
      trouble: 'unreachable',
      message: expect.stringContaining('no ssh on PATH'),
    })
  })

  test.skipIf(process.platform !== 'linux')(
    'no ssh is left behind (looked for in /proc: Linux only)',
    async () => {
      const ours = async () => {
        const all = (await readdir('/proc')).filter((name) => /^\d+$/.test(name))
        const lines = await Promise.all(
          all.map((pid) => readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')),
        )
        return lines.filter(
          (line) => line.includes(join(sshd.dir, 'config')) && !line.includes('sshd_config'),
        )
      }
      expect(await until(async () => ((await ours()).length === 0 ? true : null), { deadline: 5000 })).toBe(
        true,
      )
    },
  )
})
