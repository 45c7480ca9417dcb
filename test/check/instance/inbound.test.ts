import { describe, expect, test } from 'vitest'
import type { InboundCheck } from '../../../src/check/model.ts'
import type { IngressRule } from '../../../src/instance/model.ts'
import { ADDRESSES } from '../../instance/machine.ts'
import { judge, NO_NETWORK, said } from './judge.ts'

const own: InboundCheck = { kind: 'inbound', port: 9092, from: 'own' }
const both: InboundCheck = { ...own, from: 'own-and-colleague' }
const rule = (cidr: string, more: Partial<IngressRule> = {}): IngressRule => ({
  protocol: 'tcp',
  from: 9092,
  to: 9092,
  cidr,
  ...more,
})
const OWN = rule(`${ADDRESSES.computer}/32`)
const COLLEAGUE = rule(`${ADDRESSES.colleague}/32`)
const SSH = rule('0.0.0.0/0', { from: 22, to: 22 })
const AUTHORIZE =
  'let your own address in: aws ec2 authorize-security-group-ingress --group-name test-kafka-server-sg --protocol tcp --port 9092 --cidr "$(hostname -i)/32"'
const REVOKE = (cidr: string, port = 9092) =>
  `take that rule back, with the protocol, port and address that it has: aws ec2 revoke-security-group-ingress --group-name test-kafka-server-sg --protocol tcp --port ${port} --cidr ${cidr}`

describe('right', () => {
  test('open to one’s own address alone', async () => {
    const result = await judge(own, { ingress: [SSH, OWN] })
    expect(result).toMatchObject({
      kind: 'inbound',
      verdict: 'passed',
      message: 'port 9092 is open to your own address, and to no other',
      actual: { port: 9092, from: ['your own address'] },
      help: null,
    })
  })
  test('and to the colleague’s', async () => {
    expect(await said(both, { ingress: [OWN, COLLEAGUE] })).toEqual([
      'passed',
      "port 9092 is open to your own address and your colleague's, and to no other",
    ])
  })
  test('by a rule for a range of ports, or for all', async () => {
    const range = rule(OWN.cidr, { from: 9000, to: 9999 })
    const all = rule(OWN.cidr, { protocol: '-1', from: 0, to: 65_535 })
    for (const wide of [range, all]) expect((await judge(own, { ingress: [wide] })).verdict).toBe('passed')
  })
  test('and to the colleague at no other port, but for ssh', async () => {
    const ingress = [
      SSH,
      rule(COLLEAGUE.cidr, { from: 22, to: 22 }),
      OWN,
      COLLEAGUE,
      rule(OWN.cidr, { from: 2181, to: 2181 }),
    ]
    expect((await judge({ ...both, alone: true }, { ingress })).verdict).toBe('passed')
  })
})

describe('closed so far', () => {
  test.each<[what: string, rules: IngressRule[], help: string]>([
    ['no rule', [], AUTHORIZE],
    ['another port’s', [SSH], AUTHORIZE],
    [
      'udp',
      [{ ...OWN, protocol: 'udp' }],
      'there is a rule for 9092, and it is for udp: Kafka and ZooKeeper speak tcp',
    ],
    [
      'digits that changed places',
      [rule(OWN.cidr, { from: 9029, to: 9029 })],
      'there is a rule for port 9029: was 9092 meant?',
    ],
    [
      'one other digit',
      [rule(OWN.cidr, { from: 9192, to: 9192 })],
      'there is a rule for port 9192: was 9092 meant?',
    ],
    ['the same slip for another’s address', [rule(COLLEAGUE.cidr, { from: 9029, to: 9029 })], AUTHORIZE],
    ['another port altogether', [rule(OWN.cidr, { from: 2181, to: 2181 })], AUTHORIZE],
    ['a port of more digits', [rule(OWN.cidr, { from: 19_092, to: 19_092 })], AUTHORIZE],
  ])('%s', async (_, ingress, help) => {
    expect(await said(own, { ingress })).toEqual([
      'pending',
      'port 9092 is closed: no inbound rule opens it',
      help,
    ])
  })
})

describe('open to the wrong ones', () => {
  test('the whole world', async () => {
    expect(await said(own, { ingress: [rule('0.0.0.0/0')] })).toEqual([
      'failed',
      'port 9092 is open to the whole world (0.0.0.0/0)',
      REVOKE('0.0.0.0/0'),
    ])
  })
  test('the whole network', async () => {
    expect(await said(own, { ingress: [OWN, rule('172.21.0.0/16')] })).toEqual([
      'failed',
      'port 9092 is open to everybody in your own network (a block of /16): they are not to get in',
      REVOKE('ADDRESS/16'),
    ])
  })
  test('the colleague, who is not to get in yet', async () => {
    expect(await said(own, { ingress: [OWN, COLLEAGUE] })).toEqual([
      'failed',
      "port 9092 is open to your colleague's address: they are not to get in",
      REVOKE('ADDRESS/32'),
    ])
  })
  test('somebody else alone', async () => {
    expect(await said(own, { ingress: [rule('172.21.0.9/32')] })).toEqual([
      'failed',
      'port 9092 is open to 172.21.0.9/32: they are not to get in; port 9092 does not let in your own address',
      REVOKE('172.21.0.9/32'),
    ])
  })
  test('another network', async () => {
    expect(await said(own, { ingress: [OWN, rule('10.0.0.0/8')] })).toEqual([
      'failed',
      'port 9092 is open to 10.0.0.0/8: they are not to get in',
      REVOKE('10.0.0.0/8'),
    ])
  })
  test('the colleague alone: one’s own address is still to come', async () => {
    expect(await said(both, { ingress: [COLLEAGUE] })).toEqual([
      'pending',
      'port 9092 does not let in your own address',
      AUTHORIZE,
    ])
  })
  test('not the colleague yet', async () => {
    expect(await said(both, { ingress: [OWN] })).toEqual([
      'pending',
      "port 9092 does not let in your colleague's address",
      "getent hosts colleague says your colleague's address; /32 behind it means that one alone",
    ])
  })
  test('the colleague, at another port as well', async () => {
    const ingress = [SSH, OWN, COLLEAGUE, rule(COLLEAGUE.cidr, { from: 2181, to: 2181 })]
    expect((await judge(both, { ingress })).verdict).toBe('passed')
    expect(await said({ ...both, alone: true }, { ingress })).toEqual([
      'failed',
      'your colleague gets in at port 2181 as well',
      REVOKE('ADDRESS/32', 2181),
    ])
  })
  test('the whole network, at another port as well', async () => {
    const ingress = [OWN, COLLEAGUE, rule('172.21.0.0/16', { from: 2181, to: 2181 })]
    expect(await said({ ...both, alone: true }, { ingress })).toEqual([
      'failed',
      'your colleague gets in at port 2181 as well',
      REVOKE('ADDRESS/16', 2181),
    ])
  })
})

test.each([
  [9092, 9093, 9093],
  [9000, 9999, 9000],
  [22, 65_535, 23],
])(
  'ports %d to %d for the colleague: the one told of is %d, which was not wanted',
  async (from, to, told) => {
    const ingress = [OWN, rule(COLLEAGUE.cidr, { from, to })]
    expect((await judge({ ...both, alone: true }, { ingress })).message).toBe(
      `your colleague gets in at port ${told} as well`,
    )
  },
)

test('without a network it can’t be told', async () => {
  expect(await said(own, { network: false })).toEqual(NO_NETWORK)
})
