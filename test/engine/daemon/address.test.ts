import { describe, expect, test } from 'vitest'
import { parseAddress, urlOf } from '../../../src/engine/daemon/address.ts'
import type { Address } from '../../../src/engine/daemon/model.ts'

const tcp = (host: string, port: number, secure = false): Address => ({
  kind: 'tcp',
  host,
  port,
  tls: secure ? { ca: null, cert: null, key: null, verify: true } : null,
})
const ssh = (
  host: string,
  user: string | null,
  port: number | null,
  socket: string | null = null,
): Address => ({ kind: 'ssh', host, user, port, socket })

describe('what names a daemon', () => {
  test.each<[string, Address, string]>([
    ['unix:///run/d.sock', { kind: 'unix', path: '/run/d.sock' }, 'unix:///run/d.sock'],
    ['unix://', { kind: 'unix', path: '/var/run/docker.sock' }, 'unix:///var/run/docker.sock'],
    [' unix:///a b ', { kind: 'unix', path: '/a b' }, 'unix:///a b'],
    ['tcp://build.example:2376', tcp('build.example', 2376), 'tcp://build.example:2376'],
    ['TCP://Build.example:1/', tcp('Build.example', 1), 'tcp://Build.example:1'],
    ['tcp://build.example', tcp('build.example', 2375), 'tcp://build.example:2375'],
    ['tcp://:2375', tcp('localhost', 2375), 'tcp://localhost:2375'],
    ['tcp://[fe80::1]:99', tcp('fe80::1', 99), 'tcp://[fe80::1]:99'],
    ['10.0.0.1:2375', tcp('10.0.0.1', 2375), 'tcp://10.0.0.1:2375'],
    ['http://10.0.0.1:80', tcp('10.0.0.1', 80), 'tcp://10.0.0.1:80'],
    ['https://10.0.0.1:443', tcp('10.0.0.1', 443, true), 'tcp://10.0.0.1:443'],
    ['ssh://build', ssh('build', null, null), 'ssh://build'],
    ['ssh://me@build:22', ssh('build', 'me', 22), 'ssh://me@build:22'],
    ['ssh://me@[::1]', ssh('::1', 'me', null), 'ssh://me@[::1]'],
    ['ssh://a%40b@build', ssh('build', 'a@b', null), 'ssh://a@b@build'],
    ['ssh://build/run/d.sock', ssh('build', null, null, '/run/d.sock'), 'ssh://build/run/d.sock'],
  ])('%s', (text, address, url) => {
    expect(parseAddress(text, 'linux')).toEqual(address)
    expect(urlOf(address)).toBe(url)
  })

  test('on Windows, a pipe', () => {
    const pipe = { kind: 'unix', path: '//./pipe/docker_engine' } as const
    expect(parseAddress('npipe:////./pipe/docker_engine', 'win32')).toEqual(pipe)
    expect(parseAddress('npipe://', 'win32')).toEqual(pipe)
    expect(urlOf(pipe)).toBe('npipe:////./pipe/docker_engine')
  })
})

describe('what names none', () => {
  test.each([
    ['nonsense', 'form'],
    ['docker.sock', 'form'],
    ['/var/run/docker.sock', 'form'],
    ['unix://docker.sock', 'form'],
    ['fd://', 'form'],
    ['tcp://a b:1', 'form'],
    ['tcp://host:99999', 'form'],
    ['tcp://host:0', 'form'],
    ['tcp://host:1?x', 'form'],
    ['tcp://host:1#x', 'form'],
    ['tcp://host:1/prefix', 'path'],
    ['tcp://me@host:1', 'password'],
    ['tcp://me:secret@host:1', 'password'],
    ['ssh://', 'form'],
    ['ssh://me:secret@host', 'password'],
    ['ssh://host/a;reboot', 'path'],
    ['ssh://host/$(reboot)', 'path'],
    ['ssh://-oProxyCommand=reboot', 'form'],
    ['ssh://-oProxyCommand=reboot@host', 'form'],
    ['npipe:////./pipe/docker_engine', 'pipe'],
  ])('%s', (text, mistake) => {
    expect(parseAddress(text, 'linux')).toBe(mistake)
  })
})
