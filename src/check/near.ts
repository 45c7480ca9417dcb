import { editDistance } from '../nearest.ts'

/** More letters apart than this is another topic, not a slip of the fingers. */
const SLIP = 2

/** The topic or group that may well have been meant to be `wanted`: the one fewest letters apart, if that is a slip; else null. */
export function nearName(wanted: string, names: readonly string[]): string | null {
  const near = names
    .map((name) => ({ name, distance: editDistance(wanted.toLowerCase(), name.toLowerCase()) }))
    // Of a name of two letters, two may not differ.
    .filter(({ distance }) => distance <= SLIP && (distance === 0 || distance < wanted.length))
    .sort((a, b) => a.distance - b.distance)
  return near[0]?.name ?? null
}
