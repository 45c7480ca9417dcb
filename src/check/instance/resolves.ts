import type { InstanceFacts } from '../../instance/model.ts'
import { words } from '../../words/index.ts'
import type { CheckResult, ResolvesCheck } from '../model.ts'
import { nearName } from '../near.ts'
import { result } from '../result.ts'
import { noNetwork } from './no-network.ts'

/** `resolves: NAME` by the learner's own computer's look-up. */
export async function judgeResolves(spec: ResolvesCheck, facts: InstanceFacts): Promise<CheckResult> {
  if (facts.network === null) return noNetwork(spec)
  const { addresses, resolve, hosts } = facts.network
  const found = await resolve(spec.name)
  if (found === addresses.instance)
    return result(spec, { verdict: 'passed', message: words.instance.resolves(spec.name), actual: found })
  const entries = entriesIn(await hosts())
  if (found !== null)
    return result(spec, {
      verdict: 'failed',
      message: words.instance.resolvesElsewhere(spec.name, found === addresses.computer ? null : found),
      actual: found,
      help:
        entries.filter(({ names }) => names.includes(spec.name)).length > 1
          ? words.instance.firstEntryCounts(spec.name)
          : words.instance.hostsHelp(spec.name),
    })
  const there = entries.filter(({ address }) => address === addresses.instance).flatMap(({ names }) => names)
  const meant = nearName(spec.name, there)
  if (meant !== null)
    return result(spec, {
      verdict: 'failed',
      message: words.instance.otherName(meant, spec.name),
      actual: null,
      help: words.instance.hostsHelp(spec.name),
    })
  const swapped = entries.some(
    ({ address, names }) => address === spec.name && names.includes(addresses.instance),
  )
  return result(spec, {
    verdict: swapped ? 'failed' : 'pending',
    message: swapped ? words.instance.swapped(spec.name) : words.instance.resolvesNot(spec.name),
    actual: null,
    help: swapped ? words.instance.hostsHelp(spec.name) : null,
  })
}

function entriesIn(hosts: string): { address: string; names: string[] }[] {
  return hosts.split('\n').flatMap((line) => {
    const [address = '', ...names] = line.replace(/#.*/, '').trim().split(/\s+/)
    return names.length === 0 ? [] : [{ address, names }]
  })
}
