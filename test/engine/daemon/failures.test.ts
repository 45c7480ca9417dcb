import { describe, expect, test } from 'vitest'
import {
  cannotBind,
  daemonError,
  diskFull,
  isConflict,
  isNotFound,
  portTaken,
  troubled,
} from '../../../src/engine/daemon/failures.ts'
import type { Endpoint, Trouble } from '../../../src/engine/daemon/model.ts'
import { classify, DaemonError, NoAnswer, SshFailed } from '../../../src/engine/daemon/trouble.ts'
import { UserError } from '../../../src/errors.ts'

const coded = (code: string, more = {}) => Object.assign(new Error(`connect ${code}`), { code, ...more })
/** As dockerode gives it. */
const http = (status: number, message: string) =>
  Object.assign(new Error(`(HTTP code ${status}) server error - ${message} `), {
    statusCode: status,
    json: { message },
  })

const unix: Endpoint = { kind: 'unix', path: '/d.sock', url: 'unix:///d.sock', from: { kind: 'default' } }
const tcp: Endpoint = {
  kind: 'tcp',
  host: 'build',
  port: 2375,
  tls: null,
  url: 'tcp://build:2375',
  from: { kind: 'environment' },
}
const ssh: Endpoint = {
  kind: 'ssh',
  host: 'build',
  user: null,
  port: null,
  socket: null,
  url: 'ssh://build',
  from: { kind: 'context', name: 'far', file: '/meta.json' },
}

describe('what an error tells of the daemon', () => {
  test.each<[string, unknown, Trouble | null]>([
    ['no socket', coded('ENOENT', { syscall: 'connect' }), 'absent'],
    ['nobody listens', coded('ECONNREFUSED'), 'absent'],
    ['no right to it', coded('EACCES'), 'forbidden'],
    ['no such host', coded('ENOTFOUND'), 'unreachable'],
    ['no name server', coded('EAI_AGAIN'), 'unreachable'],
    ['no way', coded('EHOSTUNREACH'), 'unreachable'],
    ['no connection in time', coded('ETIMEDOUT'), 'unreachable'],
    ['no connection within our own time', new NoAnswer(false), 'unreachable'],
    ['no answer', new NoAnswer(true), 'silent'],
    ['reset', coded('ECONNRESET'), 'broken-off'],
    ['broken pipe', coded('EPIPE'), 'broken-off'],
    ['socket hang up', new Error('socket hang up'), 'broken-off'],
    ['an answer cut short', new Error('aborted'), 'broken-off'],
    ['no HTTP', coded('HPE_INVALID_CONSTANT'), 'not-docker'],
    ['no socket but a file', coded('ENOTSOCK'), 'not-docker'],
    ['TLS to a plain port', coded('EPROTO'), 'tls'],
    ['our certificate is unknown', coded('ERR_SSL_TLSV1_ALERT_UNKNOWN_CA'), 'tls'],
    ['its certificate is unknown', coded('SELF_SIGNED_CERT_IN_CHAIN'), 'tls'],
    ['its certificate is old', coded('CERT_HAS_EXPIRED'), 'tls'],
    ['its certificate is for another', coded('ERR_TLS_CERT_ALTNAME_INVALID'), 'tls'],
    ['a certificate is none', coded('ERR_OSSL_PEM_NO_START_LINE'), 'tls'],
    ['plain to a TLS port', http(400, 'Client sent an HTTP request to an HTTPS server.'), 'tls'],
    ['an error of its own', http(500, 'it hurts'), 'refused'],
    ['no ssh', coded('ENOENT', { syscall: 'spawn ssh' }), 'unreachable'],
    ['ssh fails', new SshFailed(255, 'me@build: Permission denied (publickey).', false), 'unreachable'],
    ['ssh fails later', new SshFailed(255, 'Connection to build closed.', true), 'broken-off'],
    ['no docker there', new SshFailed(127, 'sh: 1: docker: not found', false), 'absent'],
    ['no right there', new SshFailed(1, 'permission denied while trying to connect', false), 'forbidden'],
    ['no daemon there', new SshFailed(1, 'Cannot connect to the Docker daemon', false), 'absent'],
    ['told already', new DaemonError('too-old', 'old'), 'too-old'],
    ['a bug', new TypeError('x is not a function'), null],
    ['cancelled', new DOMException('This operation was aborted', 'AbortError'), null],
    ['no error', 'ENOENT', null],
  ])('%s', (_, error, trouble) => {
    expect(classify(error)).toBe(trouble)
  })
})

