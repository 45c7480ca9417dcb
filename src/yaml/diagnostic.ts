import type { Diagnostic } from './model.ts'

/** What is wrong, and what to write instead, without a place. */
export type Fault = { readonly message: string; readonly instead: string }

/** A fault at a place: `line` is 1-based. */
export function at(file: string, line: number, fault: Fault): Diagnostic {
  return { file, line, message: fault.message, instead: fault.instead }
}

/** `labs/3-topics/lab.md:12: this step has no id; write ## Title {#title}`, as compilers print it. */
export function formatDiagnostic(diagnostic: Diagnostic): string {
  return `${diagnostic.file}:${diagnostic.line}: ${diagnostic.message}; ${diagnostic.instead}`
}

/** In the order of the file, each once. */
export function inOrder(diagnostics: readonly Diagnostic[]): Diagnostic[] {
  const seen = new Set<string>()
  return diagnostics
    .filter((diagnostic) => {
      const text = formatDiagnostic(diagnostic)
      return !seen.has(text) && seen.add(text)
    })
    .sort((a, b) => a.line - b.line)
}
