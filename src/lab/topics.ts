import type { Lab } from './model.ts'

/** The topics that the steps of these labs speak of, each once. */
export function topicsOf(labs: readonly Pick<Lab, 'steps'>[]): string[] {
  const named = labs.flatMap(({ steps }) =>
    steps.flatMap(({ task }) => {
      const spoken = task.kind === 'work' ? task.checks : [task.answer]
      return spoken.flatMap((of) => ('topic' in of && of.topic !== undefined ? [of.topic] : []))
    }),
  )
  return [...new Set(named)]
}
