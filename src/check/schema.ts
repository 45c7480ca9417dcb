import * as v from 'valibot'
import { nearest } from '../nearest.ts'
import { words } from '../words/index.ts'
import { object, says } from '../yaml/schema.ts'
import type { AnswerSpec, CheckSpec } from './model.ts'

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

/** The kinds of check, by the key that names them, in the order of the parameters. */
export const checkKinds = {
  topic: v.pipe(
    object({
      topic,
      partitions: v.optional(whole(1, 99_999)),
      'replication-factor': v.optional(whole(1, 99)),
      config: v.optional(v.record(v.string(), text, () => says(words.lab.notAConfig()))),
    }),
    v.transform(
      (it): CheckSpec => ({
        kind: 'topic',
        topic: it.topic,
        ...(it.partitions === undefined ? {} : { partitions: it.partitions }),
        ...(it['replication-factor'] === undefined ? {} : { replicationFactor: it['replication-factor'] }),
        ...(it.config === undefined ? {} : { config: it.config }),
      }),
    ),
  ),
} as const

const unit = v.picklist(['ms', 'hours', 'days'], (issue) => {
  const units = ['ms', 'hours', 'days']
  return says(words.yaml.notOneOf(String(issue.input), nearest(String(issue.input), units), units))
})

/** The kinds of answer, by the key that names them; the value holds the parameters. */
export const answerKinds = {
  'leader-of': v.pipe(
    object({ topic, partition }),
    v.transform((it): AnswerSpec => ({ kind: 'leader-of', ...it })),
  ),
  'in-sync-replicas-of': v.pipe(
    object({ topic, partition }),
    v.transform((it): AnswerSpec => ({ kind: 'in-sync-replicas-of', ...it })),
  ),
  'partitions-of': v.pipe(
    object({ topic }),
    v.transform((it): AnswerSpec => ({ kind: 'partitions-of', ...it })),
  ),
  'topic-count': v.pipe(
    object({ internal: flag }),
    v.transform((it): AnswerSpec => ({ kind: 'topic-count', ...it })),
  ),
  'config-of': v.pipe(
    object({ topic, name: text, unit: v.optional(unit) }),
    v.transform(
      (it): AnswerSpec => ({ kind: 'config-of', topic: it.topic, name: it.name, unit: it.unit ?? null }),
    ),
  ),
} as const
