import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { expect, test } from 'vitest'
import type { Diagnostic } from '../src/yaml/model.ts'

/** Fixtures are tests by being there: for each file, the diagnostics beside it. `UPDATE=1` writes them anew. */
export function eachFileHasItsDiagnostics(dir: string, read: (text: string) => readonly Diagnostic[]): void {
  for (const name of readdirSync(dir).filter((name) => !name.endsWith('.expected'))) {
    test(`${basename(dir)}/${name}`, () => {
      const found = read(readFileSync(join(dir, name), 'utf8'))
      const lines = found.map(({ line, message, instead }) => `${line}: ${message}; ${instead}\n`).join('')
      const expected = join(dir, `${name}.expected`)
      if (process.env.UPDATE === '1') writeFileSync(expected, lines)
      expect(lines).not.toBe('')
      expect(lines).toBe(readFileSync(expected, 'utf8'))
    })
  }
}
