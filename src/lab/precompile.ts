import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { formatDiagnostic } from '../yaml/diagnostic.ts'
import { type CompiledAnswers, type CompiledLab, hashOf, readText } from './disk.ts'
import { inspectLab } from './inspect.ts'
import { loadCourse } from './load.ts'

/** Run by the build: reads every lab once, so that a learner's start need not. Mistakes fail the build. */
const root = join(import.meta.dirname, '..', '..')
const labs: CompiledLab[] = []
const solutions: CompiledAnswers[] = []
// Nothing compiled is asked: all is read anew.
const course = await loadCourse(join(root, 'labs'), '')
for (const place of course) {
  const { lab, answers, mistakes } = inspectLab(place, course)
  for (const mistake of mistakes) console.error(formatDiagnostic(mistake))
  if (mistakes.length > 0) process.exitCode = 1
  if (lab === null || answers === null) continue
  const labHash = hashOf(readText(join(place.dir, 'lab.md')))
  labs.push({ name: place.name, hash: labHash, lab })
  solutions.push({
    name: place.name,
    labHash,
    hash: hashOf(readText(join(place.dir, 'answers.yml'))),
    answers,
  })
}
const write = (file: string, of: unknown) =>
  writeFileSync(join(root, 'dist', file), `${JSON.stringify({ labs: of })}\n`)
write('labs.json', labs)
write('answers.json', solutions)
