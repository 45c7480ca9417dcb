import createRequest from 'kafkajs/src/protocol/request.js'
import apiVersions from 'kafkajs/src/protocol/requests/apiVersions/index.js'
import type { Wire } from './wire.ts'

/**
 * Sends a request and reads its answer.
 * @throws what the broker refuses it with (`type`, `retriable`), and what the wire throws
 */
export type Call = <Options, Answer>(api: Api<Options, Answer>, options: Options) => Promise<Answer>

/** https://kafka.apache.org/25/protocol.html: the resource type of a topic. */
export const TOPIC_RESOURCE = 2
/** Every broker since 0.10 answers this one. */
const FIRST_GREETING = 0

/** Asks the broker which versions it speaks; every later request is in the newest that both know. */
export async function greet(
  wire: Wire,
): Promise<{ readonly call: Call; readonly versions: ReadonlyMap<number, number> }> {
  let correlationId = 0
  const send = async <Options, Answer>(api: Api<Options, Answer>, version: number, options: Options) => {
    const { request, response } = api.protocol({ version })(options)
    correlationId++
    const { buffer } = await createRequest({ correlationId, clientId: 'kafka-labs', request })
    const answer = await wire.exchange(buffer)
    // Behind the correlation id, which is the one just sent: there is but one request under way.
    return response.parse(await response.decode(answer.subarray(4)))
  }
  const spoken = await send(apiVersions, FIRST_GREETING, undefined)
  const call: Call = (api, options) => {
    const known = api.versions.map(Number).sort((a, b) => b - a)
    const { apiKey } = api.protocol({ version: known.at(-1) ?? 0 })(options).request
    const range = spoken.apiVersions.find((entry) => entry.apiKey === apiKey)
    const version = known.find((v) => range !== undefined && v >= range.minVersion && v <= range.maxVersion)
    if (version === undefined)
      throw new Error(`the broker speaks no version of request ${apiKey} that is known here`)
    return send(api, version, options)
  }
  return { call, versions: new Map(spoken.apiVersions.map((range) => [range.apiKey, range.maxVersion])) }
}
