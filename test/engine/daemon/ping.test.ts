import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises'
import type { Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Endpoint } from '../../../src/engine/daemon/model.ts'
import { pingDaemon } from '../../../src/engine/daemon/ping.ts'
import { asNobody } from './as-nobody.ts'
import { daemonThatSays, type Listening, listen, socketsThat, staleSocket } from './fake.ts'

const VERSION = { Version: '24.0.7', ApiVersion: '1.43', Os: 'linux', Arch: 'arm64' }
const INFO = {
  Name: 'colima',
  MemTotal: 2_000_000_000,
  NCPU: 2,
  SecurityOptions: ['name=seccomp,profile=default', 'name=rootless'],
  DockerRootDir: '/var/lib/docker',
}

let dir: string
let running: Listening[]

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'labs-ping-'))
  running = []
})
afterEach(async () => {
  for (const each of running) await each.stop()
  await rm(dir, { recursive: true, force: true })
})

const unixAt = (path: string): Endpoint => ({
  kind: 'unix',
  path,
  url: `unix://${path}`,
  from: { kind: 'default' },
})
const tcpAt = (port: number, host = '127.0.0.1'): Endpoint => ({
  kind: 'tcp',
  host,
  port,
  tls: null,
  url: `tcp://${host}:${port}`,
  from: { kind: 'environment' },
})

async function onSocket(server: Server): Promise<Endpoint> {
  const path = join(dir, 'd.sock')
  running.push(await listen(server, path))
  return unixAt(path)
}

async function onPort(server: Server): Promise<Endpoint> {
  const listening = await listen(server)
  running.push(listening)
  return tcpAt(listening.port)
}

async function trouble(endpoint: Endpoint): Promise<unknown> {
  return pingDaemon(endpoint).catch((error: unknown) => error)
}

describe('a daemon', () => {
  const info = {
    name: 'colima',
    version: '24.0.7',
    apiVersion: '1.43',
    os: 'linux',
    arch: 'arm64',
    memory: 2_000_000_000,
    cpus: 2,
    rootless: true,
    root: '/var/lib/docker',
  }

  test('on a socket', async () => {
    expect(await pingDaemon(await onSocket(daemonThatSays({ '/version': VERSION, '/info': INFO })))).toEqual(
      info,
    )
  })

  test('on a port, by name and by number', async () => {
    const endpoint = await onPort(
      daemonThatSays({ '/version': VERSION, '/info': { ...INFO, SecurityOptions: null } }),
    )
    expect(await pingDaemon(endpoint)).toEqual({ ...info, rootless: false })
    if (endpoint.kind === 'tcp')
      expect(await pingDaemon(tcpAt(endpoint.port, 'localhost'))).toMatchObject(VERSION_READ)
  })
  const VERSION_READ = { version: '24.0.7', apiVersion: '1.43' }

  test('the oldest API that will do, and one that is older', async () => {
    const says = (ApiVersion: string) =>
      daemonThatSays({ '/version': { ...VERSION, ApiVersion }, '/info': INFO })
    expect(await pingDaemon(await onPort(says('1.40')))).toMatchObject({ apiVersion: '1.40' })
    expect(await trouble(await onPort(says('1.39')))).toMatchObject({
      trouble: 'too-old',
      message: expect.stringContaining('24.0.7'),
    })
    expect(await trouble(await onPort(says('1.5')))).toMatchObject({ trouble: 'too-old' })
    expect(await pingDaemon(await onPort(says('2.0')))).toMatchObject({ apiVersion: '2.0' })
  })
})

