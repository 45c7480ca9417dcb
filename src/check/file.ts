import { words } from '../words/index.ts'
import type { CheckResult, FileCheck, Files, Json } from './model.ts'
import { nearName } from './near.ts'
import { result } from './result.ts'

/** `file: PATH` with what it must say. */
export async function judgeFile(spec: FileCheck, files: Files): Promise<CheckResult> {
  if (spec.mode !== undefined) {
    const mode = await files.mode(spec.file)
    if (mode === null)
      return result(spec, {
        verdict: 'pending',
        message: words.check.noFileYet(spec.file),
        actual: null,
        // What has a mode to be set was there from the first.
        help: words.check.noFileHelp,
      })
    if (mode !== spec.mode)
      return result(spec, {
        verdict: 'failed',
        message: words.check.otherMode(spec.file, mode, spec.mode),
        actual: { mode },
        help: /00$/.test(spec.mode) ? words.check.otherModeHelp(spec.file, mode, spec.mode) : null,
      })
  }
  if (spec.json === undefined && spec.mode !== undefined)
    return result(spec, {
      verdict: 'passed',
      message: words.check.hasMode(spec.file, spec.mode),
      actual: { mode: spec.mode },
    })
  const text = await files.read(spec.file)
  if (text === null) return notRead(spec, await files.mode(spec.file))
  if (spec.json === undefined)
    return result(spec, { verdict: 'passed', message: words.check.fileIsRight(spec.file), actual: text })
  const { readJson } = await import('./json.ts')
  const read = readJson(text)
  if (!read.ok)
    return result(spec, {
      verdict: 'failed',
      message: words.check.noJson(spec.file, read.line, read.column),
      actual: text,
      help: words.check.jsonFault(read.fault),
    })
  const differs = difference(spec.json, read.value, '')
  if (differs === null)
    return result(spec, {
      verdict: 'passed',
      message: words.check.fileIsRight(spec.file),
      actual: read.value,
    })
  const { path, want, have } = differs
  return result(spec, {
    verdict: 'failed',
    message:
      have === undefined
        ? words.check.jsonMissing(spec.file, path, JSON.stringify(want))
        : words.check.jsonDiffers(spec.file, path, JSON.stringify(have), JSON.stringify(want) ?? null),
    actual: read.value,
    help: helpFor(differs, read.value),
  })
}

/** Not there; or there, and not to be read. */
function notRead(spec: FileCheck, mode: string | null): CheckResult {
  return mode === null
    ? result(spec, { verdict: 'pending', message: words.check.noFileYet(spec.file), actual: null })
    : result(spec, {
        verdict: 'failed',
        message: words.check.unreadableFile(spec.file, mode),
        actual: { mode },
      })
}

/** What is known to lead to such a difference. */
function helpFor({ path, want, have }: Difference, whole: Json): string | null {
  if (typeof want === 'number' && have === String(want)) return words.check.jsonQuotedNumber
  if (want !== undefined && isList(want) && have !== undefined && !isList(have)) return words.check.jsonList
  const key = path.split('.').at(-1) ?? ''
  const near = have === undefined ? nearName(key, keysOf(whole)) : null
  return near === null ? null : words.check.jsonKey(near, key)
}

function keysOf(value: Json): string[] {
  if (isList(value)) return value.flatMap(keysOf)
  if (!isMapping(value)) return []
  return Object.entries(value).flatMap(([key, inner]) => [key, ...keysOf(inner)])
}

/** Undefined: nothing stands there, or nothing should. */
type Difference = {
  readonly path: string
  readonly want: Json | undefined
  readonly have: Json | undefined
}

/** The first place where `have` has not what is wanted; keys that are not asked for may be there. */
function difference(want: Json, have: Json | undefined, path: string): Difference | null {
  if (isList(want)) {
    if (have === undefined || !isList(have) || have.length < want.length) return { path, want, have }
    if (have.length > want.length)
      return { path: `${path}[${want.length}]`, want: undefined, have: have[want.length] }
    return first(want.map((item, i) => () => difference(item, have[i], `${path}[${i}]`)))
  }
  if (isMapping(want)) {
    if (have === undefined || !isMapping(have)) return { path, want, have }
    return first(
      Object.entries(want).map(
        ([key, value]) =>
          () =>
            difference(value, have[key], path === '' ? key : `${path}.${key}`),
      ),
    )
  }
  return want === have ? null : { path, want, have }
}

function first<T>(each: readonly (() => T | null)[]): T | null {
  for (const look of each) {
    const found = look()
    if (found !== null) return found
  }
  return null
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value)
}

function isMapping(value: Json): value is { readonly [key: string]: Json } {
  return typeof value === 'object' && value !== null && !isList(value)
}
