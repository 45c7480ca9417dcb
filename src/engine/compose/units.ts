const MS = { h: 3_600_000, m: 60_000, s: 1000, ms: 1, us: 0.001 } as const
const BYTES = {
  '': 1,
  b: 1,
  k: 2 ** 10,
  kb: 2 ** 10,
  m: 2 ** 20,
  mb: 2 ** 20,
  g: 2 ** 30,
  gb: 2 ** 30,
} as const

/**
 * A duration as the Compose specification has it, `1h2m3.5s500ms`, in ms; null for what is none.
 * https://github.com/compose-spec/compose-spec/blob/main/11-extension.md
 */
export function durationOf(text: string): number | null {
  if (text === '0') return 0
  if (!/^(?:\d+(?:\.\d+)?(?:h|ms|m|us|s))+$/.test(text)) return null
  const parts = [...text.matchAll(/([\d.]+)(h|ms|m|us|s)/g)]
  const ms = parts.reduce((sum, [, amount, unit]) => sum + Number(amount) * MS[unit as keyof typeof MS], 0)
  // To the nanosecond, the daemon's unit: 0.1 + 0.2 is 0.3 there.
  return Math.round(ms * 1_000_000) / 1_000_000
}

/** A byte size, `512m`, `1.5gb`, `1024`, in whole bytes; units are powers of 1024. Null for what is none. */
export function bytesOf(text: string): number | null {
  const [, amount, unit = ''] = /^(\d+(?:\.\d+)?)(b|kb?|mb?|gb?)?$/i.exec(text) ?? []
  if (amount === undefined) return null
  const bytes = Math.floor(Number(amount) * BYTES[unit.toLowerCase() as keyof typeof BYTES])
  return Number.isSafeInteger(bytes) ? bytes : null
}

/** A command line split as a shell would: blanks, quotes, backslashes. Null where a quote is not closed. */
export function splitCommand(text: string): readonly string[] | null {
  const parts: string[] = []
  let part: string | null = null
  for (let at = 0; at < text.length; at++) {
    const char = text[at] ?? ''
    if (/\s/.test(char)) {
      if (part !== null) parts.push(part)
      part = null
    } else if (char === "'") {
      const end = text.indexOf("'", at + 1)
      if (end < 0) return null
      part = (part ?? '') + text.slice(at + 1, end)
      at = end
    } else if (char === '"') {
      const [quoted] = /^"(?:[^"\\]|\\[\s\S])*"/.exec(text.slice(at)) ?? []
      if (quoted === undefined) return null
      part = (part ?? '') + unescaped(quoted.slice(1, -1))
      at += quoted.length - 1
    } else if (char === '\\') {
      const next = text[++at]
      if (next === undefined) return null
      // A line that goes on.
      if (next !== '\n') part = (part ?? '') + next
    } else part = (part ?? '') + char
  }
  if (part !== null) parts.push(part)
  return parts
}

/** What stands in double quotes: only some characters can be escaped there. */
function unescaped(quoted: string): string {
  return quoted.replaceAll(/\\([$`"\\\n])/g, (_, char: string) => (char === '\n' ? '' : char))
}
