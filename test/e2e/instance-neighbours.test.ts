import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Machine } from '../../src/instance/model.ts'
import { type Home, newHome } from './home.ts'
import {
  bash,
  check,
  container,
  found,
  machineOf,
  serversOf,
  skip,
  standing,
  startInstance,
} from './instance.ts'
import { FIRST_START } from './learner.ts'
import { instanceLeft, NOTHING, onDocker } from './stack.ts'

onDocker('two learners’ instances on one host', () => {
  let one: Home
  let two: Home
  let machines: { one: Machine; two: Machine }
  const ids: string[] = []
  beforeAll(async () => {
    ;[one, two] = await Promise.all([newHome('one', 'docker'), newHome('two', 'docker')])
    // One after the other: the image may have to be built first.
    for (const home of [one, two]) ids.push((await startInstance(home)).instanceId)
    await skip(one, 1, ['key-file', 'security-group', 'unpack', 'configure', 'zookeeper', 'broker', 'hosts'])
    await skip(two, 1, ['unpack', 'zookeeper'])
    machines = { one: await machineOf(one), two: await machineOf(two) }
  }, FIRST_START)
  afterAll(async () => {
    await one?.stop().finally(one.remove)
    await two?.stop().finally(two.remove)
  })
  const WHO = ['instance', 'computer', 'colleague', 'stranger'] as const
  const addressOf = (machine: Machine) => machine.network?.addresses.instance ?? ''

  test('neither reaches the other’s, whatever its own rules say', async () => {
    // To the whole world, which is not the neighbour’s.
    for (const home of [one, two])
      await bash(
        home,
        1,
        'aws ec2 authorize-security-group-ingress --group-name test-kafka-server-sg --protocol tcp --port 0-65535 --cidr 0.0.0.0/0',
      )
    expect(addressOf(machines.one)).not.toBe(addressOf(machines.two))
    const own = await found(machines.one, { host: addressOf(machines.one), port: 9092 }, WHO)
    expect(own).toEqual({
      instance: 'answers',
      computer: 'answers',
      colleague: 'answers',
      stranger: 'answers',
    })
    const across = await found(machines.two, { host: addressOf(machines.one), port: 9092 }, WHO)
    expect(across).toEqual({
      instance: 'silent',
      computer: 'silent',
      colleague: 'silent',
      stranger: 'silent',
    })
    // ssh, which is open to everybody on the instance's own network.
    const ssh = { host: addressOf(machines.one), port: 22 }
    expect(await found(machines.one, ssh, ['computer'])).toEqual({ computer: 'stranger' })
    expect(await found(machines.two, ssh, ['computer'])).toEqual({ computer: 'silent' })
    // The same name is another machine for each.
    for (const [home, machine] of [
      [one, machines.one],
      [two, machines.two],
    ] as const)
      expect(await bash(home, 1, 'getent hosts test-kafka-server')).toMatch(`${addressOf(machine)} `)
  })

  test('each is graded by its own', async () => {
    const [a, b] = await Promise.all([check(one, 1), check(two, 1)])
    expect([a.report.instanceId, b.report.instanceId]).toEqual(ids)
    expect(new Set(ids).size).toBe(2)
    expect(standing(a.report)).toEqual(
      expect.arrayContaining(['key-file', 'unpack', 'configure', 'zookeeper', 'broker', 'hosts']),
    )
    expect(standing(b.report)).toEqual(['unpack', 'zookeeper'])
    expect((await serversOf(one)).map(({ server }) => server)).toEqual(['zookeeper', 'broker'])
    expect((await serversOf(two)).map(({ server }) => server)).toEqual(['zookeeper'])
  })

  test('one stops, and the other stays whole', async () => {
    const before = await serversOf(one)
    const container0 = await (await container(one, 'instance')).inspect()
    await two.stop()
    expect(await instanceLeft(two.dir)).toEqual(NOTHING)
    const { containers, networks, volumes } = await instanceLeft(one.dir)
    expect([containers.length, networks.length, volumes.length]).toEqual([4, 1, 1])
    expect(await serversOf(one)).toEqual(before)
    const now = await (await container(one, 'instance')).inspect()
    expect([now.Id, now.State.StartedAt]).toEqual([container0.Id, container0.State.StartedAt])
    expect(await found(machines.one, { host: addressOf(machines.one), port: 9092 }, ['computer'])).toEqual({
      computer: 'answers',
    })
    expect(standing((await check(one, 1)).report)).toContain('broker')
    expect(await check(two, 1)).toMatchObject({ code: 3, report: { instanceId: null } })
  })
})
