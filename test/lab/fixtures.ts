import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Diagnostic } from '../../src/yaml/model.ts'
import { eachFileHasItsDiagnostics } from '../diagnostics.ts'

const fixtures = join(import.meta.dirname, 'fixtures')
export const file = 'labs/3-topics/lab.md'

export function fixture(name: string): string {
  return readFileSync(join(fixtures, name), 'utf8')
}

export function eachHasItsDiagnostics(dir: string, read: (text: string) => readonly Diagnostic[]): void {
  eachFileHasItsDiagnostics(join(fixtures, dir), read)
}
