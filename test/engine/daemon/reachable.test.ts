import { describe, expect, test } from 'vitest'
import type { Address, Endpoint } from '../../../src/engine/daemon/model.ts'
import { reachableHost } from '../../../src/engine/daemon/reachable.ts'
import { readHostName, sshArguments } from '../../../src/engine/daemon/ssh.ts'

const endpoint = (address: Address): Endpoint => ({
  ...address,
  url: 'the://url',
  from: { kind: 'environment' },
})
const unix = endpoint({ kind: 'unix', path: '/d.sock' })
const tcp = (host: string) => endpoint({ kind: 'tcp', host, port: 2375, tls: null })
const LOOPBACK = { bind: '127.0.0.1', advertise: '127.0.0.1' }
const FAR = { bind: '192.0.2.7', advertise: '192.0.2.7' }

test.each<[string, Endpoint, Record<string, string>, { bind: string; advertise: string }]>([
  ['a socket', unix, {}, LOOPBACK],
  ['a port of this machine', tcp('127.0.0.1'), {}, LOOPBACK],
  ['another address of loopback', tcp('127.0.0.3'), {}, LOOPBACK],
  ['loopback in IPv6', tcp('::1'), {}, LOOPBACK],
  ['loopback by name', tcp('localhost'), {}, LOOPBACK],
  ['another machine', tcp('192.0.2.7'), {}, FAR],
  ['another machine, IPv6', tcp('2001:db8::7'), {}, { bind: '2001:db8::7', advertise: '2001:db8::7' }],
  ['all addresses, asked for', unix, { LABS_BIND: '0.0.0.0' }, { ...LOOPBACK, bind: '0.0.0.0' }],
  ['one address, asked for', unix, { LABS_BIND: '192.0.2.7' }, FAR],
  ['another loopback, asked for', unix, { LABS_BIND: '127.0.0.2' }, { ...LOOPBACK, bind: '127.0.0.2' }],
  [
    'another host, asked for',
    unix,
    { LABS_ADVERTISED_HOST: 'my-mac.local' },
    { ...LOOPBACK, advertise: 'my-mac.local' },
  ],
  [
    'of another machine, bound elsewhere',
    tcp('192.0.2.7'),
    { LABS_BIND: '10.0.0.7' },
    { ...FAR, bind: '10.0.0.7' },
  ],
  ['empty is not asked for', unix, { LABS_BIND: '', LABS_ADVERTISED_HOST: '' }, LOOPBACK],
  [
    'both, of a host that has no address here',
    tcp('no-such-host.invalid'),
    { LABS_BIND: '10.0.0.7', LABS_ADVERTISED_HOST: 'build' },
    { bind: '10.0.0.7', advertise: 'build' },
  ],
])('%s', async (_, from, env, expected) => {
  expect(await reachableHost(from, env)).toEqual(expected)
})

describe('what can not be', () => {
  test.each<[string, Endpoint, Record<string, string>, RegExp]>([
    ['a host without an address', tcp('no-such-host.invalid'), {}, /no-such-host\.invalid/],
    ['LABS_BIND that is no address', unix, { LABS_BIND: 'localhost' }, /LABS_BIND/],
    ['LABS_BIND with a port', unix, { LABS_BIND: '127.0.0.1:9092' }, /LABS_BIND/],
    ['a host with a port', unix, { LABS_ADVERTISED_HOST: 'build:9092' }, /LABS_ADVERTISED_HOST/],
    [
      'a host that would be more of the configuration',
      unix,
      { LABS_ADVERTISED_HOST: 'a,b' },
      /LABS_ADVERTISED_HOST/,
    ],
  ])('%s', async (_, from, env, message) => {
    await expect(reachableHost(from, env)).rejects.toMatchObject({
      name: 'UserError',
      exit: 2,
      message: expect.stringMatching(message),
      help: expect.stringMatching(/\S/),
    })
  })
})

describe('ssh', () => {
  test('who, where and what, each a word of its own; nothing is asked', () => {
    const address = { kind: 'ssh', host: 'build', user: 'me', port: 2222, socket: '/run/d.sock' } as const
    const asked = sshArguments(address)
    expect(asked.slice(asked.indexOf('-l')).join(' ')).toBe(
      '-l me -p 2222 -- build docker --host unix:///run/d.sock system dial-stdio',
    )
    expect(asked).toContain('BatchMode=yes')
    expect(sshArguments({ ...address, user: null, port: null, socket: null }).join(' ')).toMatch(
      / -- build docker system dial-stdio$/,
    )
  })

  test('the host that an alias stands for', () => {
    expect(readHostName('user me\nhostname 10.0.0.7\nport 22\ncanonicalizehostname false\n')).toBe('10.0.0.7')
    expect(readHostName('port 22\n')).toBeNull()
  })
})
