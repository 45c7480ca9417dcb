import type { InstanceFacts } from '../../instance/model.ts'
import { words } from '../../words/index.ts'
import type { Value } from '../answer.ts'
import type { CheckContext, InstanceAnswer } from '../model.ts'
import { bookAddress } from './here.ts'

/** https://kafka.apache.org/25/protocol.html#protocol_api_keys */
export const API: Readonly<Record<string, number>> = {
  Produce: 0,
  Fetch: 1,
  ListOffsets: 2,
  Metadata: 3,
  ApiVersions: 18,
  CreateTopics: 19,
}

type Read = Value | { readonly kind: 'missing'; readonly what: string; readonly help: string | null }

/** Reads the right answer from the live instance. */
export async function readInstance(
  spec: InstanceAnswer,
  facts: InstanceFacts,
  context: CheckContext,
): Promise<Read> {
  switch (spec.kind) {
    case 'java-version': {
      // `1.8.0_292` is Java 8.
      const [, first = '', second = ''] =
        /version "(\d+)(?:\.(\d+))?/.exec((await facts.javaVersion()) ?? '') ?? []
      const major = first === '1' ? second : first
      return major === ''
        ? { kind: 'missing', what: words.instance.theJava, help: null }
        : { kind: 'number', value: BigInt(major), unit: null }
    }
    case 'max-heap-of': {
      const running = (await facts.servers()).find(({ server }) => server === spec.server)
      if (running?.maxHeap != null) return { kind: 'size', bytes: running.maxHeap }
      return {
        kind: 'missing',
        what:
          running === undefined ? words.instance.theServer(spec.server) : words.instance.theHeap(spec.server),
        help: words.instance.theServerHelp,
      }
    }
    case 'broker-id':
    case 'api-version-of': {
      // As a client comes there: from the learner's own computer, once that knows the way.
      const address = bookAddress(context)
      const from = spec.kind === 'broker-id' ? 'instance' : 'computer'
      const host = spec.kind === 'broker-id' ? 'localhost' : (address.split(':')[0] ?? '')
      const answer = await facts.broker(from, { host, port: Number(address.split(':')[1]) })
      if (answer.kind !== 'answers')
        return { kind: 'missing', what: words.instance.aBroker(address), help: words.instance.aBrokerHelp }
      const value =
        spec.kind === 'broker-id' ? answer.advertised[0]?.id : answer.versions.get(API[spec.api] ?? -1)
      return { kind: 'number', value: BigInt(value ?? 0), unit: null }
    }
    case 'contents-lie-in': {
      const seen = await facts.cached(spec.topic)
      if (seen === null || seen.size === 0n)
        return { kind: 'missing', what: words.instance.theLog(spec.topic), help: words.instance.theLogHelp }
      const isCached = seen.cached * 2n >= seen.size
      return { kind: 'word', value: isCached ? words.instance.pageCache : words.instance.disk }
    }
  }
}
