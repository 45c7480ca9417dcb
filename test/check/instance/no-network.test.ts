import { describe, expect, test } from 'vitest'
import { asksInstance, isOfInstance } from '../../../src/check/instance/kinds.ts'
import { needsNetwork } from '../../../src/check/instance/no-network.ts'
import type { CheckSpec } from '../../../src/check/model.ts'
import { answerParameters, checkParameters, worldOf } from '../../../src/check/schema.ts'
import type { Engine } from '../../../src/engine/model.ts'
import type { Step } from '../../../src/lab/model.ts'
import { isNotHere } from '../../../src/session/not-here.ts'

const BETWEEN: readonly CheckSpec[] = [
  { kind: 'inbound', port: 9092, from: 'own' },
  { kind: 'login', user: 'ec2-user' },
  { kind: 'resolves', name: 'my-kafka' },
  { kind: 'reachable', address: 'my-kafka:9092', from: 'colleague' },
]
const ON_IT: readonly CheckSpec[] = [
  { kind: 'reachable', address: 'my-kafka:9092', from: 'computer' },
  { kind: 'unpacked', directory: 'a' },
  { kind: 'properties', file: 'a', set: {} },
  { kind: 'server', server: 'broker' },
  { kind: 'session', session: 'another', lacks: 'A' },
  { kind: 'file', file: 'a' },
  { kind: 'topic', topic: 'a' },
]

describe('what can’t be told without a second machine', () => {
  test.each(BETWEEN)('$kind', (check) => expect(needsNetwork(check)).toBe(true))
  test.each(ON_IT)('not so $kind', (check) => expect(needsNetwork(check)).toBe(false))
})

describe('a step that is not here', () => {
  const step = (...checks: CheckSpec[]): Step => ({
    id: 'a',
    title: 'a',
    line: 1,
    blocks: [],
    task: { kind: 'work', checks },
    hints: [],
  })
  const asks: Step = {
    ...step(),
    task: { kind: 'question', ask: '?', answer: { kind: 'broker-id', on: 'instance' } },
  }
  const local: Pick<Engine, 'name' | 'on'> = { name: 'local', on: 'instance' }

  test('is one with such a check among others, on an engine without a second machine', () => {
    for (const check of BETWEEN) expect(isNotHere(step({ kind: 'file', file: 'a' }, check), local)).toBe(true)
  })
  test('is none where there is a second machine, or no instance', () => {
    for (const check of BETWEEN) {
      expect(isNotHere(step(check), { name: 'docker', on: 'instance' })).toBe(false)
      expect(isNotHere(step(check), { name: 'local', on: 'cluster' })).toBe(false)
    }
  })
  test('is none with other checks, nor a question', () => {
    expect(isNotHere(step(...ON_IT), local)).toBe(false)
    expect(isNotHere(asks, local)).toBe(false)
  })
})

test('each kind of check and answer has its world', () => {
  const kinds = Object.keys(checkParameters) as CheckSpec['kind'][]
  expect(kinds.filter((kind) => worldOf(kind) === null)).toEqual(['file'])
  for (const kind of kinds)
    expect(isOfInstance({ kind } as CheckSpec), kind).toBe(worldOf(kind) === 'instance')
  for (const kind of Object.keys(answerParameters))
    expect(asksInstance({ kind }), kind).toBe(worldOf(kind) === 'instance')
  expect(worldOf('shows')).toBe(null)
  expect(worldOf('constructor')).toBe(null)
})
