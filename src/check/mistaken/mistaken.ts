import { says } from '../answer.ts'
import { asksInstance } from '../instance/kinds.ts'
import type { AnswerSpec, CheckContext, World } from '../model.ts'
import { ofMembers, ofPlace } from './group.ts'
import { ofInstance } from './instance.ts'
import { ofOffsets, ofRecords } from './log.ts'
import type { Lookalike } from './model.ts'
import { ofConfig, ofTopics } from './topic.ts'

/**
 * What a wrong answer really is, where it is something that lies near the right one (`its LAG`); else null.
 *
 * @param answer not the right one
 */
export async function mistakenFor(
  spec: AnswerSpec,
  answer: string,
  world: World,
  context: CheckContext,
): Promise<string | null> {
  const near = await lookalikes(spec, world, context)
  return near.find(({ value }) => says(answer, value) === true)?.is ?? null
}

/** The likeliest first: one value may be several things. */
async function lookalikes(spec: AnswerSpec, world: World, context: CheckContext): Promise<Lookalike[]> {
  if (asksInstance(spec)) return world.on === 'instance' ? ofInstance(spec, world.instance, context) : []
  if (world.on !== 'cluster') return []
  const { facts } = world
  switch (spec.kind) {
    case 'leader-of':
    case 'in-sync-replicas-of':
    case 'partitions-of':
    case 'topic-count':
      return ofTopics(spec, facts)
    case 'config-of':
      return ofConfig(spec, facts)
    case 'record-count':
    case 'partitions-used-of':
    case 'low-watermark-of':
    case 'end-offset-of':
      return ofOffsets(spec, facts)
    case 'value-at':
    case 'partition-of-key':
    case 'partition-of-value':
      return ofRecords(spec, facts)
    case 'committed-of':
    case 'lag-of':
      return ofPlace(spec, facts)
    case 'client-id-of':
    case 'host-of':
    case 'member-count-of':
      return ofMembers(spec, facts)
    case 'state-of':
      return []
  }
}
