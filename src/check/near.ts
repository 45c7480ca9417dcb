import { editDistance } from '../nearest.ts'

/** More letters apart than this is another topic, not a slip of the fingers. */
const SLIP = 2

/** The topic that may well have been meant to be `wanted`: the one fewest letters apart, if that is a slip; else null. */
export function nearTopic(wanted: string, topics: readonly string[]): string | null {
  const near = topics
    .map((topic) => ({ topic, distance: editDistance(wanted.toLowerCase(), topic.toLowerCase()) }))
    .filter(({ distance }) => distance <= SLIP)
    .sort((a, b) => a.distance - b.distance)
  return near[0]?.topic ?? null
}
