import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readCompose } from '../../../src/engine/compose/read.ts'
import { eachFileHasItsDiagnostics } from '../../diagnostics.ts'
import { bad, env, faults, goodFiles, goodProject, project, service } from './fixtures.ts'

describe('a compose file with mistakes', () => {
  eachFileHasItsDiagnostics(bad, (text) => {
    const read = readCompose(text, { file: 'compose.yml', env: { EMPTY: '' }, profiles: [] })
    return read.ok ? [] : read.diagnostics
  })

  test('each diagnostic names the file', () => {
    const read = readCompose('a: 1', { file: '/here/compose.yml', env, profiles: [] })
    expect(read).toMatchObject({ ok: false, diagnostics: [{ file: '/here/compose.yml', line: 1 }, {}] })
  })

  test('a text of several lines is quoted on one', () => {
    expect(faults('services:\n  a:\n    image: a\n    mem_limit: |\n      one\n      two\n')).toEqual([
      '4: "one two " is no size',
    ])
  })
})

test('a file that was damaged anywhere is read or told of, with lines that are there', () => {
  const texts = goodFiles.map((file) => readFileSync(file, 'utf8'))
  const junk = fc.constantFrom(
    '',
    ' ',
    '\t',
    ':',
    '- ',
    '{',
    ']',
    '&a ',
    '*a',
    '<<: ',
    '$',
    '"',
    '|',
    '#',
    'null',
    '5',
  )
  fc.assert(
    fc.property(fc.constantFrom(...texts), fc.nat(), fc.nat(20), junk, (text, place, length, inserted) => {
      const at = place % text.length
      const damaged = text.slice(0, at) + inserted + text.slice(at + length)
      const read = readCompose(damaged, { file: 'compose.yml', env, profiles: [] })
      if (read.ok) return
      expect(read.diagnostics.length).toBeGreaterThan(0)
      for (const { line, message, instead } of read.diagnostics) {
        expect(line).toBeGreaterThanOrEqual(1)
        expect(line).toBeLessThanOrEqual(damaged.split('\n').length)
        expect([message, instead]).not.toContain('')
      }
    }),
    { numRuns: 1000 },
  )
})

describe('the two forms of each key', () => {
  const short = goodProject('short.yml')

  test('mean the same', () => {
    expect(goodProject('long.yml')).toEqual({ ...short, file: '/course/compose.yml' })
  })

  test('and are what they should be', () => {
    expect(short.services.at(-1)).toEqual({
      name: 'app',
      image: 'example/app:1',
      build: { context: '/course/app', dockerfile: 'Dockerfile', args: {}, labels: {}, target: null },
      command: ['sh', '-c', 'echo "a b"; exit', 'c d', 'e f'],
      entrypoint: ['tini', '--'],
      environment: { PLAIN: 'text', NUMBER: '5', EMPTY: '', WITH_EQUALS: 'a=b', FROM_HERE: 'here' },
      labels: { 'org.example.a': '1', 'org.example.empty': '' },
      user: '1000:1000',
      workingDir: '/srv',
      hostname: 'app-host',
      containerName: 'one-app',
      init: true,
      tty: true,
      stdinOpen: true,
      readOnly: true,
      restart: { name: 'on-failure', retries: 3 },
      stopSignal: 'SIGINT',
      stopGracePeriod: 90_000,
      memory: 512 * 2 ** 20,
      memorySwap: 2 ** 30,
      capAdd: ['NET_ADMIN'],
      capDrop: ['ALL'],
      securityOpt: ['no-new-privileges:true'],
      extraHosts: ['my-host:10.0.0.1', 'other:10.0.0.2'],
      tmpfs: ['/run'],
      ports: [
        { host: '', published: null, target: 9092, protocol: 'tcp' },
        { host: '', published: 9093, target: 9093, protocol: 'tcp' },
        { host: '', published: 9094, target: 19094, protocol: 'udp' },
      ],
      networks: [
        { network: 'inside', aliases: [] },
        { network: 'default', aliases: [] },
      ],
      volumes: [
        { volume: 'data', target: '/data', readOnly: false },
        { volume: 'conf', target: '/conf', readOnly: true },
      ],
      dependsOn: [
        { service: 'db', condition: 'service_started' },
        { service: 'once', condition: 'service_started' },
      ],
      healthcheck: {
        kind: 'test',
        test: ['CMD-SHELL', 'curl -f localhost || exit 1'],
        interval: 90_000,
        timeout: 500,
        startPeriod: 1500,
        retries: 3,
      },
      profiles: [],
    })
    expect(short.networks.map(({ key }) => key).sort()).toEqual(['default', 'inside'])
    expect(short.volumes.map(({ key }) => key)).toEqual(['data', 'conf'])
  })
})

