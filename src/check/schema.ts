import * as v from 'valibot'
import { words } from '../words/index.ts'
import { object, says } from '../yaml/schema.ts'
import { instanceAnswers, instanceKinds, instanceParameters } from './instance/schema.ts'
import type { AnswerSpec, CheckSpec, Json } from './model.ts'
import { oneOf, path, spec, text, topic, whole, yes } from './parts.ts'

/** How CheckSpec and AnswerSpec are written in YAML. All scalars arrive as the text that stands in the file. */

const flag = v.pipe(
  v.picklist(['true', 'false'], (issue) => says(words.yaml.notAFlag(String(issue.input)))),
  v.transform((value) => value === 'true'),
)

const partition = whole(0, 99_999)

/** A name as Kafka takes it for a group. */
const group = text

/** The value of a record: any text, as it stands in the file. */
const value = v.string(() => says(words.yaml.noText()))
const values = v.pipe(
  v.array(value, () => says(words.yaml.notAList('hello'))),
  v.minLength(1, () => says(words.yaml.notAList('hello'))),
)

const count = whole(0, 999_999_999)

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
  ...instanceParameters,
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
  ...instanceKinds,
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
  ...instanceAnswers,
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

/** What a check or an answer of this kind looks at; null where that is there on either world, as a file is. */
export function worldOf(kind: string): 'cluster' | 'instance' | null {
  if (Object.hasOwn(instanceParameters, kind) || Object.hasOwn(instanceAnswers, kind)) return 'instance'
  if (kind === 'file') return null
  return Object.hasOwn(checkParameters, kind) || Object.hasOwn(answerParameters, kind) ? 'cluster' : null
}
