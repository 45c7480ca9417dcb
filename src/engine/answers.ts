import { connect } from '../kafka/facts.ts'
import type { Facts } from '../kafka/model.ts'

/** How long one answer may take, in ms. */
export const ANSWER = 2000

/** What a broker is asked for, on a connection of its own; null where it gives no answer. */
export async function ask<T>(
  address: { readonly host: string; readonly port: number },
  question: (facts: Facts) => Promise<T | null> | T | null,
): Promise<T | null> {
  try {
    const broker = await connect(address, ANSWER)
    try {
      return await question(await broker.look())
    } finally {
      await broker.close()
    }
  } catch {
    return null
  }
}

/**
 * True once a broker says all of every topic that it keeps on disk; else null. One that was started again answers a
 * moment before its controller has told it of them, as if there were none; one that was paused past its session with
 * ZooKeeper knows their names, and can't say more until it has a new one.
 *
 * @param logs the names in its data directory, where a partition's is `topic-N`
 */
export function knowsItsTopics(
  address: { readonly host: string; readonly port: number },
  logs: readonly string[],
): Promise<true | null> {
  const kept = logs.flatMap((name) => /^(.+)-\d+$/.exec(name)?.[1] ?? [])
  return ask(address, async (facts) => {
    const topics = await facts.topics()
    if (!kept.every((topic) => topics.has(topic))) return null
    for (const topic of kept.slice(0, 1)) await facts.overrides(topic)
    return true
  })
}