describe('how it is told', () => {
  const TROUBLES = [
    'absent',
    'forbidden',
    'silent',
    'unreachable',
    'tls',
    'too-old',
    'not-docker',
    'broken-off',
    'refused',
  ] as const
  const all = TROUBLES.flatMap((trouble) => [unix, tcp, ssh].map((endpoint) => ({ trouble, endpoint })))

  test.each(all)('$trouble, $endpoint.kind: one line that names the place, and a way out', (each) => {
    const { message, help, trouble, exit } = troubled(each.trouble, each.endpoint, 'the detail')
    expect({ trouble, exit }).toEqual({ trouble: each.trouble, exit: 2 })
    expect(message).toMatch(/d\.sock|build/)
    expect(help).toMatch(/\S/)
    expect(`${message}${help}`).not.toContain('\n')
  })

  test('each kind has its own words', () => {
    for (const endpoint of [unix, tcp, ssh])
      expect(new Set(TROUBLES.map((trouble) => troubled(trouble, endpoint).message)).size).toBe(
        TROUBLES.length,
      )
  })

  test('who named the daemon is told', () => {
    expect(troubled('absent', tcp).help).toContain('DOCKER_HOST')
    expect(troubled('silent', ssh).help).toContain('context far')
    expect(troubled('absent', unix).help).not.toMatch(/DOCKER_HOST|context/)
  })

  test("the daemon's own words, without what is around them", () => {
    expect(daemonError(http(500, 'it hurts - a lot'), unix).message).toBe(
      'Docker at unix:///d.sock says: it hurts - a lot',
    )
  })

  test('a daemon that gives no reason: what the status means', () =>
    expect(daemonError(http(500, ''), unix).message).toBe('Docker at unix:///d.sock says: server error'))

  test("ssh's last words", () => {
    const error = new SshFailed(255, 'Warning: this and that\r\nHost key verification failed.', false)
    expect(daemonError(error, ssh).message).toBe(
      'ssh does not get to Docker on build: Host key verification failed.',
    )
  })

  test('what is told already, and what is no fault of the daemon, stays as it is', () => {
    for (const error of [new UserError('told'), new DaemonError('tls', 'told'), new TypeError('a bug')])
      expect(daemonError(error, unix)).toBe(error)
    expect(daemonError(coded('ECONNRESET'), unix)).toMatchObject({ trouble: 'broken-off' })
  })
})

describe('answers that are no fault of the daemon', () => {
  test('statuses', () => {
    expect([isNotFound(http(404, 'no')), isNotFound(http(409, 'no')), isNotFound(coded('ENOENT'))]).toEqual([
      true,
      false,
      false,
    ])
    expect([isConflict(http(409, 'no')), isConflict(http(404, 'no')), isConflict(null)]).toEqual([
      true,
      false,
      false,
    ])
  })

  test.each<[string, number | null]>([
    [
      'driver failed programming external connectivity on endpoint kafka-1 (e42f): Bind for 127.0.0.1:9092 failed: port is already allocated',
      9092,
    ],
    [
      'driver failed programming external connectivity on endpoint kafka (e4): Bind for :::2181 failed: port is already allocated',
      2181,
    ],
    [
      'driver failed programming external connectivity on endpoint kafka (e4): Error starting userland proxy: listen tcp4 127.0.0.1:9092: bind: address already in use',
      9092,
    ],
    [
      'failed to set up container networking: driver failed programming external connectivity on endpoint a (b): failed to bind host port for 127.0.0.1:9092:172.18.0.2:9093/tcp: address already in use',
      9092,
    ],
    ['failed to bind host port 127.0.0.1:9092/tcp: address already in use', 9092],
    [
      'error while calling PortManager.AddPort(): listen tcp 127.0.0.1:9092: bind: address already in use',
      9092,
    ],
    [
      'Ports are not available: exposing port TCP 127.0.0.1:9092 -> 0.0.0.0:0: listen tcp 127.0.0.1:9092: bind: address already in use',
      9092,
    ],
    [
      'Ports are not available: listen tcp 0.0.0.0:9092: bind: Only one usage of each socket address is normally permitted.',
      9092,
    ],
    ['Error starting userland proxy: listen tcp4 10.9.9.9:9092: bind: cannot assign requested address', null],
    ['No such container: 9092', null],
  ])('%s', (text, port) => {
    expect(portTaken(http(500, text))).toBe(port)
    expect(portTaken(text)).toBe(port)
  })

  test('a full disk, an address of another machine', () => {
    expect(diskFull(http(500, 'write /var/lib/docker/x: no space left on device'))).toBe(true)
    expect(diskFull('failed to register layer: No space left on device')).toBe(true)
    expect(diskFull(http(500, 'no such device'))).toBe(false)
    expect(cannotBind(http(500, 'listen tcp4 10.9.9.9:9092: bind: cannot assign requested address'))).toBe(
      true,
    )
    expect(cannotBind(http(500, 'address already in use'))).toBe(false)
  })
})
