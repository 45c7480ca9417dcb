import * as v from 'valibot'
import { words } from '../../words/index.ts'
import { object, says } from '../../yaml/schema.ts'
import type { InstanceAnswer, InstanceCheck } from '../model.ts'
import { oneOf, path, spec, text, topic, whole, yes } from '../parts.ts'

/** How checks and answers that are about the instance are written in YAML. */

const port = whole(1, 65_535)

/** A size as a JVM's flag has it. */
const heap = v.pipe(
  text,
  v.regex(/^\d+[kmg]$/, (issue) => says(words.lab.notAHeap(String(issue.input)))),
)

const address = v.pipe(
  text,
  v.regex(/^[\w.-]+:\d{1,5}$/, (issue) => says(words.lab.notAnAddress(String(issue.input)))),
)

const server = oneOf(['zookeeper', 'broker'])

/** The parameters of each kind of check, the one that names it first. */
export const instanceParameters = {
  inbound: { inbound: port, from: oneOf(['own', 'own-and-colleague']), alone: v.optional(yes) },
  login: { login: text },
  resolves: { resolves: text },
  reachable: { reachable: address, from: oneOf(['computer', 'colleague']) },
  unpacked: { unpacked: path },
  properties: {
    properties: path,
    set: v.record(v.string(), text, () => says(words.lab.notProperties())),
  },
  server: {
    server,
    'max-heap': v.optional(heap),
    'min-heap': v.optional(heap),
    'other-heap': v.optional(heap),
    'broker-id': v.optional(whole(0, 999_999)),
  },
  session: {
    session: oneOf(['this', 'another', 'new']),
    has: v.optional(v.record(v.string(), text, () => says(words.lab.notVariables()))),
    lacks: v.optional(text),
    once: v.optional(yes),
  },
} as const satisfies Record<InstanceCheck['kind'], v.ObjectEntries>

/** The kinds of check, by the key that names them. */
export const instanceKinds = {
  inbound: v.pipe(
    object(instanceParameters.inbound),
    v.transform(({ inbound, ...rest }) => spec('inbound', { port: inbound, ...rest })),
  ),
  login: v.pipe(
    object(instanceParameters.login),
    v.transform(({ login }) => spec('login', { user: login })),
  ),
  resolves: v.pipe(
    object(instanceParameters.resolves),
    v.transform(({ resolves }) => spec('resolves', { name: resolves })),
  ),
  reachable: v.pipe(
    object(instanceParameters.reachable),
    v.transform(({ reachable, from }) => spec('reachable', { address: reachable, from })),
  ),
  unpacked: v.pipe(
    object(instanceParameters.unpacked),
    v.transform(({ unpacked }) => spec('unpacked', { directory: unpacked })),
  ),
  properties: v.pipe(
    object(instanceParameters.properties),
    v.transform(({ properties, set }) => spec('properties', { file: properties, set })),
  ),
  server: v.pipe(
    object(instanceParameters.server),
    v.transform((it) => spec('server', it)),
  ),
  session: v.pipe(
    object(instanceParameters.session),
    v.check(
      (it) => (it.session === 'another' ? it.lacks !== undefined : isSome(it.has)),
      () => says(words.lab.sessionNeedsVariable()),
    ),
    v.check(
      (it) => (it.session === 'another' ? it.has === undefined : it.lacks === undefined),
      () => says(words.lab.sessionOther()),
    ),
    v.check(
      (it) => it.once === undefined || it.session === 'new',
      () => says(words.lab.onceForNew()),
    ),
    v.transform((it) => spec('session', it)),
  ),
} as const

function isSome(variables: Readonly<Record<string, string>> | undefined): boolean {
  return Object.keys(variables ?? {}).length > 0
}

/** The requests that may be asked about, by their names in Kafka's protocol. */
const APIS = ['Produce', 'Fetch', 'ListOffsets', 'Metadata', 'ApiVersions', 'CreateTopics'] as const

/** The parameters of each kind of answer. */
export const instanceAnswers = {
  'java-version': { on: oneOf(['instance']) },
  'max-heap-of': { server },
  'broker-id': { on: oneOf(['instance']) },
  'api-version-of': { api: oneOf(APIS) },
  'contents-lie-in': { topic },
} as const satisfies Record<InstanceAnswer['kind'], v.ObjectEntries>
