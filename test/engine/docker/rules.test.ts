import { expect, test } from 'vitest'
import { rulesIn } from '../../../src/engine/docker/instance/rules.ts'

const chain = (...rules: string[]) => `table inet ingress {
\tchain input {
\t\ttype filter hook input priority filter; policy drop;
\t\tct state established,related accept
\t\tiif "lo" accept
${rules.map((rule) => `\t\t${rule}\n`).join('')}\t}
}
`

test('what the chain lets in besides itself and what is under way', () => {
  expect(rulesIn(chain())).toEqual([])
  expect(
    rulesIn(chain().replace('ct state established,related', 'ct state { established, related }')),
  ).toEqual([])
})

test.each([
  [
    'ip saddr 172.21.0.4 tcp dport 9092 accept',
    { protocol: 'tcp', from: 9092, to: 9092, cidr: '172.21.0.4/32' },
  ],
  [
    'meta nfproto ipv4 ip saddr 10.0.0.0/8 tcp dport 2181 accept',
    { protocol: 'tcp', from: 2181, to: 2181, cidr: '10.0.0.0/8' },
  ],
  ['meta nfproto ipv4 tcp dport 22 accept', { protocol: 'tcp', from: 22, to: 22, cidr: '0.0.0.0/0' }],
  [
    'ip saddr 172.21.0.4 udp dport 9092 accept',
    { protocol: 'udp', from: 9092, to: 9092, cidr: '172.21.0.4/32' },
  ],
  [
    'ip saddr 172.21.0.4 tcp dport 9000-9999 accept',
    { protocol: 'tcp', from: 9000, to: 9999, cidr: '172.21.0.4/32' },
  ],
  ['meta nfproto ipv4 accept', { protocol: '-1', from: 0, to: 65_535, cidr: '0.0.0.0/0' }],
  ['ip saddr 172.21.0.5 accept', { protocol: '-1', from: 0, to: 65_535, cidr: '172.21.0.5/32' }],
])('%s', (rule, read) => expect(rulesIn(chain(rule))).toEqual([read]))

test('several stay in their order; what drops lets nothing in', () => {
  expect(
    rulesIn(
      chain('tcp dport 22 accept', 'ip saddr 10.0.0.1 drop', 'ip saddr 10.0.0.2 tcp dport 9092 accept'),
    ),
  ).toMatchObject([{ from: 22 }, { from: 9092 }])
})
