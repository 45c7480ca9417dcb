import { inOrder } from '../../yaml/diagnostic.ts'
import type { Diagnostic } from '../../yaml/model.ts'
import { source } from '../../yaml/source.ts'
import { readAs, readYaml } from '../../yaml/yaml.ts'
import { composeFile } from './file.ts'
import { interpolate } from './interpolate.ts'
import { brokenLinks } from './links.ts'
import type { ComposeProject } from './model.ts'
import { type From, projectOf } from './resolve.ts'

export type ReadCompose =
  | { readonly ok: true; readonly value: ComposeProject }
  | { readonly ok: false; readonly diagnostics: Diagnostic[] }

/**
 * Reads a compose file. Pure, and never throws: what is wrong comes back as diagnostics, as many at once as can be
 * told. `env` has what the file's variables stand for, and what `environment:` takes over by name.
 */
export function readCompose(text: string, from: From): ReadCompose {
  const failed = (diagnostics: Diagnostic[]) => ({ ok: false, diagnostics: inOrder(diagnostics) }) as const
  const yaml = readYaml(source(text, from.file), {
    scalars: 'core',
    replace: (value) => interpolate(value, from.env),
  })
  if (!yaml.ok) return failed(yaml.diagnostics)
  const read = readAs(yaml.value, yaml.value.root, composeFile)
  if (!read.ok) return failed(read.diagnostics)
  const broken = brokenLinks(yaml.value, read.value, from.profiles)
  if (broken.length > 0) return failed(broken)
  return { ok: true, value: projectOf(read.value, from) }
}
