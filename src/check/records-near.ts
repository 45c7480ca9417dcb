import type { Facts, KafkaRecord } from '../kafka/model.ts'
import { UnreadableRecords } from '../kafka/unreadable.ts'
import { words } from '../words/index.ts'
import type { CheckContext, RecordsCheck } from './model.ts'
import { nearName } from './near.ts'
import { ownTopics } from './topic.ts'

/** Where else the records may be that are not where they should: in another topic, or written a little differently. */
export async function strayHelp(
  { topic, values = [], pairs = {} }: RecordsCheck,
  records: readonly KafkaRecord[],
  facts: Facts,
  context: CheckContext,
): Promise<string | null> {
  const wanted = [...values, ...Object.values(pairs).flat()]
  const here = records.map(({ value }) => value ?? '')
  const missing = wanted.find((value) => !here.includes(value))
  const alike = missing === undefined ? undefined : here.find((value) => folded(value) === folded(missing))
  if (missing !== undefined && alike !== undefined) return words.check.valueNearly(missing, alike)
  if (missing !== undefined && records.some(({ key }) => key === missing))
    return words.check.valueIsKey(missing)

  const others = ownTopics(await facts.topics()).filter((other) => other !== topic)
  const strange = others.filter((other) => !context.labTopics.has(other))
  const near = nearName(topic, strange)
  // Where some have come, a mistyped name may be a slip of before, which was mended since.
  const isMeant = async (other: string) => {
    if (!(await holdsAny(other, [], facts))) return false
    if (!(await holdsAny(topic, [], facts))) return true
    if (missing !== undefined) return holdsAny(other, [missing], facts)
    return (await newest(other, facts)) > (await newest(topic, facts))
  }
  if (near !== null && (await isMeant(near)))
    return words.check.autoCreated(topic, near, context.bootstrapServer)
  if (missing === undefined) return null
  for (const other of others)
    if (await holdsAny(other, [missing], facts)) return words.check.recordsOnOther(missing, other, topic)
  return null
}

/** Whether a topic holds one of these values; any record, where none is named. */
async function holdsAny(topic: string, values: readonly string[], facts: Facts): Promise<boolean> {
  const offsets = await facts.offsets(topic)
  if (offsets.every(({ lowWatermark, endOffset }) => lowWatermark === endOffset)) return false
  if (values.length === 0) return true
  const { records } = await facts.records(topic)
  return records.some(({ value }) => value !== null && values.some((wanted) => value.endsWith(wanted)))
}

/** When the newest of a topic's records was sent, in ms since 1970; -2 where none can be read, which is before all others. */
async function newest(topic: string, facts: Facts): Promise<number> {
  try {
    const { records } = await facts.records(topic)
    return records.reduce((latest, { timestamp }) => Math.max(latest, timestamp), -2)
  } catch (error) {
    if (error instanceof UnreadableRecords) return -2
    throw error
  }
}

/** The text without what the eye does not see, or takes for the same. */
function folded(value: string): string {
  return value
    .trim()
    .replaceAll(/^["']|["']$/g, '')
    .toLowerCase()
}
