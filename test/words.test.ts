import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { words } from '../src/words/index.ts'

const SRC = join(import.meta.dirname, '../src')
const sources = readdirSync(SRC, { recursive: true, encoding: 'utf8' })
  .map((file) => file.replaceAll('\\', '/'))
  .filter((file) => file.endsWith('.ts') && !file.startsWith('words/'))
  .sort()
  .map((file) => ({ file, text: readFileSync(join(SRC, file), 'utf8') }))

/** Every entry of the catalogue, as it is written in code: `words.cli.help.list`. */
function entries(value: unknown, path: string): { path: string; value: unknown }[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [{ path, value }]
  return Object.entries(value).flatMap(([key, inner]) => entries(inner, `${path}.${key}`))
}
const catalogue = entries(words, 'words')

/** The code with every short name for a part of the catalogue (`const t = words.cli.help`) written out. */
function writtenOut(text: string): string {
  const code = text.replaceAll(/\s*\n\s*\./g, '.')
  return [...code.matchAll(/const (\w+) = (words(?:\.\w+)+)\s*$/gm)].reduce(
    (all, [, short, path]) => all.replaceAll(new RegExp(`(?<![\\w]|[^.]\\.)${short}\\.`, 'g'), `${path}.`),
    code,
  )
}

test('every entry is used', () => {
  const code = sources.map(({ text }) => writtenOut(text)).join('\n')
  const found = [...code.matchAll(/(?<![\w]|[^.]\.)(words(?:\.\w+)+)(\[?)/g)]
  const used = new Set(found.map(([, path]) => path ?? ''))
  /** What is looked up by a name that only comes at run time may be any of them. */
  const tables = found.flatMap(([, path, bracket]) => (bracket === '[' && path ? [`${path}.`] : []))
  const isUsed = (path: string) =>
    tables.some((table) => path.startsWith(table)) ||
    [...used].some((each) => each === path || each.startsWith(`${path}.`))
  expect(catalogue.map(({ path }) => path).filter((path) => !isUsed(path))).toEqual([])
})

test('the words are plain: no colour, no control characters, nothing left to do', () => {
  const catalogueText = readFileSync(join(SRC, 'words/en.ts'), 'utf8')
  expect(catalogueText).not.toMatch(/\\x1b|\\u001b|\\u\{1b\}|\\x9b|\bTODO\b|\bFIXME\b/i)
  expect(catalogueText.replaceAll('\n', '')).not.toMatch(/\p{Cc}/u)
  for (const { path, value } of catalogue)
    if (typeof value === 'string') {
      expect(value, path).not.toBe('')
      expect(value.trim(), path).toBe(value)
    }
})

describe('no sentence for users stands outside of the catalogue', () => {
  /** Sentences that are for no user. What has several lines is known by the first. */
  const ALLOWED: readonly { text: string; reason: string }[] = [
    { text: 'Address already in use', reason: 'what the JVM says in a log, to be found there' },
    { text: 'No space left on device', reason: 'the same' },
    { text: 'bash run endless', reason: 'the info string of a fence' },
    { text: 'bash run beside', reason: 'the info string of a fence' },
    { text: 'bash run instance', reason: 'the info string of a fence' },
    { text: 'bash run endless instance', reason: 'the info string of a fence' },
    { text: 'read -r go && exec "$@" </dev/null', reason: 'a shell script' },
    {
      text: 'command -v -- "$2" >/dev/null || { echo "$1" >&2; exit 127; }; shift; exec "$@"',
      reason: 'a shell script',
    },
    {
      text: "cat /proc/[0-9]*/environ 2>/dev/null | tr '\\\\0' '\\\\n' | grep -a '^…=' | sort -u",
      reason: 'a shell script',
    },
    { text: 'grep -lzxs "…=$1" /proc/[0-9]*/environ | cut -d/ -f3 |', reason: 'a shell script' },
    { text: '[ -f "$1" ] || exit 0; printf F; cat -- "$1"', reason: 'a shell script' },
    {
      text: 'cd -- "$1" 2>/dev/null || exit 0; printf "%s\\\\n" .; find . -mindepth 1 -maxdepth 2',
      reason: 'a shell script',
    },
    { text: 'for record in "$1"/*; do', reason: 'a shell script' },
    { text: 'port=$1; shift', reason: 'a shell script' },
    {
      text: '[ "$(head -c 2 -- "$1" | od -An -tx1 | tr -d " ")" != 1f8b ] || printf yes',
      reason: 'a shell script',
    },
    { text: 'shopt -s nullglob', reason: 'a shell script' },
    { text: 'for process in /proc/[0-9]*; do', reason: 'a shell script' },
    { text: 'state=/var/lib/instance kept=…-root/$2', reason: 'a shell script' },
    { text: 'kept=…/$2', reason: 'a shell script' },
  ]

  test.each(sources)('$file', ({ file, text }) => {
    const found = literals(text)
      .filter(({ before }) => !/new (Type)?Error\(\s*$/.test(before))
      .filter(({ value }) => isSentence(value))
      .filter(({ value }) => !ALLOWED.some((allowed) => allowed.text === value.split('\n')[0]))
      .map(({ value, line }) => `src/${file}:${line} ${value}`)
    expect(found).toEqual([])
  })

  test('the test can tell', () => {
    const template = ['`the $', "{name({ a: 'b' })} is not there`"].join('')
    const code = `f('one two three') // 'not this one here'\ng(${template}, "it's not this", /'/, 'kafka-topics.sh --list')`
    expect(
      literals(code)
        .filter(({ value }) => isSentence(value))
        .map(({ value }) => value),
    ).toEqual(['one two three', 'the … is not there', "it's not this"])
  })
})

/** Three words or more, of letters: not a path, an option, a key or a piece of shell. */
function isSentence(text: string): boolean {
  const count = text.split(/\s+/).filter((part) => /^["'(]*\p{L}[\p{Ll}']*[.,:;!?)"']*$/u.test(part)).length
  return count >= 3
}

type Literal = { readonly value: string; readonly line: number; readonly before: string }

/** The string literals of some code; what is put into a template is `…`. */
function literals(code: string): Literal[] {
  const found: Literal[] = []
  let at = 0
  const lineOf = (index: number) => code.slice(0, index).split('\n').length
  const quoted = (quote: string, start: number) => {
    let value = ''
    at = start + 1
    while (at < code.length && code[at] !== quote) {
      if (code[at] === '\\') {
        value += code.slice(at, at + 2)
        at += 2
      } else if (quote === '`' && code.startsWith('${', at)) {
        at += 2
        scan('}')
        value += '…'
      } else value += code[at++]
    }
    at++
    found.push({ value, line: lineOf(start), before: code.slice(Math.max(0, start - 30), start) })
  }
  /** Up to a closing brace that was not opened here, or the end. */
  const scan = (end: '}' | null) => {
    let open = 0
    while (at < code.length) {
      const char = code[at] ?? ''
      if (end !== null && char === end && open-- === 0) {
        at++
        return
      }
      if (char === '{') open++
      if (code.startsWith('//', at)) at = endOf('\n')
      else if (code.startsWith('/*', at)) at = endOf('*/')
      else if (char === '/' && /[(,=:?&|!{;\n]\s*$/.test(code.slice(Math.max(0, at - 10), at))) {
        const regex = /^\/(?:\\.|\[(?:\\.|[^\]\\])*\]|[^/\\\n])+\//.exec(code.slice(at))
        at += regex?.[0].length ?? 1
      } else if (char === "'" || char === '"' || char === '`') quoted(char, at)
      else at++
    }
  }
  const endOf = (mark: string) => {
    const end = code.indexOf(mark, at)
    return end < 0 ? code.length : end + mark.length
  }
  scan(null)
  return found
}
