import { readIfThere, writeWhole } from '../files.ts'

/** What an engine wrote down; null where there is no such file, and where it does not hold that. */
export async function readStateFile<T>(
  file: string,
  isState: (value: unknown) => value is T,
): Promise<T | null> {
  const text = await readIfThere(file)
  if (text === null) return null
  try {
    const value: unknown = JSON.parse(text)
    return isState(value) ? value : null
  } catch {
    return null
  }
}

export function writeStateFile(file: string, state: object): Promise<void> {
  return writeWhole(file, `${JSON.stringify(state, null, 2)}\n`)
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}
