import { EXIT } from '../errors.ts'
import { inspectLab } from '../lab/inspect.ts'
import type { Course } from '../lab/load.ts'
import type { Context } from '../session/context.ts'
import { visible } from '../visible.ts'
import { words } from '../words/index.ts'
import { formatDiagnostic } from '../yaml/diagnostic.ts'

/** `labs dev lint`: all that can be told of labs without a cluster. */
export async function run(context: Context, names: readonly string[]): Promise<number> {
  const entries = await labsNamed(context, names)
  if (await hasFaults(context, entries)) return EXIT.usage
  if (context.json) context.out.json({ ok: true, diagnostics: [] })
  else context.out.line(context.out.style.good(words.cli.lintClean(entries.length)))
  return EXIT.done
}

/** The labs of these numbers or slugs; all of them where none is named. */
export async function labsNamed(context: Context, names: readonly string[]): Promise<Course> {
  return names.length === 0 ? context.course() : Promise.all(names.map((name) => context.lab(name)))
}

/** Whether there is anything to say of these labs, which is said. */
export async function hasFaults(context: Context, entries: Course): Promise<boolean> {
  const course = await context.course()
  const faults = entries
    .map((entry) => inspectLab(entry, course))
    .flatMap(({ mistakes, advice }) => [...mistakes, ...advice])
  if (faults.length === 0) return false
  if (context.json) context.out.json({ ok: false, diagnostics: faults })
  else context.out.line(...faults.map((fault) => visible(formatDiagnostic(fault))))
  return true
}
