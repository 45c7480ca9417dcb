/** How many letters must be put in, taken out, changed or swapped with their neighbour to get from `a` to `b`. */
export function editDistance(a: string, b: string): number {
  const from = [...a]
  const to = [...b]
  let before: number[] = []
  let last = Array.from({ length: to.length + 1 }, (_, column) => column)
  for (let row = 1; row <= from.length; row++) {
    const now = [row]
    for (let column = 1; column <= to.length; column++) {
      const same = from[row - 1] === to[column - 1]
      const swapped =
        row > 1 && column > 1 && from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1]
      now.push(
        Math.min(
          (last[column] ?? 0) + 1,
          (now[column - 1] ?? 0) + 1,
          (last[column - 1] ?? 0) + (same ? 0 : 1),
          swapped ? (before[column - 2] ?? 0) + 1 : Number.POSITIVE_INFINITY,
        ),
      )
    }
    before = last
    last = now
  }
  return last[to.length] ?? 0
}

/** What was probably meant by `text`: the nearest of `names`, if one is near enough, or null. */
export function nearest(text: string, names: Iterable<string>): string | null {
  const typed = text.toLowerCase().slice(0, 100)
  let best: { name: string; distance: number } | null = null
  for (const name of names) {
    const meant = name.toLowerCase()
    const begun = typed.length >= 3 && meant.startsWith(typed)
    const distance = begun ? 1 : editDistance(typed, meant)
    const near = distance <= Math.max(1, Math.floor(Math.min(name.length, typed.length) / 3))
    if ((begun || near) && (best === null || distance < best.distance)) best = { name, distance }
  }
  return best?.name ?? null
}
