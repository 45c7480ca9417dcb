import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { formatDiagnostic } from './diagnostic.ts'
import { type CompiledLab, hashOf, labPlaces, readText } from './disk.ts'
import { inspectLab } from './inspect.ts'

/** Run by the build: reads every lab once, so that a learner's start need not. Mistakes fail the build. */
const root = join(import.meta.dirname, '..', '..')
const labs: CompiledLab[] = []
for (const place of labPlaces(join(root, 'labs'))) {
  const { lab, answers, mistakes } = inspectLab(place)
  for (const mistake of mistakes) console.error(formatDiagnostic(mistake))
  if (mistakes.length > 0) process.exitCode = 1
  if (lab === null || answers === null) continue
  const hash = hashOf(readText(join(place.dir, 'lab.md')))
  const answersHash = hashOf(readText(join(place.dir, 'answers.yml')))
  labs.push({ name: place.name, hash, lab, answersHash, answers })
}
writeFileSync(join(root, 'dist', 'labs.json'), `${JSON.stringify({ labs })}\n`)
