import type { Facts, KafkaRecord } from '../kafka/model.ts'
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
  if (near !== null && (await holdsAny(near, [], facts)))
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

/** The text without what the eye does not see, or takes for the same. */
function folded(value: string): string {
  return value
    .trim()
    .replaceAll(/^["']|["']$/g, '')
    .toLowerCase()
}
