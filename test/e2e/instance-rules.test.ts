import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Machine } from '../../src/instance/model.ts'
import { type Home, newHome } from './home.ts'
import { bash, check, found, machineOf, skip, startInstance, TO_BROKER } from './instance.ts'
import { FIRST_START } from './learner.ts'
import { onDocker } from './stack.ts'

onDocker('the security group, tried from three addresses', () => {
  let home: Home
  let machine: Machine
  let address: { host: string; port: number }
  beforeAll(async () => {
    home = await newHome('home', 'docker')
    await startInstance(home)
    await skip(home, 1, TO_BROKER)
    machine = await machineOf(home)
    address = { host: machine.network?.addresses.instance ?? '', port: 9092 }
  }, FIRST_START)
  afterAll(async () => {
    await home?.stop().finally(home.remove)
  })

  const rule = (verb: 'authorize' | 'revoke', cidr: string, port = 9092) =>
    bash(
      home,
      1,
      `aws ec2 ${verb}-security-group-ingress --group-name test-kafka-server-sg --protocol tcp --port ${port} --cidr ${cidr}`,
    )
  const OWN = '"$(hostname -i)/32"'
  const COLLEAGUE = `"$(getent hosts colleague | cut -d' ' -f1)/32"`
  const WORLD = '0.0.0.0/0'
  const seen = () => found(machine, address)
  const lets = (computer: boolean, colleague: boolean, stranger: boolean) => ({
    computer: computer ? 'answers' : 'silent',
    colleague: colleague ? 'answers' : 'silent',
    stranger: stranger ? 'answers' : 'silent',
  })

  test('the four have an address each', () => {
    const { instance, computer, colleague, stranger } = machine.network?.addresses ?? {}
    expect(new Set([instance, computer, colleague, stranger]).size).toBe(4)
    expect([instance, computer, colleague, stranger]).not.toContain('')
  })

  test('only 22 is open: a broker that answers on the instance is silent for all others', async () => {
    expect(await found(machine, { host: 'localhost', port: 9092 }, ['instance'])).toEqual({
      instance: 'answers',
    })
    expect((await machine.network?.ingress())?.map(({ from, to }) => [from, to])).toEqual([[22, 22]])
    expect(await seen()).toEqual(lets(false, false, false))
    // Something does answer on 22, and it is no broker.
    expect(await found(machine, { ...address, port: 22 }, ['computer'])).toEqual({ computer: 'stranger' })
  })

  // In this order: each begins with what the one before left.
  test.each([
    ['another port', () => rule('authorize', OWN, 9093), lets(false, false, false)],
    ['the own address', () => rule('authorize', OWN), lets(true, false, false)],
    ["the colleague's", () => rule('authorize', COLLEAGUE), lets(true, true, false)],
    ['the whole world', () => rule('authorize', WORLD), lets(true, true, true)],
    ['the whole world no more', () => rule('revoke', WORLD), lets(true, true, false)],
    ['the colleague no more', () => rule('revoke', COLLEAGUE), lets(true, false, false)],
    ['oneself no more', () => rule('revoke', OWN), lets(false, false, false)],
  ] as const)('%s', async (_, change, kinds) => {
    await change()
    expect(await seen()).toEqual(kinds)
  })

  test('the rules that are in force are those that are shown, and a check speaks of the same', async () => {
    await rule('authorize', COLLEAGUE)
    await rule('authorize', WORLD, 2181)
    const shown = JSON.parse(await bash(home, 1, 'aws ec2 describe-security-groups --output json')) as {
      SecurityGroups: { IpPermissions: { FromPort: number; IpRanges: { CidrIp: string }[] }[] }[]
    }
    const told = shown.SecurityGroups.flatMap(({ IpPermissions }) =>
      IpPermissions.flatMap(({ FromPort, IpRanges }) =>
        IpRanges.map(({ CidrIp }) => `${FromPort} ${CidrIp}`),
      ),
    )
    const inForce = (await machine.network?.ingress())?.map(({ from, cidr }) => `${from} ${cidr}`)
    expect(told.sort()).toEqual(inForce?.sort())
    expect(told).toContain(`9092 ${machine.network?.addresses.colleague}/32`)
    const { code, report } = await check(home, 1, '--step', 'security-group')
    expect(code).toBe(1)
    expect(report.steps[0]?.checks.map(({ verdict, message }) => [verdict, message])).toEqual([
      ['failed', expect.stringMatching(/^port 9092 is open to your colleague's address/)],
      ['failed', expect.stringMatching(/^port 2181 is open to the whole world \(0\.0\.0\.0\/0\)/)],
    ])
  })

  test('all are taken back: nobody gets in, and the broker goes on', async () => {
    await rule('authorize', OWN)
    expect(await seen()).toEqual(lets(true, true, false))
    await rule('revoke', OWN)
    await rule('revoke', COLLEAGUE)
    expect(await seen()).toEqual(lets(false, false, false))
    expect(await found(machine, { host: 'localhost', port: 9092 }, ['instance'])).toEqual({
      instance: 'answers',
    })
  })
})
