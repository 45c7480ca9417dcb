import * as v from 'valibot'
import { nearest } from '../nearest.ts'
import { words } from '../words/index.ts'
import { object, says } from '../yaml/schema.ts'
import type { AnswerSpec, CheckSpec, Json } from './model.ts'

/** How CheckSpec and AnswerSpec are written in YAML. All scalars arrive as the text that stands in the file. */

/** A whole number, from `min` on. */
export function whole(min: number, max: number) {
  const message = (issue: { readonly input: unknown }) =>
    says(words.yaml.notANumber(String(issue.input), min, max))
  return v.pipe(
    v.string(message),
    v.regex(/^\d{1,9}$/, message),
    v.transform(Number),
    v.minValue(min, message),
    v.maxValue(max, message),
  )
}

/** Text that is not empty. */
export const text = v.pipe(
  v.string(() => says(words.yaml.noText())),
  v.trim(),
  v.nonEmpty(() => says(words.yaml.noText())),
)

const flag = v.pipe(
  v.picklist(['true', 'false'], (issue) => says(words.yaml.notAFlag(String(issue.input)))),
  v.transform((value) => value === 'true'),
)

const topic = v.pipe(
  text,
  v.check(
    (name) => /^[A-Za-z0-9._-]{0,249}$/.test(name) && name !== '.' && name !== '..',
    (issue) => says(words.lab.notATopic(String(issue.input))),
  ),
)

const partition = whole(0, 99_999)

/** A name as Kafka takes it for a group. */
const group = text

/** One of the words that a parameter may have. */
export function oneOf<const W extends readonly [string, ...string[]]>(allowed: W) {
  return v.picklist(allowed, (issue) =>
    says(words.yaml.notOneOf(String(issue.input), nearest(String(issue.input), [...allowed]), [...allowed])),
  )
}

/** The value of a record: any text, as it stands in the file. */
const value = v.string(() => says(words.yaml.noText()))
const values = v.pipe(
  v.array(value, () => says(words.yaml.notAList('hello'))),
  v.minLength(1, () => says(words.yaml.notAList('hello'))),
)

const count = whole(0, 999_999_999)
const port = whole(1, 65_535)

/** What is said by being there: true, or left out. */
const yes = v.pipe(
  oneOf(['true']),
  v.transform(() => true as const),
)

/** A size as a JVM's flag has it. */
const heap = v.pipe(
  text,
  v.regex(/^\d+[kmg]$/, (issue) => says(words.lab.notAHeap(String(issue.input)))),
)

const address = v.pipe(
  text,
  v.regex(/^[\w.-]+:\d{1,5}$/, (issue) => says(words.lab.notAnAddress(String(issue.input)))),
)

/** A path that leads nowhere but below the workbench's directory. */
const path = v.pipe(
  text,
  v.check(
    (name) => !name.startsWith('/') && !name.split('/').includes('..'),
    (issue) => says(words.lab.notAPath(String(issue.input))),
  ),
)

/** The check that these parameters make: without what is left out, under the names that the code has for them. */
function spec(kind: CheckSpec['kind'], written: Readonly<Record<string, unknown>>): CheckSpec {
  const parameters = Object.entries(written)
    .filter(([, given]) => given !== undefined)
    .map(([key, given]) => [key.replaceAll(/-(\w)/g, (_, letter: string) => letter.toUpperCase()), given])
  return { kind, ...Object.fromEntries(parameters) } as CheckSpec
}

/** The parameters of each kind of check, the one that names it first. */
export const checkParameters = {
  topic: {
    topic,
    partitions: v.optional(whole(1, 99_999)),
    'replication-factor': v.optional(whole(1, 99)),
    config: v.optional(v.record(v.string(), text, () => says(words.lab.notAConfig()))),
  },
  records: {
    records: topic,
    count: v.optional(count),
    'at-least': v.optional(whole(1, 999_999_999)),
    keys: v.optional(oneOf(['all', 'none'])),
    values: v.optional(values),
    'in-order': v.optional(yes),
    pairs: v.optional(
      v.record(
        v.string(),
        v.union(
          [
            v.pipe(
              value,
              v.transform((one) => [one]),
            ),
            values,
          ],
          () => says(words.yaml.noText()),
        ),
        () => says(words.lab.notPairs()),
      ),
    ),
    'same-key': v.optional(oneOf(['one-partition'])),
  },
  offsets: {
    offsets: topic,
    partition,
    'low-watermark': v.optional(v.union([v.literal('end'), count], () => says(words.lab.notAnOffset()))),
    'end-offset': v.optional(count),
    'end-at-least': v.optional(whole(1, 999_999_999)),
  },
  group: {
    group,
    state: v.optional(oneOf(['empty', 'stable'])),
    members: v.optional(count),
    topic: v.optional(topic),
    committed: v.optional(count),
    'committed-at-least': v.optional(whole(1, 999_999_999)),
    lag: v.optional(count),
    'lag-at-least': v.optional(whole(1, 999_999_999)),
  },
  file: {
    file: path,
    json: v.optional(
      v.pipe(
        v.unknown(),
        v.transform((written) => jsonOf(written as Json)),
      ),
    ),
    mode: v.optional(
      v.pipe(
        v.string(() => says(words.lab.notAMode())),
        v.regex(/^[0-7]{3}$/, () => says(words.lab.notAMode())),
      ),
    ),
  },
  inbound: { inbound: port, from: oneOf(['own', 'own-and-colleague']) },
  login: { login: text },
  resolves: { resolves: text },
  reachable: { reachable: address, from: oneOf(['computer', 'colleague']) },
  unpacked: { unpacked: path },
  properties: {
    properties: path,
    set: v.record(v.string(), text, () => says(words.lab.notAConfig())),
  },
  server: {
    server: oneOf(['zookeeper', 'broker']),
    'max-heap': v.optional(heap),
    'min-heap': v.optional(heap),
    'broker-id': v.optional(whole(0, 999_999)),
  },
  session: {
    session: oneOf(['this', 'another', 'new']),
    has: v.optional(v.record(v.string(), text, () => says(words.lab.notVariables()))),
    lacks: v.optional(text),
    once: v.optional(yes),
  },
} as const satisfies Record<CheckSpec['kind'], v.ObjectEntries>