describe('what is none, or will not', () => {
  test('no socket', async () => {
    expect(await trouble(unixAt(join(dir, 'none.sock')))).toMatchObject({ trouble: 'absent', exit: 2 })
  })

  test('a socket that nobody listens on', async () => {
    const path = join(dir, 'stale.sock')
    await staleSocket(path)
    expect(await trouble(unixAt(path))).toMatchObject({ trouble: 'absent' })
  })

  test('a port that nobody listens on', async () => {
    const endpoint = await onPort(socketsThat(() => {}))
    for (const each of running.splice(0)) await each.stop()
    expect(await trouble(endpoint)).toMatchObject({ trouble: 'absent' })
  })

  test('a socket that we have no right to', async () => {
    const endpoint = await onSocket(daemonThatSays({ '/version': VERSION, '/info': INFO }))
    await chmod(dir, 0o755)
    await chmod(join(dir, 'd.sock'), 0o600)
    // Whoever is not root may use a socket of their own, unless it lets nobody.
    if (process.getuid?.() !== 0) await chmod(join(dir, 'd.sock'), 0o000)
    expect(await asNobody(() => trouble(endpoint))).toMatchObject({
      trouble: 'forbidden',
      help: expect.stringContaining('group docker'),
    })
  })

  test('takes the connection and is silent, on a socket and on a port: told within 3 s', async () => {
    const began = performance.now()
    const both = [await onSocket(socketsThat(() => {})), await onPort(socketsThat(() => {}))]
    expect(await Promise.all(both.map(trouble))).toMatchObject([{ trouble: 'silent' }, { trouble: 'silent' }])
    expect(performance.now() - began).toBeLessThan(6000)
  })

  test('begins an answer and does not end it', async () => {
    const half = socketsThat((socket) => socket.write('HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{'))
    expect(await trouble(await onSocket(half))).toMatchObject({ trouble: 'silent' })
  })

  test('breaks off, at once and in the middle', async () => {
    expect(await trouble(await onSocket(socketsThat((socket) => socket.destroy())))).toMatchObject({
      trouble: 'broken-off',
    })
    const half = socketsThat((socket) => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{'))
    expect(await trouble(await onPort(half))).toMatchObject({ trouble: 'broken-off' })
  })

  test('speaks something else', async () => {
    expect(await trouble(await onPort(socketsThat((socket) => socket.end('220 mail\r\n'))))).toMatchObject({
      trouble: 'not-docker',
    })
  })

  test.each<[string, Server]>([
    ['a web server without that page', daemonThatSays({})],
    ['a web server with any page', daemonThatSays({ '/version': '<html>' })],
    ['another API', daemonThatSays({ '/version': { Version: '1' } })],
    ['JSON that is no object', daemonThatSays({ '/version': ['1.41'] })],
    ['an endless page', daemonThatSays({ '/version': 'x'.repeat(3_000_000) })],
  ])('%s', async (_, server) => {
    expect(await trouble(await onPort(server))).toMatchObject({ trouble: 'not-docker' })
  })

  test('is in trouble itself: in its own words', async () => {
    expect(
      await trouble(await onSocket(daemonThatSays({ '/version': { message: 'is paused' } }, 503))),
    ).toMatchObject({ trouble: 'refused', message: expect.stringContaining('is paused') })
  })

  test('wants TLS', async () => {
    const text = 'Client sent an HTTP request to an HTTPS server.\n'
    expect(await trouble(await onPort(daemonThatSays({ '/version': text }, 400)))).toMatchObject({
      trouble: 'tls',
    })
  })

  test('does not speak the TLS that we do', async () => {
    const endpoint = await onPort(daemonThatSays({ '/version': VERSION, '/info': INFO }))
    const tls = { ca: null, cert: null, key: null, verify: false }
    if (endpoint.kind === 'tcp') expect(await trouble({ ...endpoint, tls })).toMatchObject({ trouble: 'tls' })
  })

  test('a certificate that is none', async () => {
    const ca = join(dir, 'ca.pem')
    await writeFile(ca, 'no certificate')
    const cert = join(dir, 'cert.pem')
    await writeFile(cert, 'no certificate')
    const endpoint = tcpAt(1)
    const tls = { ca, cert, key: cert, verify: true }
    if (endpoint.kind === 'tcp') expect(await trouble({ ...endpoint, tls })).toMatchObject({ trouble: 'tls' })
  })

  test('a host that is not there', async () => {
    expect(await trouble(tcpAt(2375, 'no-such-host.invalid'))).toMatchObject({ trouble: 'unreachable' })
  })
})
