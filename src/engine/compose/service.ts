import * as v from 'valibot'
import { words } from '../../words/index.ts'
import { build, dependsOn, healthcheck, networks, port, volume } from './parts.ts'
import {
  bytes,
  duration,
  either,
  flag,
  full,
  isList,
  isText,
  list,
  mapping,
  named,
  pairs,
  reads,
  readsText,
  text,
  through,
  written,
} from './schema.ts'
import { extraHost, restartOf } from './short.ts'
import { bytesOf, splitCommand } from './units.ts'

/** The keys of a service, as they may be written. https://github.com/compose-spec/compose-spec/blob/main/05-services.md */

const command = v.nullable(
  either(
    isList,
    list(text),
    readsText((value) => {
      const parts = splitCommand(value)
      return parts === null ? words.compose.openQuote(written(value)) : { value: parts }
    }),
  ),
)

const textOrList = either(
  isText,
  v.pipe(
    full,
    v.transform((value) => [value]),
  ),
  list(full),
)

const extraHosts = either(
  isList,
  list(readsText(extraHost)),
  through(
    named(() => true, text),
    (hosts) => {
      const read = [...hosts].map(([name, address]) => extraHost(`${name}=${address}`))
      const fault = read.find((each) => !('value' in each))
      if (fault && !('value' in fault)) return fault
      return { value: read.flatMap((each) => ('value' in each ? [each.value] : [])) }
    },
  ),
)

const memorySwap = reads((value) => {
  if (String(value) === '-1') return { value: -1 }
  const size = bytesOf(String(value))
  return size === null ? words.compose.bytes(written(value)) : { value: size }
})

const deploy = v.nullable(
  mapping({
    resources: v.optional(mapping({ limits: v.optional(mapping({ memory: v.optional(bytes) })) })),
  }),
)

export const service = mapping({
  image: v.optional(full),
  build: v.optional(build),
  command: v.optional(command),
  entrypoint: v.optional(command),
  environment: v.optional(pairs),
  labels: v.optional(pairs),
  user: v.optional(full),
  working_dir: v.optional(full),
  hostname: v.optional(full),
  container_name: v.optional(full),
  init: v.optional(flag),
  tty: v.optional(flag),
  stdin_open: v.optional(flag),
  read_only: v.optional(flag),
  restart: v.optional(readsText(restartOf)),
  stop_signal: v.optional(full),
  stop_grace_period: v.optional(duration),
  mem_limit: v.optional(bytes),
  memswap_limit: v.optional(memorySwap),
  deploy: v.optional(deploy),
  cap_add: v.optional(list(full)),
  cap_drop: v.optional(list(full)),
  security_opt: v.optional(list(full)),
  extra_hosts: v.optional(extraHosts),
  tmpfs: v.optional(textOrList),
  ports: v.optional(list(port)),
  networks: v.optional(networks),
  volumes: v.optional(list(volume)),
  depends_on: v.optional(dependsOn),
  healthcheck: v.optional(healthcheck),
  profiles: v.optional(list(full)),
})

export type WrittenService = v.InferOutput<typeof service>
