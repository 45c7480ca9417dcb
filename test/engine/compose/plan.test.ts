import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { ComposeProject } from '../../../src/engine/compose/model.ts'
import { configHash, imageName, namesOf, ownName } from '../../../src/engine/compose/naming.ts'
import {
  type Existing,
  type ExistingContainer,
  type PlanStep,
  plan,
} from '../../../src/engine/compose/plan.ts'
import { project } from './fixtures.ts'

const stack = project(`
services:
  kafka:
    image: kafka
    build: ./kafka
    depends_on: { zookeeper: { condition: service_healthy } }
    volumes: ['data:/data']
  zookeeper: { image: kafka, build: ./kafka }
  workbench: { image: tools }
  instance: { image: instance, profiles: [instance] }
volumes: { data: }
`)
const names = namesOf(stack, 'labs', '1')

const nothing: Existing = { containers: [], networks: new Set(), volumes: new Set(), images: new Map() }

/** All that a project has once its plan was done. */
function done(of: ComposeProject = stack): Existing {
  const names = namesOf(of, 'labs', '1')
  return {
    containers: of.services.map((service) => ({
      id: `id of ${service.name}`,
      name: `labs-${service.name}-1`,
      service: service.name,
      configHash: configHash(service, names),
      imageId: `id of ${imageName('labs', service)}`,
      state: 'running',
    })),
    networks: new Set(of.networks.map((each) => ownName('labs', each))),
    volumes: new Set(of.volumes.map((each) => ownName('labs', each))),
    images: new Map(
      of.services.map((service) => [imageName('labs', service), `id of ${imageName('labs', service)}`]),
    ),
  }
}

const changed = (service: string, change: Partial<ExistingContainer>, existing = done()): Existing => ({
  ...existing,
  containers: existing.containers.map((each) => (each.service === service ? { ...each, ...change } : each)),
})

const of = (existing: Existing, project = stack) => plan(project, names, existing).map(say)

function say(step: PlanStep): string {
  switch (step.kind) {
    case 'missing':
      return `missing ${step.what} ${step.name}`
    case 'build':
      return `build ${step.image} in ${step.build.context}`
    case 'pull':
      return `pull ${step.image}`
    case 'remove':
      return `remove ${step.container.name}: ${step.why}`
    case 'network':
    case 'volume':
      return `${step.kind} ${step.name}`
    case 'recreate':
      return `recreate ${step.name}: ${step.why}`
    default:
      return `${step.kind} ${step.name}`
  }
}

const kept = ['keep labs-zookeeper-1', 'keep labs-kafka-1', 'keep labs-workbench-1']

test('from nothing: images once each, then the network and the volume, then services in order', () => {
  expect(of(nothing)).toEqual([
    'build kafka in /course/kafka',
    'pull tools',
    'network labs_default',
    'volume labs_data',
    'create labs-zookeeper-1',
    'create labs-kafka-1',
    'create labs-workbench-1',
  ])
})

test('each step of a service knows its image, and what it is to wait for', () => {
  const [zookeeper, kafka] = plan(stack, names, done()).slice(0, 2)
  expect(zookeeper).toMatchObject({ kind: 'keep', image: 'kafka', after: [], service: stack.services[0] })
  expect(kafka).toMatchObject({ after: [{ service: 'zookeeper', condition: 'service_healthy' }] })
})

test('all is there: all is kept', () => expect(of(done())).toEqual(kept))

describe('a container', () => {
  test.each([
    ['running', 'keep labs-kafka-1'],
    ['restarting', 'keep labs-kafka-1'],
    ['paused', 'unpause labs-kafka-1'],
    ['created', 'start labs-kafka-1'],
    ['exited', 'start labs-kafka-1'],
    ['dead', 'recreate labs-kafka-1: dead'],
    ['removing', 'recreate labs-kafka-1: dead'],
  ] as const)('that is %s: %s', (state, step) => {
    expect(of(changed('kafka', { state }))).toEqual([kept[0], step, kept[2]])
  })

  const states = ['running', 'restarting', 'paused', 'created', 'exited'] as const
  test.each(states)('of an older file, %s', (state) => {
    const recreated = [kept[0], 'recreate labs-kafka-1: config', kept[2]]
    expect(of(changed('kafka', { state, configHash: 'other' }))).toEqual(recreated)
    expect(of(changed('kafka', { state, configHash: null }))).toEqual(recreated)
  })

  test.each(states)('of an older image, %s', (state) => {
    expect(of(changed('workbench', { state, imageId: 'older' }))).toEqual([
      ...kept.slice(0, 2),
      'recreate labs-workbench-1: image',
    ])
  })

  test('is made anew, and not its volume, when its image is gone', () => {
    expect(of({ ...done(), images: new Map([['tools', 'id of tools']]) })).toEqual([
      'build kafka in /course/kafka',
      'recreate labs-zookeeper-1: image',
      'recreate labs-kafka-1: image',
      'keep labs-workbench-1',
    ])
  })

  test('is made anew when its network is gone, as a network of the same name is another', () => {
    expect(of({ ...done(), networks: new Set() })).toEqual([
      'network labs_default',
      'recreate labs-zookeeper-1: network',
      'recreate labs-kafka-1: network',
      'recreate labs-workbench-1: network',
    ])
  })

  test('that was renamed keeps its name as long as it is kept', () => {
    expect(of(changed('kafka', { name: 'old-kafka', state: 'exited' }))[1]).toBe('start old-kafka')
    expect(of(changed('kafka', { name: 'old-kafka', configHash: 'x' }))[1]).toBe(
      'recreate labs-kafka-1: config',
    )
  })
})

