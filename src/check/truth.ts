import type { Facts, GroupFacts, KafkaRecord } from '../kafka/model.ts'
import { words } from '../words/index.ts'
import { number, type Value } from './answer.ts'
import { placeIn, stateFaults } from './group.ts'
import { asksInstance } from './instance/kinds.ts'
import { readInstance } from './instance/truth.ts'
import type { AnswerSpec, CheckContext, ClusterAnswer, World } from './model.ts'
import { wholeNumber } from './quantity.ts'
import { countOf } from './records.ts'

/**
 * What the cluster says: a number (in ms, where it is asked in a unit of time), or a word. `missing`: what is asked
 * about is not there; `unsettled`: it is, but has no value yet; `premature`: it is not yet as it is asked about.
 */
export type Truth =
  | Value
  | { readonly kind: 'missing'; readonly what: string; readonly help: string | null }
  | { readonly kind: 'unsettled'; readonly what: string }
  | { readonly kind: 'premature'; readonly message: string; readonly help: string | null }

/** Reads the right answer from the live cluster, or the live instance. */
export async function read(spec: AnswerSpec, world: World, context: CheckContext): Promise<Truth> {
  if (asksInstance(spec)) {
    if (world.on !== 'instance') throw new TypeError(`a question ${spec.kind} on a cluster`)
    return readInstance(spec, world.instance, context)
  }
  if (world.on !== 'cluster') throw new TypeError(`a question ${spec.kind} on the instance`)
  return readCluster(spec, world.facts)
}

async function readCluster(spec: ClusterAnswer, facts: Facts): Promise<Truth> {
  switch (spec.kind) {
    case 'topic-count': {
      const topics = [...(await facts.topics()).values()]
      return number(topics.filter((topic) => spec.internal || !topic.internal).length)
    }
    case 'committed-of':
    case 'lag-of': {
      const group = (await facts.groups()).get(spec.group)
      if (group === undefined) return noGroup(spec.group)
      const place = await placeIn(group, spec.topic, facts, spec.partition)
      if (place.committed === null)
        return missing(words.check.commitOf(spec.group, spec.topic), words.check.commitHelp)
      return number(spec.kind === 'lag-of' ? place.lag : place.committed)
    }
    case 'client-id-of':
    case 'host-of':
    case 'member-count-of':
    case 'state-of': {
      const group = (await facts.groups()).get(spec.group)
      return group === undefined ? noGroup(spec.group) : ofGroup(spec, group)
    }
    default:
      return (await facts.topics()).has(spec.topic)
        ? ofTopic(spec, facts)
        : missing(words.check.theTopic(spec.topic))
  }
}

type OfTopic = Exclude<
  ClusterAnswer,
  {
    kind:
      | 'topic-count'
      | 'committed-of'
      | 'lag-of'
      | 'client-id-of'
      | 'host-of'
      | 'member-count-of'
      | 'state-of'
  }
>

async function ofTopic(spec: OfTopic, facts: Facts): Promise<Truth> {
  const { topic } = spec
  const partitions = (await facts.topics()).get(topic)?.partitions ?? []
  const noPartition = (partition: number) => missing(words.check.thePartition(topic, partition))
  switch (spec.kind) {
    case 'partitions-of':
      return number(partitions.length)
    case 'leader-of': {
      const leader = partitions[spec.partition]?.leader
      if (leader === undefined) return noPartition(spec.partition)
      return leader === null ? { kind: 'unsettled', what: words.check.theLeader(topic) } : number(leader)
    }
    case 'in-sync-replicas-of': {
      const partition = partitions[spec.partition]
      return partition === undefined ? noPartition(spec.partition) : number(partition.inSyncReplicas.length)
    }
    case 'config-of': {
      const value = await facts.config(topic, spec.name)
      if (value === null) return missing(words.check.theConfig(spec.name))
      const whole = wholeNumber(value)
      return whole === null ? { kind: 'word', value } : { kind: 'number', value: whole, unit: spec.unit }
    }
    case 'record-count': {
      const offsets = (await facts.offsets(topic)).filter(
        ({ partition }) => spec.partition === null || partition === spec.partition,
      )
      return offsets.length === 0 ? noPartition(spec.partition ?? 0) : number(countOf(offsets))
    }
    case 'low-watermark-of':
    case 'end-offset-of': {
      const own = (await facts.offsets(topic)).find(({ partition }) => partition === spec.partition)
      if (own === undefined) return noPartition(spec.partition)
      return number(spec.kind === 'end-offset-of' ? own.endOffset : own.lowWatermark)
    }
    case 'partitions-used-of': {
      const used = (await facts.offsets(topic)).filter((each) => each.endOffset > each.lowWatermark)
      return used.length === 0 ? missing(words.check.anyRecord(topic)) : number(used.length)
    }
    default:
      return ofRecord(spec, (await facts.records(topic)).records)
  }
}

type OfRecord = Extract<ClusterAnswer, { kind: 'value-at' | 'partition-of-key' | 'partition-of-value' }>

/** The record that is asked about: of several with that key, or value, the newest of the last partition. */
export function recordAsked(spec: OfRecord, records: readonly KafkaRecord[]): KafkaRecord | undefined {
  switch (spec.kind) {
    case 'value-at':
      return records.find(
        ({ partition, offset }) => partition === spec.partition && offset === BigInt(spec.offset),
      )
    case 'partition-of-key':
      return records.findLast(({ key }) => key === spec.key)
    case 'partition-of-value':
      return records.findLast(({ value }) => value === spec.value)
  }
}

function ofRecord(spec: OfRecord, records: readonly KafkaRecord[]): Truth {
  const found = recordAsked(spec, records)
  switch (spec.kind) {
    case 'value-at':
      return found?.value == null
        ? missing(words.check.theRecord(spec.topic, spec.partition, spec.offset))
        : { kind: 'word', value: found.value }
    case 'partition-of-key':
      return found === undefined
        ? missing(words.check.recordWithKey(spec.topic, spec.key))
        : number(found.partition)
    case 'partition-of-value':
      return found === undefined
        ? missing(words.check.recordWithValue(spec.topic, spec.value))
        : number(found.partition)
  }
}

function ofGroup(
  spec: Extract<ClusterAnswer, { kind: 'client-id-of' | 'host-of' | 'member-count-of' | 'state-of' }>,
  facts: GroupFacts,
): Truth {
  const { kind } = spec
  const { group, state, members } = facts
  if (state === 'PreparingRebalance' || state === 'CompletingRebalance')
    return { kind: 'unsettled', what: words.check.theGroup(group) }
  if (kind === 'state-of') {
    const [wrong] = spec.once ? stateFaults({ group, state: spec.once }, facts) : []
    return wrong === undefined
      ? { kind: 'word', value: state }
      : { kind: 'premature', message: wrong.message, help: wrong.help }
  }
  if (kind === 'member-count-of') return number(members.length)
  const [first] = members
  if (first === undefined) return missing(words.check.aMember(group), words.check.noMemberHelp)
  return { kind: 'word', value: kind === 'host-of' ? first.host.replace(/^\//, '') : first.clientId }
}

function missing(what: string, help: string | null = null): Truth {
  return { kind: 'missing', what, help }
}

function noGroup(group: string): Truth {
  return missing(words.check.theGroup(group))
}
