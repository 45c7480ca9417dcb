import type { Address, BrokerAnswer, InstanceFacts } from '../../instance/model.ts'
import { BROKER_PROPERTIES, propertiesIn } from '../../instance/properties.ts'
import { words } from '../../words/index.ts'
import type { CheckContext, CheckResult, ReachableCheck } from '../model.ts'
import { result } from '../result.ts'
import { bookAddress, here } from './here.ts'
import { noNetwork } from './no-network.ts'

/** `reachable: HOST:PORT` by a Kafka handshake from there, and one more at each address where the broker sends clients. */
export async function judgeReachable(
  spec: ReachableCheck,
  facts: InstanceFacts,
  context: CheckContext,
): Promise<CheckResult> {
  if (spec.from !== 'colleague') return judgeFrom(spec, facts, context)
  if (facts.network === null) return noNetwork(spec)
  const seen = await judgeFrom(spec, facts, context)
  return { ...seen, message: words.instance.fromColleague(seen.message) }
}

async function judgeFrom(
  spec: ReachableCheck,
  facts: InstanceFacts,
  context: CheckContext,
): Promise<CheckResult> {
  const written = here(spec.address, context)
  const first = await facts.broker(spec.from, addressOf(written))
  if (first.kind !== 'answers') return notThere(spec, written, first.kind)
  const actual = first.advertised.map(({ id, host, port }) => ({ id, advertised: `${host}:${port}` }))
  for (const { host, port } of first.advertised) {
    const second = await facts.broker(spec.from, { host, port })
    if (second.kind === 'answers' && second.clusterId === first.clusterId) continue
    const named = isLoopback(host) || host === addressOf(written).host || (await isSet(host, facts))
    return result(spec, {
      verdict: 'failed',
      message: words.instance.sentElsewhere(written, named ? `${host}:${port}` : words.instance.itsOwnName),
      actual,
      help: isLoopback(host)
        ? words.instance.advertisedLoopback(bookAddress(context))
        : words.instance.advertisedUnknown(bookAddress(context)),
    })
  }
  return result(spec, {
    verdict: 'passed',
    message: words.instance.reachable(
      written,
      first.advertised.map(({ host, port }) => `${host}:${port}`),
    ),
    actual,
  })
}

/** Whether the learner's own settings say that host; else the broker took the one that its machine has. */
async function isSet(host: string, facts: InstanceFacts): Promise<boolean> {
  const properties = propertiesIn((await facts.file(BROKER_PROPERTIES)) ?? '')
  return LISTENERS.some((name) => properties[name]?.includes(`//${host}:`) === true)
}

const LISTENERS = ['advertised.listeners', 'listeners']

function notThere(
  spec: ReachableCheck,
  address: string,
  kind: Exclude<BrokerAnswer['kind'], 'answers'>,
): CheckResult {
  const { host, port } = addressOf(address)
  const [message, help] = (
    {
      'unknown-host': [words.instance.unknownHost(address), words.instance.hostsHelp(host)],
      refused: [words.instance.nobodyListens(address), words.instance.nobodyListensHelp],
      silent: [words.instance.dropped(address), words.instance.droppedHelp(port)],
      stranger: [words.instance.noBrokerThere(address), words.instance.noBrokerThereHelp],
    } as const
  )[kind]
  const isWrong = kind === 'silent' || kind === 'stranger'
  return result(spec, { verdict: isWrong ? 'failed' : 'pending', message, actual: null, help })
}

function addressOf(text: string): Address {
  const at = text.lastIndexOf(':')
  return { host: text.slice(0, at), port: Number(text.slice(at + 1)) }
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host.startsWith('127.')
}
