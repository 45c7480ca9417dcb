import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type CompiledLab, hashOf, labPlaces, readText } from './compiled.ts'
import { formatDiagnostic } from './diagnostic.ts'
import { inspectLab } from './load.ts'

/** Run by the build: reads every lab once, so that a learner's start need not. Mistakes fail the build. */
const root = join(import.meta.dirname, '..', '..')
const labs: CompiledLab[] = []
for (const place of labPlaces(join(root, 'labs'))) {
  const { lab, answers, mistakes } = await inspectLab(place)
  for (const mistake of mistakes) console.error(formatDiagnostic(mistake))
  if (mistakes.length > 0) process.exitCode = 1
  const [hash, answersHash] = ['lab.md', 'answers.yml'].map((file) => hashOf(readText(join(place.dir, file))))
  if (lab && answers && hash && answersHash) labs.push({ name: place.name, hash, lab, answersHash, answers })
}
writeFileSync(join(root, 'dist', 'labs.json'), `${JSON.stringify({ labs })}\n`)
