import { describe, expect, test } from 'vitest'
import type { Host, Where } from '../../src/engine/model.ts'
import type { Command, Lab, Step } from '../../src/lab/model.ts'
import { createPassage } from '../../src/session/passage.ts'

const LOGIN = { to: 'instance', command: 'ssh -i test-kafka-server-key.pem ec2-user@test-kafka-server' }
const LEAVE = { to: 'workbench', command: 'exit' }
const addresses = { id: 'i-0a', bootstrapServer: 'my-kafka:9092', zookeeper: 'my-kafka:2181', archive: null }
const docker: Host = { ...addresses, engine: 'docker', hasNetwork: true }
const local: Host = { ...addresses, engine: 'local', hasNetwork: false }
const cluster: Host = { ...addresses, engine: 'docker', address: { host: '127.0.0.1', port: 9092 } }

function step(...shown: readonly (Where | 'beside')[]): Step {
  const blocks = shown.map(
    (where): Command => ({
      kind: 'command',
      command: 'ls',
      manner: where === 'beside' ? 'beside' : 'ends',
      where: where === 'beside' ? 'instance' : where,
      typed: [],
    }),
  )
  return {
    id: 'a',
    title: 'a',
    line: 1,
    blocks: [{ kind: 'prose', markdown: 'Why.' }, ...blocks],
    task: { kind: 'work', checks: [] },
    hints: [],
  }
}
const HERE = step('workbench')
const THERE = step('instance')

const passage = (place = '') => {
  const made = createPassage({ on: 'computer' }, docker)
  made.at(place)
  return made
}

describe('between the learner’s computer and the instance', () => {
  test('one begins on the computer', () => {
    const way = createPassage({ on: 'computer' }, docker)
    expect(way.toStep(HERE)).toBe(null)
    expect(way.toStep(THERE)).toEqual(LOGIN)
  })

  test('there and back, as the prompts say', () => {
    const way = passage()
    expect(way.to('instance')).toEqual(LOGIN)
    way.at('instance')
    expect(way.to('instance')).toBe(null)
    expect(way.toStep(THERE)).toBe(null)
    expect(way.toStep(HERE)).toEqual(LEAVE)
    way.at('')
    expect(way.to('workbench')).toBe(null)
    expect(way.toStep(THERE)).toEqual(LOGIN)
  })

  test('to a step’s first command; one for a second terminal is not it', () => {
    expect(passage().toStep(step('instance', 'workbench'))).toEqual(LOGIN)
    expect(passage().toStep(step('workbench', 'instance'))).toBe(null)
    expect(passage().toStep(step('beside', 'workbench'))).toBe(null)
    expect(passage('instance').toStep(step('beside', 'workbench'))).toEqual(LEAVE)
  })

  test('a command of the step’s own that ran in the other place', () => {
    const way = passage()
    expect(way.missed(THERE, 'cd /tmp\n/bin/ls -l')).toBe('instance')
    expect(way.missed(THERE, 'cd /tmp')).toBe(null)
    expect(way.missed(THERE, 'ssh -i key me@there')).toBe(null)
    expect(way.missed(THERE, null)).toBe(null)
    expect(way.missed(HERE, 'ls')).toBe(null)
    way.at('instance')
    expect(way.missed(THERE, 'ls')).toBe(null)
    expect(way.missed(HERE, 'ls')).toBe('workbench')
  })

  test('a step that shows none is done wherever one is', () => {
    for (const place of ['', 'instance']) {
      expect(passage(place).toStep(step())).toBe(null)
      expect(passage(place).toStep(step('beside'))).toBe(null)
    }
  })
})

describe('quit', () => {
  test('behind ssh ends that shell, and then, once, the one before it', () => {
    const way = passage('instance')
    way.quit()
    expect(way.quitsOn(), 'still behind ssh').toBe(false)
    way.at('')
    expect([way.quitsOn(), way.quitsOn()]).toEqual([true, false])
  })

  test('that was not typed behind ssh has nothing to go on with', () => {
    const way = passage('instance')
    way.at('')
    expect(way.quitsOn()).toBe(false)
    way.quit()
    expect(way.quitsOn()).toBe(false)
  })
})

describe('where there is but one place, one is there', () => {
  test.each<[on: Lab['on'], host: Host]>([
    ['computer', local],
    ['instance', docker],
    ['instance', local],
    ['cluster', cluster],
  ])('%s', (on, host) => {
    const way = createPassage({ on }, host)
    for (const place of ['', 'instance']) {
      way.at(place)
      expect([way.toStep(HERE), way.toStep(THERE), way.to('instance'), way.to('workbench')]).toEqual([
        null,
        null,
        null,
        null,
      ])
    }
  })
})
