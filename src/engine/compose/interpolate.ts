import { words } from '../../words/index.ts'
import type { Fault } from '../../yaml/diagnostic.ts'

export type Environment = Readonly<Record<string, string | undefined>>

type Replaced = { readonly text: string } | Fault

/** A name and what follows it in the braces: `:-default` and its kin. */
const BRACED = /^([A-Za-z_][A-Za-z0-9_]*)(?:(:?[-?+])([\s\S]*))?$/
const NAME = /^[A-Za-z_][A-Za-z0-9_]*/

/**
 * A text with its variables put in: `$VAR`, `${VAR}`, `${VAR:-default}`, `${VAR:?error}`, `${VAR:+instead}`, and the
 * same without the colon, which let an empty value count as set; `$$` is a `$`. What stands behind an operator may
 * hold variables too, and is looked at only where it is used. A variable that is not set is empty.
 * https://github.com/compose-spec/compose-spec/blob/main/12-interpolation.md
 */
export function interpolate(text: string, env: Environment): Replaced {
  let done = ''
  let rest = text
  for (;;) {
    const dollar = rest.indexOf('$')
    if (dollar < 0) return { text: done + rest }
    done += rest.slice(0, dollar)
    rest = rest.slice(dollar)
    const found = variable(rest)
    if (found === null) return words.compose.badVariable(rest.slice(0, 20))
    const replaced = found.inside === null ? { text: '$' } : lookUp(found.inside, env)
    if (!('text' in replaced)) return replaced
    done += replaced.text
    rest = rest.slice(found.length)
  }
}

/** What a text that starts with `$` starts with: what names the variable (null for `$$`), and the length of it all. */
function variable(text: string): { inside: string | null; length: number } | null {
  if (text[1] === '$') return { inside: null, length: 2 }
  if (text[1] === '{') {
    const end = closingBrace(text)
    return end < 0 ? null : { inside: text.slice(2, end), length: end + 1 }
  }
  const [name] = NAME.exec(text.slice(1)) ?? []
  return name === undefined ? null : { inside: name, length: name.length + 1 }
}

/** The index of the brace that closes the text's first one, or -1. */
function closingBrace(text: string): number {
  let open = 0
  for (let at = 1; at < text.length; at++) {
    if (text[at] === '{') open++
    if (text[at] === '}' && --open === 0) return at
  }
  return -1
}

function lookUp(inside: string, env: Environment): Replaced {
  const [, name, operator, operand = ''] = BRACED.exec(inside) ?? []
  if (name === undefined) return words.compose.badVariable(`\${${inside}}`)
  // Not what Object.prototype has.
  const value = Object.hasOwn(env, name) ? env[name] : undefined
  const isThere = operator?.startsWith(':') ? value !== undefined && value !== '' : value !== undefined
  if (operator?.endsWith('+')) return isThere ? interpolate(operand, env) : { text: '' }
  if (isThere || operator === undefined) return { text: value ?? '' }
  const other = interpolate(operand, env)
  if (operator.endsWith('-') || !('text' in other)) return other
  return words.compose.unsetVariable(name, other.text)
}
