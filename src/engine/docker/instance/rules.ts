import type { IngressRule } from '../../../instance/model.ts'

/** The rules in a chain, as nft lists it: `ip saddr 10.0.0.7 tcp dport 9092 accept`; a rule without an address is for every one, without a port for all. */
export function rulesIn(chain: string): IngressRule[] {
  return chain.split('\n').flatMap((line): IngressRule[] => {
    if (!/\baccept$/.test(line.trim()) || /\bct state\b|\biif\b/.test(line)) return []
    const [, address] = /ip saddr (\S+)/.exec(line) ?? []
    const [, protocol, from, to] = /\b(tcp|udp) dport (\d+)(?:-(\d+))?/.exec(line) ?? []
    const cidr = address === undefined ? '0.0.0.0/0' : address.includes('/') ? address : `${address}/32`
    if (protocol === undefined) return [{ protocol: '-1', from: 0, to: 65_535, cidr }]
    return [
      { protocol: protocol === 'udp' ? 'udp' : 'tcp', from: Number(from), to: Number(to ?? from), cidr },
    ]
  })
}
