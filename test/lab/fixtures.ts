import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { Diagnostic } from '../../src/yaml/model.ts'

const fixtures = join(import.meta.dirname, 'fixtures')
export const file = 'labs/3-topics/lab.md'

export function fixture(name: string): string {
  return readFileSync(join(fixtures, name), 'utf8')
}

/** Fixtures are tests by being there: for each file, the diagnostics beside it. `UPDATE=1` writes them anew. */
export function eachHasItsDiagnostics(dir: string, read: (text: string) => readonly Diagnostic[]): void {
  for (const name of readdirSync(join(fixtures, dir)).filter((name) => !name.endsWith('.expected'))) {
    test(`${dir}/${name}`, () => {
      const found = read(fixture(join(dir, name)))
      const lines = found.map(({ line, message, instead }) => `${line}: ${message}; ${instead}\n`).join('')
      const expected = join(fixtures, dir, `${name}.expected`)
      if (process.env.UPDATE === '1') writeFileSync(expected, lines)
      expect(lines).not.toBe('')
      expect(lines).toBe(readFileSync(expected, 'utf8'))
    })
  }
}
