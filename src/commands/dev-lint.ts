import { EXIT } from '../errors.ts'
import { inspectLab } from '../lab/inspect.ts'
import type { Context } from '../session/context.ts'
import { visible } from '../visible.ts'
import { words } from '../words/index.ts'
import { formatDiagnostic } from '../yaml/diagnostic.ts'

/** `labs dev lint`: all that can be told of labs without a cluster. */
export async function run(context: Context, names: readonly string[]): Promise<number> {
  const course = await context.course()
  const entries = names.length === 0 ? course : await Promise.all(names.map((name) => context.lab(name)))
  const faults = entries
    .map((entry) => inspectLab(entry, course))
    .flatMap(({ mistakes, advice }) => [...mistakes, ...advice])
  if (context.json) context.out.json({ ok: faults.length === 0, diagnostics: faults })
  else if (faults.length === 0) context.out.line(context.out.style.good(words.cli.lintClean(entries.length)))
  else context.out.line(...faults.map((fault) => visible(formatDiagnostic(fault))))
  return faults.length === 0 ? EXIT.done : EXIT.usage
}
