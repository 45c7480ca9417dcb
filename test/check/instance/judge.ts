import { judgeInstance } from '../../../src/check/instance/judge.ts'
import type { CheckResult, InstanceCheck } from '../../../src/check/model.ts'
import { context, files } from '../../facts.ts'
import { type InstanceNote, instance } from '../../instance/machine.ts'

/** Judges a check by what was written down of the instance. */
export function judge(
  spec: InstanceCheck,
  note: InstanceNote = {},
  workbench = files(),
  bootstrapServer = 'my-kafka:9092',
): Promise<CheckResult> {
  return judgeInstance(spec, instance(note), workbench, { ...context, bootstrapServer })
}

/** What a learner reads of it: the verdict, the message, and the help below it where there is one. */
export async function said(...asked: Parameters<typeof judge>): Promise<string[]> {
  const { verdict, message, help } = await judge(...asked)
  return [verdict, message, ...(help === null ? [] : [help])]
}

export const NO_NETWORK = [
  'blocked',
  'there is no second machine here: the instance is a directory of your own computer',
  'with Docker the instance is a machine of its own: labs stop, then labs start 1 --engine docker',
]
