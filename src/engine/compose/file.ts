import * as v from 'valibot'
import { words } from '../../words/index.ts'
import { says } from '../../yaml/schema.ts'
import { isName } from './parts.ts'
import { flag, full, mapping, named, pairs, reads, readsText } from './schema.ts'
import { service } from './service.ts'

/** The keys of a compose file, as they may be written. */

const projectName = readsText((value) =>
  /^[a-z0-9][a-z0-9_-]*$/.test(value) ? { value } : words.compose.projectName(value),
)

/** What is external is somebody else's: only its name can be said. */
function ownOrExternal<const S extends v.GenericSchema>(schema: S) {
  return v.pipe(
    schema,
    v.check((value) => {
      if (typeof value !== 'object' || value === null || !('external' in value) || value.external !== true)
        return true
      return Object.keys(value).every((key) => key === 'external' || key === 'name')
    }, says(words.compose.externalAndMore())),
  )
}

const network = v.nullable(
  ownOrExternal(
    mapping({
      name: v.optional(full),
      driver: v.optional(full),
      internal: v.optional(flag),
      labels: v.optional(pairs),
      external: v.optional(flag),
    }),
  ),
)

const volume = v.nullable(
  ownOrExternal(mapping({ name: v.optional(full), labels: v.optional(pairs), external: v.optional(flag) })),
)

export const composeFile = mapping({
  name: v.optional(projectName),
  // It has no meaning any more, but is still in many files.
  version: v.optional(reads((value) => ({ value }))),
  services: named(isName, service),
  networks: v.optional(named(isName, network)),
  volumes: v.optional(named(isName, volume)),
})

export type WrittenFile = v.InferOutput<typeof composeFile>