test('a volume that is gone is made again', () => {
  expect(of({ ...done(), volumes: new Set() })).toEqual(['volume labs_data', ...kept])
})

describe('what is left over', () => {
  const stray = (service: string | null, name: string): ExistingContainer => ({
    id: `id of ${name}`,
    name,
    service,
    configHash: null,
    imageId: 'any',
    state: 'running',
  })
  const withStray = (...strays: ExistingContainer[]): Existing => {
    const existing = done()
    return { ...existing, containers: [...strays, ...existing.containers] }
  }

  test('of a service that the file has no more is removed, before anything is made', () => {
    const { containers } = withStray(stray('gone', 'labs-gone-1'), stray(null, 'labs-odd-1'))
    expect(of({ ...nothing, containers }).slice(2, 5)).toEqual([
      'remove labs-gone-1: orphan',
      'remove labs-odd-1: orphan',
      'network labs_default',
    ])
  })

  test('of a service whose profile is not active is left alone', () => {
    expect(of(withStray(stray('instance', 'labs-instance-1')))).toEqual(kept)
  })

  test('a second container of a service goes, whichever comes first', () => {
    const removed = ['remove labs-kafka-2: duplicate', ...kept]
    expect(of(withStray(stray('kafka', 'labs-kafka-2')))).toEqual(removed)
    const existing = withStray(stray('kafka', 'labs-kafka-2'))
    expect(of({ ...existing, containers: existing.containers.toReversed() })).toEqual(removed)
  })

  test('of two with other names, the running one stays', () => {
    const [first, second] = [stray('workbench', 'a'), stray('workbench', 'b')]
    const rest = done().containers.filter(({ service }) => service !== 'workbench')
    const { images } = done()
    const fresh = { configHash: done().containers[2]?.configHash ?? null, imageId: 'id of tools' }
    const containers = [{ ...first, ...fresh, state: 'exited' as const }, { ...second, ...fresh }, ...rest]
    expect(of({ ...done(), images, containers })).toEqual([
      'remove a: duplicate',
      ...kept.slice(0, 2),
      'keep b',
    ])
  })
})

test('what others should have made comes first when it is not there', () => {
  const external = project(`
services: { a: { image: a, networks: [theirs], volumes: ['theirs:/t'] } }
networks: { theirs: { external: true, name: their-net } }
volumes: { theirs: { external: true } }
`)
  const steps = ['missing network their-net', 'missing volume theirs', 'pull a']
  expect(
    plan(external, namesOf(external, 'labs', '1'), nothing)
      .map(say)
      .slice(0, 3),
  ).toEqual(steps)
  const there = { ...nothing, networks: new Set(['their-net']), volumes: new Set(['theirs']) }
  expect(plan(external, namesOf(external, 'labs', '1'), there).map(say)).toEqual([
    'pull a',
    'create labs-a-1',
  ])
})

test('an image that one service builds and another only names is built', () => {
  const shared = project('services: { a: { image: x }, b: { image: x, build: . }, c: { build: ./c } }')
  const steps = plan(shared, namesOf(shared, 'labs', '1'), nothing).map(say)
  expect(steps.slice(0, 2)).toEqual(['build x in /course', 'build labs-c in /course/c'])
})

test('whatever is there: each service once and in order, each other container of the project gone at most once', () => {
  const container = fc.record({
    id: fc.uuid(),
    name: fc.constantFrom('labs-kafka-1', 'labs-kafka-2', 'x', 'labs-gone-1'),
    service: fc.constantFrom('kafka', 'zookeeper', 'workbench', 'instance', 'gone', null),
    configHash: fc.constantFrom(null, 'other', ...done().containers.map((each) => each.configHash)),
    imageId: fc.constantFrom('other', 'id of kafka', 'id of tools'),
    state: fc.constantFrom('created', 'running', 'paused', 'restarting', 'removing', 'exited', 'dead'),
  } satisfies { [K in keyof ExistingContainer]: fc.Arbitrary<ExistingContainer[K]> })
  const any = fc.record({
    containers: fc.uniqueArray(container, { selector: ({ id }) => id, maxLength: 8 }),
    networks: fc.constantFrom(new Set<string>(), new Set(['labs_default'])),
    volumes: fc.constantFrom(new Set<string>(), new Set(['labs_data'])),
    images: fc.constantFrom(new Map<string, string>(), done().images),
  })
  fc.assert(
    fc.property(any, (existing) => {
      const steps = plan(stack, names, existing)
      const services = steps.flatMap((step) => ('service' in step ? [step.service.name] : []))
      expect(services).toEqual(stack.services.map(({ name }) => name))
      const touched = steps.flatMap((step) => ('container' in step ? [step.container.id] : []))
      const ours = existing.containers.filter(({ service }) => service !== 'instance').map(({ id }) => id)
      expect(touched.toSorted()).toEqual(ours.toSorted())
      const order = steps.map(({ kind }) => ORDER.findIndex((kinds) => kinds.includes(kind)))
      expect(order).toEqual(order.toSorted((a, b) => a - b))
    }),
  )
})

const ORDER: readonly (readonly PlanStep['kind'][])[] = [
  ['missing'],
  ['build', 'pull'],
  ['remove'],
  ['network'],
  ['volume'],
  ['keep', 'start', 'unpause', 'create', 'recreate'],
]
