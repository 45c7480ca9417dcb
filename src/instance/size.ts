const UNITS: Readonly<Record<string, bigint>> = {
  '': 1n,
  k: 1n << 10n,
  m: 1n << 20n,
  g: 1n << 30n,
  t: 1n << 40n,
}

/** A size as a JVM's flag has it (`400m`), in bytes; null for what is none. */
export function bytesOf(text: string | undefined): bigint | null {
  const [, figures, unit = ''] = /^(\d+)([kmgt]?)$/i.exec(text ?? '') ?? []
  return figures === undefined ? null : BigInt(figures) * (UNITS[unit.toLowerCase()] ?? 1n)
}

/** The same the other way round, in the largest unit that it is a whole number of: `400m`, `1G`. */
export function sizeText(bytes: bigint): string {
  const units = [
    ['G', 'g'],
    ['m', 'm'],
    ['k', 'k'],
  ] as const
  const found = units.find(([, unit]) => bytes > 0n && bytes % (UNITS[unit] ?? 1n) === 0n)
  return found === undefined ? String(bytes) : `${bytes / (UNITS[found[1]] ?? 1n)}${found[0]}`
}
