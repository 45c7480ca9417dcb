import type { InstanceFacts } from '../../instance/model.ts'
import { words } from '../../words/index.ts'
import { bookAddress } from '../instance/here.ts'
import { API } from '../instance/truth.ts'
import type { CheckContext, InstanceAnswer } from '../model.ts'
import { type Lookalike, number, word } from './model.ts'

/** `-Xmx256M`: what Kafka 2.5's bin/kafka-run-class.sh gives where nothing is said. */
const TOOLS_HEAP = 256n << 20n

/** What is near the answers that are read from the instance. */
export async function ofInstance(
  spec: InstanceAnswer,
  facts: InstanceFacts,
  context: CheckContext,
): Promise<Lookalike[]> {
  switch (spec.kind) {
    case 'java-version': {
      const whole = /version "([^"]+)"/.exec((await facts.javaVersion()) ?? '')?.[1]
      return [
        number(8, words.mistaken.booksJava),
        word('1.8', words.mistaken.booksJava),
        ...(whole === undefined ? [] : [word(whole, words.mistaken.wholeVersion)]),
      ]
    }
    case 'max-heap-of': {
      const servers = await facts.servers()
      const size = (bytes: bigint | null, is: string): Lookalike[] =>
        bytes === null ? [] : [{ value: { kind: 'size', bytes }, is }]
      return [
        ...servers.flatMap(({ server, maxHeap, minHeap }) =>
          server === spec.server
            ? size(minHeap, words.mistaken.minHeap)
            : size(maxHeap, words.mistaken.heapOf(server)),
        ),
        ...size(TOOLS_HEAP, words.mistaken.toolsHeap),
      ]
    }
    case 'broker-id':
      return ['9092', bookAddress(context).split(':')[1]].map((port) =>
        number(Number(port), words.mistaken.port),
      )
    case 'api-version-of': {
      const [host = '', port] = bookAddress(context).split(':')
      const answer = await facts.broker('computer', { host, port: Number(port) })
      const versions = answer.kind === 'answers' ? answer.versions : new Map<number, number>()
      return [
        number(API[spec.api] ?? -1, words.mistaken.apiNumber(spec.api)),
        number(0, words.mistaken.lowestVersion),
        ...Object.entries(API).flatMap(([api, key]) => {
          const highest = versions.get(key)
          return api === spec.api || highest === undefined
            ? []
            : [number(highest, words.mistaken.versionOf(api))]
        }),
      ]
    }
    case 'contents-lie-in':
      return [word('heap', words.mistaken.heap), word('disk', words.mistaken.disk)]
  }
}
