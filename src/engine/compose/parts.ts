import * as v from 'valibot'
import { words } from '../../words/index.ts'
import type { ComposeDependency } from './model.ts'
import {
  duration,
  either,
  flag,
  full,
  isList,
  isText,
  list,
  mapping,
  named,
  noText,
  pairs,
  reads,
  readsText,
  text,
  through,
  whole,
} from './schema.ts'
import { healthTest, longVolume, portOf, type Read, shortPort, shortVolume } from './short.ts'

/** The parts of a service that have a short and a long form, or keys of their own. */

/** Also the key of a network or a volume. */
export const isName = (name: string) => /^[A-Za-z0-9._-]+$/.test(name)

/** A number is as good as its text here. */
const portText = <T>(read: (text: string) => Read<T>) =>
  reads((value) =>
    typeof value === 'number' ? read(String(value)) : typeof value === 'string' ? read(value) : noText(value),
  )

const portNumber = portText((value) => ({ value }))

export const port = either(
  (value) => typeof value === 'object' && value !== null,
  through(
    mapping({
      target: portNumber,
      published: v.optional(portNumber),
      host_ip: v.optional(text),
      protocol: v.optional(text),
    }),
    ({ target, published, host_ip: host = '', protocol = 'tcp' }) =>
      portOf(
        { target, published, host, protocol },
        published === undefined ? target : `${published}:${target}`,
      ),
  ),
  portText(shortPort),
)

export const volume = either(
  isText,
  readsText(shortVolume),
  through(
    mapping({ type: text, source: v.optional(text), target: text, read_only: v.optional(flag) }),
    ({ type, source, target, read_only: readOnly = false }) => longVolume({ type, source, target, readOnly }),
  ),
)

const network = v.nullable(mapping({ aliases: v.optional(list(full)) }))

export const networks = either(
  isList,
  v.pipe(
    list(full),
    v.transform(
      (names): ReadonlyMap<string, v.InferOutput<typeof network>> =>
        new Map(names.map((name) => [name, null])),
    ),
  ),
  named(isName, network),
)

const conditions = ['service_started', 'service_healthy', 'service_completed_successfully'] as const

const condition = readsText<ComposeDependency['condition']>((value) => {
  const known = conditions.find((each) => each === value)
  return known ? { value: known } : words.yaml.notOneOf(value, null, conditions)
})

export const dependsOn = either(
  isList,
  v.pipe(
    list(full),
    v.transform(
      (names): ReadonlyMap<string, { condition: ComposeDependency['condition'] }> =>
        new Map(names.map((name) => [name, { condition: 'service_started' }])),
    ),
  ),
  named(isName, mapping({ condition })),
)

const longBuild = mapping({
  context: v.optional(full),
  dockerfile: v.optional(full),
  args: v.optional(pairs),
  labels: v.optional(pairs),
  target: v.optional(full),
})

type WrittenBuild = v.InferOutput<typeof longBuild>

export const build = either(
  isText,
  v.pipe(
    full,
    v.transform((context): WrittenBuild => ({ context })),
  ),
  longBuild,
)

export const healthcheck = mapping({
  disable: v.optional(flag),
  test: v.optional(
    either(
      isText,
      v.pipe(
        full,
        v.transform((line): readonly string[] => ['CMD-SHELL', line]),
      ),
      through(list(text), healthTest),
    ),
  ),
  interval: v.optional(duration),
  timeout: v.optional(duration),
  start_period: v.optional(duration),
  retries: v.optional(whole(0, 1_000_000)),
})
