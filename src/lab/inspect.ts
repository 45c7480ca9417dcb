import { join } from 'node:path'
import { words } from '../words/index.ts'
import { at } from '../yaml/diagnostic.ts'
import type { Diagnostic } from '../yaml/model.ts'
import { source } from '../yaml/source.ts'
import { parseAnswers } from './answers.ts'
import { type LabPlace, readIfThere, shown } from './disk.ts'
import { lintLab } from './lint.ts'
import type { Answers, Lab } from './model.ts'
import { type Known, needsFaults } from './needs.ts'
import { parseLab } from './parse.ts'

export type Inspected = {
  readonly lab: Lab | null
  readonly answers: Answers | null
  /** What keeps the lab from running; none where `lab` and `answers` are both there. */
  readonly mistakes: readonly Diagnostic[]
  /** What `lintLab` says, once there are no mistakes. */
  readonly advice: readonly Diagnostic[]
}

/**
 * All that can be told of a lab's two files without a cluster, for their author. Always parses: no build is asked.
 *
 * @param course all labs, whose steps this one may need
 */
export function inspectLab(place: LabPlace, course: readonly Known[]): Inspected {
  const files = { lab: shown(join(place.dir, 'lab.md')), answers: shown(join(place.dir, 'answers.yml')) }
  const failed = (mistakes: readonly Diagnostic[], lab: Lab | null = null) => ({
    lab,
    answers: null,
    mistakes,
    advice: [],
  })
  const text = readIfThere(join(place.dir, 'lab.md'))
  if (text === null) return failed([at(files.lab, 1, words.lab.noFile())])
  const { lab, diagnostics } = parseLab(text, files.lab)
  if (lab === null) return failed(diagnostics)
  const needs = needsFaults(lab, source(text, files.lab), course)
  const written = readIfThere(join(place.dir, 'answers.yml'))
  if (written === null) return failed([...needs, at(files.answers, 1, words.lab.noFile())], lab)
  const parsed = parseAnswers(written, files.answers, lab)
  if (parsed.answers === null || needs.length > 0) return failed([...needs, ...parsed.diagnostics], lab)
  return { lab, answers: parsed.answers, mistakes: [], advice: lintLab(lab, parsed.answers, files) }
}