/** The kinds of check, by the key that names them. */
export const checkKinds = {
  topic: v.pipe(
    object(checkParameters.topic),
    v.transform((it) => spec('topic', it)),
  ),
  records: v.pipe(
    object(checkParameters.records),
    v.transform(({ records: topic, ...rest }) => spec('records', { topic, ...rest })),
  ),
  offsets: v.pipe(
    object(checkParameters.offsets),
    v.transform(({ offsets: topic, ...rest }) => spec('offsets', { topic, ...rest })),
  ),
  group: v.pipe(
    object(checkParameters.group),
    v.check(
      (it) =>
        it.topic !== undefined ||
        [it.committed, it['committed-at-least'], it.lag, it['lag-at-least']].every(
          (each) => each === undefined,
        ),
      () => says(words.lab.groupNeedsTopic()),
    ),
    v.transform((it) => spec('group', it)),
  ),
  file: v.pipe(
    object(checkParameters.file),
    v.transform((it) => spec('file', it)),
  ),
  inbound: v.pipe(
    object(checkParameters.inbound),
    v.transform(({ inbound, from }) => spec('inbound', { port: inbound, from })),
  ),
  login: v.pipe(
    object(checkParameters.login),
    v.transform(({ login }) => spec('login', { user: login })),
  ),
  resolves: v.pipe(
    object(checkParameters.resolves),
    v.transform(({ resolves }) => spec('resolves', { name: resolves })),
  ),
  reachable: v.pipe(
    object(checkParameters.reachable),
    v.transform(({ reachable, from }) => spec('reachable', { address: reachable, from })),
  ),
  unpacked: v.pipe(
    object(checkParameters.unpacked),
    v.transform(({ unpacked }) => spec('unpacked', { directory: unpacked })),
  ),
  properties: v.pipe(
    object(checkParameters.properties),
    v.transform(({ properties, set }) => spec('properties', { file: properties, set })),
  ),
  server: v.pipe(
    object(checkParameters.server),
    v.transform((it) => spec('server', it)),
  ),
  session: v.pipe(
    object(checkParameters.session),
    v.check(
      (it) => it.has !== undefined || it.lacks !== undefined,
      () => says(words.lab.sessionNeedsVariable()),
    ),
    v.transform((it) => spec('session', it)),
  ),
} as const

/** Written without quotes in YAML: what reads as a number, a boolean or null is one. */
function jsonOf(written: Json): Json {
  if (typeof written === 'string') {
    if (written === 'null') return null
    if (written === 'true' || written === 'false') return written === 'true'
    return /^-?\d+(\.\d+)?$/.test(written) ? Number(written) : written
  }
  if (Array.isArray(written)) return written.map(jsonOf)
  if (typeof written !== 'object' || written === null) return written
  return Object.fromEntries(Object.entries(written).map(([key, value]) => [key, jsonOf(value)]))
}

/** The requests that may be asked about, by their names in Kafka's protocol. */
const APIS = ['Produce', 'Fetch', 'ListOffsets', 'Metadata', 'ApiVersions', 'CreateTopics'] as const

const unit = oneOf(['ms', 'hours', 'days'])

/** The parameters of each kind of answer. */
export const answerParameters = {
  'leader-of': { topic, partition },
  'in-sync-replicas-of': { topic, partition },
  'partitions-of': { topic },
  'topic-count': { internal: flag },
  'config-of': { topic, name: text, unit: v.optional(unit) },
  'record-count': { topic, partition: v.optional(partition) },
  'value-at': { topic, partition, offset: count },
  'partition-of-key': { topic, key: text },
  'partition-of-value': { topic, value: text },
  'partitions-used-of': { topic },
  'low-watermark-of': { topic, partition },
  'end-offset-of': { topic, partition },
  'committed-of': { group, topic, partition: v.optional(partition) },
  'lag-of': { group, topic, partition: v.optional(partition) },
  'client-id-of': { group },
  'host-of': { group },
  'member-count-of': { group },
  'state-of': { group, once: v.optional(oneOf(['empty', 'stable'])) },
  'java-version': { on: oneOf(['instance']) },
  'max-heap-of': { server: oneOf(['zookeeper', 'broker']) },
  'broker-id': { on: oneOf(['instance']) },
  'api-version-of': { api: oneOf(APIS) },
  'contents-lie-in': { topic },
} as const satisfies Record<AnswerSpec['kind'], v.ObjectEntries>

/** The kinds of answer, by the key that names them; the value holds the parameters. */
export const answerKinds = Object.fromEntries(
  Object.entries(answerParameters).map(([kind, parameters]) => [
    kind,
    v.pipe(
      object<v.ObjectEntries>(parameters),
      v.transform((it) => answerOf(kind as AnswerSpec['kind'], it)),
    ),
  ]),
) as unknown as Readonly<Record<AnswerSpec['kind'], v.GenericSchema<unknown, AnswerSpec>>>

/** What is left out of a parameter that may be is null. */
function answerOf(kind: AnswerSpec['kind'], written: Readonly<Record<string, unknown>>): AnswerSpec {
  const left = Object.keys(answerParameters[kind]).map((name) => [name, written[name] ?? null])
  return { kind, ...Object.fromEntries(left) } as AnswerSpec
}
