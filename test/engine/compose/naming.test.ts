import { describe, expect, test } from 'vitest'
import type { ComposeService } from '../../../src/engine/compose/model.ts'
import {
  configHash,
  containerLabels,
  containerName,
  imageName,
  namesOf,
  networkLabels,
  ownName,
  volumeLabels,
} from '../../../src/engine/compose/naming.ts'
import { goodProject, project, service } from './fixtures.ts'

const everything = goodProject('everything-else.yml')
const names = namesOf(everything, 'labs', '1.2.3')
const named = (name: string) => {
  const found = everything.services.find((each) => each.name === name)
  if (found === undefined) throw new Error(name)
  return found
}

test('names are those of Docker Compose', () => {
  expect(containerName('labs', named('third'))).toBe('labs-third-1')
  expect(containerName('labs', service('container_name: mine'))).toBe('mine')
  expect(imageName('labs', named('third'))).toBe('a')
  expect(imageName('labs', named('first'))).toBe('labs-first')
  expect(everything.networks.map((each) => ownName('labs', each))).toEqual([
    'labs_default',
    'our-inside',
    'their-network',
  ])
  expect(everything.volumes.map((each) => ownName('labs', each))).toEqual(['our-kept', 'theirs'])
  expect(names.networks.get('default')).toBe('labs_default')
  expect(names.volumes.get('kept')).toBe('our-kept')
})

test('labels are those of Docker Compose, and no label of the file can change them', () => {
  const third = { ...named('third'), labels: { mine: 'yes', 'com.docker.compose.project': 'other' } }
  expect(containerLabels(third, names, 'sha256:abc')).toEqual({
    mine: 'yes',
    'com.docker.compose.project': 'labs',
    'com.docker.compose.service': 'third',
    'com.docker.compose.container-number': '1',
    'com.docker.compose.oneoff': 'False',
    'com.docker.compose.config-hash': configHash(third, names),
    'com.docker.compose.project.working_dir': '/course',
    'com.docker.compose.project.config_files': '/course/compose.yml',
    'com.docker.compose.depends_on':
      'first:service_completed_successfully:false,second:service_healthy:false',
    'com.docker.compose.image': 'sha256:abc',
    'com.docker.compose.version': '1.2.3',
  })
  const common = { 'com.docker.compose.project': 'labs', 'com.docker.compose.version': '1.2.3' }
  expect(everything.networks.slice(0, 2).map((each) => networkLabels(each, names))).toEqual([
    { ...common, 'com.docker.compose.network': 'default' },
    { ...common, 'com.docker.compose.network': 'inside', a: 'b' },
  ])
  expect(everything.volumes.slice(0, 1).map((each) => volumeLabels(each, names))).toEqual([
    { ...common, 'com.docker.compose.volume': 'kept', a: 'b' },
  ])
})

describe('the hash of a service', () => {
  const hashOf = (keys: string) => configHash(service(keys), names)
  const long = goodProject('long.yml').services.at(-1) ?? service('')

  test('is a sha256, the same for the same service however it is written', () => {
    const short = goodProject('short.yml').services.at(-1) ?? service('')
    expect(configHash(long, names)).toMatch(/^[0-9a-f]{64}$/)
    expect(configHash(short, names)).toBe(configHash(long, names))
    expect(hashOf('environment: { A: 1, B: 2 }')).toBe(hashOf('environment: [B=2, A=1]'))
  })

  test('is the same wherever the program runs', () => {
    expect(hashOf('')).toBe('5d0a23b86f97f107178fb95ac32632764966432f7550818c5a1d2f1dcb425a86')
  })

  const other: { readonly [K in keyof ComposeService]: ComposeService[K] } = {
    ...{
      name: 'x',
      image: 'x',
      command: ['x'],
      entrypoint: ['x'],
      environment: { X: 'x' },
      labels: { x: 'x' },
    },
    ...{ user: 'x', workingDir: '/x', hostname: 'x', containerName: 'x', init: false, tty: false },
    ...{
      stdinOpen: false,
      readOnly: false,
      restart: { name: 'always' },
      stopSignal: 'x',
      stopGracePeriod: 1,
    },
    ...{ memory: 1, memorySwap: 1, capAdd: ['x'], capDrop: ['x'], securityOpt: ['x'], extraHosts: ['x'] },
    ...{ tmpfs: ['/x'], ports: [], networks: [], volumes: [], healthcheck: { kind: 'none' } },
    ...{ build: null, dependsOn: [], profiles: ['x'] },
  }
  const irrelevant = new Set(['build', 'dependsOn', 'profiles'])

  test.each(Object.keys(other))('%s', (key) => {
    const changed = { ...long, [key]: Reflect.get(other, key) }
    expect(changed).not.toEqual(long)
    expect(configHash(changed, names) === configHash(long, names)).toBe(irrelevant.has(key))
  })

  test('the order of a list means something', () => {
    expect(hashOf('command: [a, b]')).not.toBe(hashOf('command: [b, a]'))
  })

  test('a network or a volume of another name is another', () => {
    const of = (networkName: string, volumeName: string) => {
      const text = `services: { a: { image: a, volumes: ['vol:/v'] } }
networks: { default: { name: ${networkName} } }
volumes: { vol: { name: ${volumeName} } }`
      const read = project(text)
      return read.services.map((each) => configHash(each, namesOf(read, 'labs', '1')))[0]
    }
    expect(new Set([of('n', 'v'), of('m', 'v'), of('n', 'w'), of('n', 'v')]).size).toBe(3)
  })
})
