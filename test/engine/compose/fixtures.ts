import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ComposeProject, ComposeService } from '../../../src/engine/compose/model.ts'
import { readCompose } from '../../../src/engine/compose/read.ts'

export const bad = join(import.meta.dirname, 'fixtures/bad')
const good = join(import.meta.dirname, 'fixtures/good')

/** What the good fixtures are read with. */
export const env = { TAG: '1', FROM_HERE: 'here', EMPTY: '' }
const profiles = ['tools']

/** Every good fixture, and the stack that is shipped. */
export const goodFiles: readonly string[] = [
  ...readdirSync(good).map((name) => join(good, name)),
  join(import.meta.dirname, '../../../compose/docker-compose.yml'),
]

/** The project that a text says; a text with faults is a fault of the test. */
export function project(text: string, from: Partial<Parameters<typeof readCompose>[1]> = {}): ComposeProject {
  const read = readCompose(text, { file: '/course/compose.yml', env, profiles, ...from })
  if (!read.ok) throw new Error(JSON.stringify(read.diagnostics))
  return read.value
}

export function goodProject(
  name: string,
  from: Partial<Parameters<typeof readCompose>[1]> = {},
): ComposeProject {
  return project(readFileSync(join(good, name), 'utf8'), from)
}

/** A service with an image and nothing else but what is given. */
export function service(keys: string, from: Partial<Parameters<typeof readCompose>[1]> = {}): ComposeService {
  const [first] = project(
    `services:\n  app:\n    image: a\n    ${keys.replaceAll('\n', '\n    ')}\n`,
    from,
  ).services
  if (first === undefined) throw new Error('no service')
  return first
}

/** The messages of a text with faults. */
export function faults(text: string): readonly string[] {
  const read = readCompose(text, { file: '/course/compose.yml', env, profiles })
  return read.ok ? [] : read.diagnostics.map(({ line, message }) => `${line}: ${message}`)
}