describe('everything else', () => {
  const { services, networks, volumes } = goodProject('everything-else.yml')
  const [first, second, third, fourth] = services

  test('services stand after those that they depend on', () => {
    expect(services.map(({ name }) => name)).toEqual(['first', 'second', 'third', 'fourth'])
    expect(third?.dependsOn).toEqual([
      { service: 'first', condition: 'service_completed_successfully' },
      { service: 'second', condition: 'service_healthy' },
    ])
  })

  test('what is not said is as Docker has it', () => {
    expect(service('')).toEqual({
      ...{
        name: 'app',
        image: 'a',
        build: null,
        command: null,
        entrypoint: null,
        environment: {},
        labels: {},
      },
      ...{ user: null, workingDir: null, hostname: null, containerName: null, init: false, tty: false },
      ...{ stdinOpen: false, readOnly: false, restart: { name: 'no' }, stopSignal: null, memory: null },
      ...{
        stopGracePeriod: null,
        memorySwap: null,
        capAdd: [],
        capDrop: [],
        securityOpt: [],
        extraHosts: [],
      },
      ...{ tmpfs: [], ports: [], volumes: [], dependsOn: [], healthcheck: null, profiles: [] },
      networks: [{ network: 'default', aliases: [] }],
    })
  })

  test('builds', () => {
    expect(first?.build).toEqual({
      context: '/first',
      dockerfile: 'docker/Dockerfile',
      args: { FROM_HERE: 'here', BASE: 'debian' },
      labels: { 'org.example.a': 'b' },
      target: 'slim',
    })
    expect(fourth?.build).toMatchObject({ context: '/course', args: { NUMBER: '1.5', FROM_HERE: 'here' } })
    expect(first?.image).toBeNull()
  })

  test('health checks', () => {
    expect(second?.healthcheck).toEqual({ kind: 'none' })
    expect(third?.healthcheck).toEqual({ kind: 'none' })
    expect(first?.healthcheck).toMatchObject({ test: ['CMD', 'true', ''], interval: null, retries: null })
    expect(service('healthcheck: { interval: 1s }').healthcheck).toMatchObject({ test: [], interval: 1000 })
  })

  test('restarts, sizes, ports, commands', () => {
    expect(services.map(({ restart }) => restart)).toEqual([
      { name: 'unless-stopped' },
      { name: 'always' },
      { name: 'no' },
      { name: 'on-failure', retries: 0 },
    ])
    expect(first).toMatchObject({ memory: 67_108_864, memorySwap: -1, tmpfs: ['/run:size=64m', '/tmp'] })
    expect(first?.ports).toEqual([
      { host: '', published: null, target: 9092, protocol: 'tcp' },
      { host: '', published: 9093, target: 9093, protocol: 'udp' },
      { host: '127.0.0.1', published: 9094, target: 19094, protocol: 'tcp' },
      { host: '127.0.0.1', published: null, target: 9095, protocol: 'udp' },
    ])
    expect(fourth).toMatchObject({ command: [], init: false })
    expect(service('command:').command).toBeNull()
    expect(service("ports: ['0:80', ':81']").ports.map(({ published }) => published)).toEqual([null, null])
  })

  test('networks and volumes that are used, with their own names', () => {
    expect(third?.networks).toEqual([{ network: 'inside', aliases: ['three', 'drei'] }])
    const none = { driver: null, internal: false, labels: {}, external: false, name: null }
    expect(networks).toEqual([
      { ...none, key: 'default' },
      { ...none, key: 'inside', name: 'our-inside', driver: 'bridge', internal: true, labels: { a: 'b' } },
      { ...none, key: 'outside', name: 'their-network', external: true },
    ])
    expect(volumes).toEqual([
      { key: 'kept', name: 'our-kept', labels: { a: 'b' }, external: false },
      { key: 'theirs', name: null, labels: {}, external: true },
    ])
  })

  test('a network of the name default can be described', () => {
    const text = 'services:\n  a: { image: a }\nnetworks:\n  default: { internal: true }\n'
    expect(project(text).networks).toMatchObject([{ key: 'default', internal: true }])
  })

  test('anchors, aliases and merge keys', () => {
    const [one, two] = goodProject('anchors.yml').services
    const common = { A: 'from the anchor', B: 'from the anchor' }
    expect(one).toMatchObject({ image: 'debian', init: true, environment: common, command: ['sleep', '1'] })
    expect(two).toMatchObject({
      image: 'debian',
      init: true,
      tty: true,
      environment: { ...common, B: 'its own' },
    })
    expect(two?.healthcheck).toMatchObject({ test: ['CMD', 'true'], interval: 5000, retries: 3 })
  })

  test('the memory limit may stand in both places, if it is the same', () => {
    const keys = 'mem_limit: 1g\ndeploy: { resources: { limits: { memory: 1024m } } }'
    expect(service(keys).memory).toBe(2 ** 30)
  })

  test('a key is what it says, even with a $', () => {
    expect(service('labels: { $FROM_HERE: a, $5: b }').labels).toEqual({ $FROM_HERE: 'a', $5: 'b' })
  })

  test('scalars are those of YAML 1.2', () => {
    const { name, services } = goodProject('newer.yml')
    expect(name).toBe('a-project')
    expect(services[0]).toMatchObject({
      command: ['set', 'set', '', 'set', '', '{"a": {}}'],
      environment: {
        YES: 'true',
        NO: 'false',
        NUMBER: '1.5',
        NULL_TEXT: 'null',
        WORD: 'yes',
        NESTED: 'here',
        BILL: 'a $5 bill',
      },
      extraHosts: ['six:::1', 'gate:host-gateway', 'seven:::2'],
      ports: [
        { host: '::1', published: 9092, target: 9092, protocol: 'tcp' },
        { host: '', published: 9093, target: 9093, protocol: 'tcp' },
        { host: '127.0.0.1', published: 9094, target: 19094, protocol: 'tcp' },
        { host: '127.0.0.1', published: null, target: 9095, protocol: 'udp' },
      ],
      healthcheck: { retries: 5 },
      init: true,
    })
  })
})

describe('profiles', () => {
  const names = (...profiles: string[]) => {
    const { services, inactive, networks, volumes } = goodProject('profiles.yml', { profiles })
    return [
      services.map(({ name }) => name).join(' '),
      inactive.join(' '),
      [...networks, ...volumes].map(({ key }) => key).join(' '),
    ]
  }

  test('only active services, and what they use', () => {
    expect(names()).toEqual(['base', 'helper tool', 'default'])
    expect(names('other')).toEqual(['base', 'helper tool', 'default'])
    expect(names('help')).toEqual(['base helper', 'tool', 'default tools'])
    expect(names('tools')).toEqual(['base helper tool', '', 'default tools tool-data'])
    expect(names('*')).toEqual(['base helper tool', '', 'default tools tool-data'])
  })
})

describe('the environment', () => {
  test('is looked at for names without values, and has no more names than its own', () => {
    const { environment } = service('environment: [FROM_HERE, toString, NOT_THERE, EMPTY]')
    expect(environment).toEqual({ FROM_HERE: 'here', EMPTY: '' })
    expect(service(`user: \${toString:-none}`).user).toBe('none')
  })
})
