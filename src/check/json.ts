import { type ParseError, parse, printParseErrorCode } from 'jsonc-parser'
import type { Json } from './model.ts'

/** What is wrong with a text that should be JSON; the place is 1-based. */
type JsonFault = 'trailing-comma' | 'missing-comma' | 'quotes' | 'comment' | 'unclosed' | 'empty' | 'other'

export type ReadJson =
  | { readonly ok: true; readonly value: Json }
  | { readonly ok: false; readonly fault: JsonFault; readonly line: number; readonly column: number }

/** Reads JSON as strictly as Kafka's tools do. */
export function readJson(text: string): ReadJson {
  const errors: ParseError[] = []
  const value: Json = parse(text, errors, { disallowComments: true, allowTrailingComma: false })
  const [error] = errors
  if (error === undefined) return { ok: true, value }
  const lines = text.slice(0, error.offset).split('\n')
  return {
    ok: false,
    fault: faultOf(text, error, errors),
    line: lines.length,
    column: (lines.at(-1) ?? '').length + 1,
  }
}

function faultOf(text: string, { error, offset }: ParseError, all: readonly ParseError[]): JsonFault {
  if (text.trim() === '') return 'empty'
  if (/,\s*$/.test(text.slice(0, offset)) && /^\s*[\]}]/.test(text.slice(offset))) return 'trailing-comma'
  const names = all.map((each) => printParseErrorCode(each.error))
  if (names.some((name) => /^(Close|UnexpectedEndOf)/.test(name))) return 'unclosed'
  switch (printParseErrorCode(error)) {
    case 'CommaExpected':
      return 'missing-comma'
    case 'InvalidCommentToken':
      return 'comment'
    case 'InvalidSymbol':
    case 'PropertyNameExpected':
      return 'quotes'
    default:
      return 'other'
  }
}
