import type { IngressRule, InstanceFacts } from '../../instance/model.ts'
import { words } from '../../words/index.ts'
import type { CheckResult, InboundCheck, Json } from '../model.ts'
import { result, verdictOf, type Wrong } from '../result.ts'
import { noNetwork } from './no-network.ts'

type Addresses = NonNullable<InstanceFacts['network']>['addresses']

/** `inbound: PORT` by the rules that the kernel applies: who gets in, and who else does. */
export async function judgeInbound(spec: InboundCheck, facts: InstanceFacts): Promise<CheckResult> {
  if (facts.network === null) return noNetwork(spec)
  const { addresses } = facts.network
  const rules = await facts.ingress()
  const open = rules.filter((rule) => isFor(rule, spec.port))
  const wanted: readonly ('computer' | 'colleague')[] =
    spec.from === 'own' ? ['computer'] : ['computer', 'colleague']
  const actual: Json = { port: spec.port, from: open.map(({ cidr }) => nameOf(cidr, addresses)) }
  if (open.length === 0)
    return result(spec, {
      verdict: 'pending',
      message: words.instance.portClosed(spec.port),
      actual,
      help: instead(spec.port, rules, addresses),
    })
  const missing = wanted.filter((who) => !open.some(({ cidr }) => covers(cidr, addresses[who])))
  const surplus = open.filter(({ cidr }) => !wanted.some((who) => cidr === `${addresses[who]}/32`))
  const elsewhere = spec.alone ? rules.filter((rule) => letsColleague(rule, spec.port, addresses)) : []
  const wrong: Wrong[] = [
    ...elsewhere.map(({ from, to, cidr }) => ({
      message: words.instance.alsoElsewhere(portElsewhere(from, to, spec.port)),
      help: takeBack(from, cidr, addresses),
    })),
    ...surplus.map(({ cidr }) => tooMany(spec.port, cidr, addresses)),
    ...missing.map((who) => ({
      message: words.instance.keptOut(spec.port, who),
      help: who === 'computer' ? words.instance.authorizeOwn(spec.port) : words.instance.authorizeColleague,
      short: surplus.length === 0,
    })),
  ]
  return verdictOf(spec, wrong, words.instance.portOpen(spec.port, spec.from), actual)
}

function tooMany(port: number, cidr: string, addresses: Addresses): Wrong {
  const isWorld = cidr.endsWith('/0')
  return {
    message: isWorld
      ? words.instance.openToTheWorld(port, cidr)
      : words.instance.letsInOthers(port, nameOf(cidr, addresses)),
    help: takeBack(port, cidr, addresses),
  }
}

function takeBack(port: number, cidr: string, addresses: Addresses): string {
  return words.instance.revoke(port, isOurs(cidr, addresses) ? `ADDRESS/${cidr.split('/')[1]}` : cidr)
}

/** Whether it is an address of this very network, which is another one tomorrow. */
function isOurs(cidr: string, addresses: Addresses): boolean {
  return !cidr.endsWith('/0') && (covers(cidr, addresses.computer) || covers(cidr, addresses.colleague))
}

/** Whether a rule lets the colleague in at another port than this one and that of ssh. */
function letsColleague({ from, to, cidr }: IngressRule, port: number, addresses: Addresses): boolean {
  const isOther = !(from === to && (from === port || from === SSH))
  return isOther && covers(cidr, addresses.colleague)
}

/** The first port of a rule that is neither this one nor that of ssh. */
function portElsewhere(from: number, to: number, port: number): number {
  return [from, from + 1, from + 2].find((each) => each <= to && each !== port && each !== SSH) ?? from
}

const SSH = 22

/** A rule that may have been meant for this port. */
function instead(port: number, rules: readonly IngressRule[], addresses: Addresses): string {
  const other = rules.find((rule) => rule.protocol === 'udp' && rule.from <= port && port <= rule.to)
  if (other !== undefined) return words.instance.udpRule(port)
  const own = rules.find(({ from, cidr }) => cidr === `${addresses.computer}/32` && isSlipOf(from, port))
  return own === undefined ? words.instance.authorizeOwn(port) : words.instance.otherPort(own.from, port)
}

/** The same digits in another order, or one of them another. */
function isSlipOf(typed: number, port: number): boolean {
  const [a, b] = [String(typed), String(port)]
  if (typed === port || a.length !== b.length) return false
  const sorted = (digits: string) => [...digits].sort().join('')
  return sorted(a) === sorted(b) || [...a].filter((digit, i) => digit !== b[i]).length === 1
}

function isFor(rule: IngressRule, port: number): boolean {
  return rule.protocol !== 'udp' && rule.from <= port && port <= rule.to
}

/** Whose address it is, where it is somebody's; else as it was written. */
function nameOf(cidr: string, addresses: Addresses): string {
  if (cidr === `${addresses.computer}/32`) return words.instance.ownAddress
  if (cidr === `${addresses.colleague}/32`) return words.instance.colleaguesAddress
  if (isOurs(cidr, addresses)) return words.instance.neighbours(Number(cidr.split('/')[1]))
  return cidr
}

/** Whether an IPv4 address is in a block such as `10.0.0.0/8`. */
function covers(cidr: string, address: string): boolean {
  const [block = '', bits = '32'] = cidr.split('/')
  const shift = 2 ** (32 - Number(bits))
  return Math.floor(numberOf(block) / shift) === Math.floor(numberOf(address) / shift)
}

function numberOf(address: string): number {
  return address.split('.').reduce((all, part) => all * 256 + Number(part), 0)
}
