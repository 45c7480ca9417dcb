import type { Facts, GroupFacts } from '../../kafka/model.ts'
import { words } from '../../words/index.ts'
import { placeIn } from '../group.ts'
import type { ClusterAnswer } from '../model.ts'
import { type Lookalike, number, word } from './model.ts'

/** What is near a group's offsets: the other columns of `--describe`, and other partitions. */
export async function ofPlace(
  spec: Extract<ClusterAnswer, { kind: 'committed-of' | 'lag-of' }>,
  facts: Facts,
): Promise<Lookalike[]> {
  const group = (await facts.groups()).get(spec.group)
  if (group === undefined) return []
  const offsets = await facts.offsets(spec.topic)
  const read = async (partition: number | null) => {
    const { committed, lag } = await placeIn(group, spec.topic, facts, partition)
    return { committed: committed ?? 0n, lag }
  }
  const asked = spec.kind === 'lag-of' ? 'lag' : 'committed'
  const own = await read(spec.partition)
  const end = offsets
    .filter(({ partition }) => spec.partition === null || partition === spec.partition)
    .reduce((sum, { endOffset }) => sum + endOffset, 0n)
  const parts = await Promise.all(
    offsets
      .filter(({ partition }) => partition !== spec.partition)
      .map(async ({ partition }) =>
        number((await read(partition))[asked], words.mistaken.partAlone(partition)),
      ),
  )
  return [
    asked === 'lag'
      ? number(own.committed, words.mistaken.currentOffset)
      : number(own.lag, words.mistaken.lag),
    number(end, words.mistaken.logEndOffset),
    ...(asked === 'committed' && spec.partition !== null && own.committed > 0n
      ? [number(own.committed - 1n, words.mistaken.lastRead)]
      : []),
    ...(spec.partition === null ? [] : [number((await read(null))[asked], words.mistaken.allTogether)]),
    ...parts,
    ...(spec.partition === null ? [number(offsets.length, words.mistaken.partitionsOf(spec.topic))] : []),
  ]
}

/** What is near a group's members: what else `--describe` says of them. */
export async function ofMembers(
  { kind, group: id }: Extract<ClusterAnswer, { kind: 'client-id-of' | 'host-of' | 'member-count-of' }>,
  facts: Facts,
): Promise<Lookalike[]> {
  const group = (await facts.groups()).get(id)
  if (group === undefined) return []
  if (kind === 'member-count-of') return [number(partitionsRead(group), words.mistaken.lines)]
  return [
    word(id, words.mistaken.groupName),
    ...group.members.flatMap(({ memberId, clientId, host }) => [
      word(memberId, words.mistaken.consumerId),
      kind === 'host-of' ? word(clientId, words.mistaken.clientId) : word(host, words.mistaken.host),
    ]),
  ]
}

/** `--describe` shows a line for each partition that is read or committed. */
function partitionsRead({ members, committed }: GroupFacts): number {
  const all = [...committed, ...members.flatMap(({ assignment }) => assignment)]
  return new Set(all.map(({ topic, partition }) => `${topic}-${partition}`)).size
}
