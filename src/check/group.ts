import type { Facts, GroupFacts } from '../kafka/model.ts'
import { words } from '../words/index.ts'
import type { CheckContext, CheckResult, GroupCheck } from './model.ts'
import { nearName } from './near.ts'
import { result, verdictOf, type Wrong } from './result.ts'

/** How a console consumer without --group calls the group it makes for itself. */
const NAMELESS = /^console-consumer-\d+$/

/** `group: ID` with its state, its members, and how far it has come in a topic. */
export async function judgeGroup(
  spec: GroupCheck,
  facts: Facts,
  context: CheckContext,
): Promise<CheckResult> {
  const groups = await facts.groups()
  const group = groups.get(spec.group)
  if (group === undefined || group.state === 'Dead') return result(spec, missingGroup(spec.group, groups))
  const place = spec.topic === undefined ? null : await placeIn(group, spec.topic, facts)
  const actual = {
    group: spec.group,
    state: group.state.toLowerCase(),
    members: group.members.length,
    clients: group.members.map(({ clientId, host }) => ({ clientId, host })),
    ...(place === null ? {} : placeSeen(place)),
  }
  if (group.state === 'PreparingRebalance' || group.state === 'CompletingRebalance')
    return result(spec, {
      verdict: 'pending',
      message: words.check.rebalancing(spec.group),
      actual,
      converging: true,
    })
  const wrong = [
    ...stateFaults(spec, group),
    ...(place === null ? [] : placeFaults(spec, group, place, context)),
  ]
  return verdictOf(spec, wrong, words.check.groupIsRight(spec.group, place), actual)
}

function placeSeen({ topic, committed, lag }: GroupPlace) {
  return { topic, committed: String(committed ?? 0n), lag: String(lag) }
}

function missingGroup(wanted: string, groups: ReadonlyMap<string, GroupFacts>) {
  const names = [...groups.keys()]
  const nameless = names.find((name) => NAMELESS.test(name) && groups.get(name)?.members.length !== 0)
  const near = nearName(wanted, names)
  const help =
    near !== null
      ? words.check.mistypedGroup(wanted, near)
      : nameless !== undefined
        ? words.check.namelessGroup(wanted, nameless)
        : null
  return help === null
    ? ({ verdict: 'pending', message: words.check.groupNotThereYet(wanted), actual: null } as const)
    : ({
        verdict: 'failed',
        message: words.check.groupNotThere(wanted),
        actual: { groups: names },
        help,
      } as const)
}

/** What of a group's state, and of its members, is not as it is wanted. */
export function stateFaults(
  { group: id, state, members }: Pick<GroupCheck, 'group' | 'state' | 'members'>,
  group: GroupFacts,
): Wrong[] {
  const [first] = group.members
  if (state === 'empty' && first !== undefined)
    return [
      {
        message: words.check.stillActive(id, group.members.length),
        help: words.check.stillActiveHelp(first.clientId),
      },
    ]
  if (state === 'stable' && first === undefined)
    return [{ message: words.check.noMember(id), help: words.check.noMemberHelp, short: true }]
  return members !== undefined && members !== group.members.length
    ? [
        {
          message: words.check.memberCount(id, group.members.length, members),
          help: group.members.length === 0 ? words.check.noMemberHelp : null,
          short: group.members.length < members,
        },
      ]
    : []
}

/** How far a group has come in a topic: sums over its partitions. `committed` is null where nothing was. */
export type GroupPlace = {
  readonly topic: string
  readonly committed: bigint | null
  readonly lag: bigint
}

/**
 * @param partition of this one only
 * @returns what is uncommitted counts as lag from the low watermark on
 */
export async function placeIn(
  group: GroupFacts,
  topic: string,
  facts: Facts,
  partition: number | null = null,
): Promise<GroupPlace> {
  const commits = group.committed.filter(
    (each) => each.topic === topic && (partition === null || each.partition === partition),
  )
  const offsets = (await facts.offsets(topic)).filter(
    (each) => partition === null || each.partition === partition,
  )
  const lag = offsets.reduce((sum, each) => {
    const commit = commits.find(({ partition }) => partition === each.partition)?.offset
    const from = commit === undefined || commit < each.lowWatermark ? each.lowWatermark : commit
    return sum + (each.endOffset > from ? each.endOffset - from : 0n)
  }, 0n)
  const committed = commits.length === 0 ? null : commits.reduce((sum, { offset }) => sum + offset, 0n)
  return { topic, committed, lag }
}

function placeFaults(
  spec: GroupCheck,
  group: GroupFacts,
  { topic, committed, lag }: GroupPlace,
  context: CheckContext,
): Wrong[] {
  const id = spec.group
  const asked = [spec.committed, spec.committedAtLeast, spec.lag, spec.lagAtLeast]
  if (asked.every((each) => each === undefined)) return []
  if (committed === null) {
    const other = group.committed.find((each) => each.topic !== topic)?.topic
    return [
      {
        message: words.check.nothingCommitted(id, topic),
        help: other === undefined ? words.check.commitHelp : words.check.committedOnOther(id, other, topic),
        short: other === undefined,
      },
    ]
  }
  const readOn = lag === 0n ? words.check.nothingToRead(topic) : consumeOn(group, id, topic, context)
  const wrong: Wrong[] = []
  if (spec.committed !== undefined && committed !== BigInt(spec.committed))
    wrong.push({
      message: words.check.committed(id, topic, committed, String(spec.committed)),
      help: committed > spec.committed ? words.check.commitsBack : readOn,
      short: true,
    })
  if (spec.committedAtLeast !== undefined && committed < spec.committedAtLeast)
    wrong.push({
      message: words.check.committed(id, topic, committed, words.check.atLeast(spec.committedAtLeast)),
      help: readOn,
      short: true,
    })
  if (spec.lag !== undefined && lag !== BigInt(spec.lag))
    wrong.push({
      message: words.check.lag(id, topic, lag, String(spec.lag)),
      help: lag > spec.lag ? readOn : words.check.lagTooSmall(topic),
      short: true,
    })
  if (spec.lagAtLeast !== undefined && lag < spec.lagAtLeast)
    wrong.push({
      message: words.check.lag(id, topic, lag, words.check.atLeast(spec.lagAtLeast)),
      help: group.members.length > 0 ? words.check.lagEatenUp(id) : words.check.lagTooSmall(topic),
      short: group.members.length === 0,
    })
  return wrong
}

/** A group that reads right now commits within seconds; one that does not must be started. */
function consumeOn(group: GroupFacts, id: string, topic: string, context: CheckContext): string {
  return group.members.length > 0
    ? words.check.commitHelp
    : words.check.consumeOn(id, topic, context.bootstrapServer)
}
