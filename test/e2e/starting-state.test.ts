import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { UserError } from '../../src/errors.ts'
import { type BrokerConnection, connect } from '../../src/kafka/facts.ts'
import { restoreWorld, WORLD_EMPTY, type WorldState, worldState } from '../../src/session/starting-state.ts'
import { onKafka } from './home.ts'
import { startedLearner } from './learner.ts'
import { eventually } from './patience.ts'

onKafka('a cluster is brought back to how it was', () => {
  const learner = startedLearner()
  let broker: BrokerConnection
  beforeAll(async () => {
    broker = await connect({ host: '127.0.0.1', port: learner.port })
  })
  afterAll(() => broker?.close())

  // An older one would be gone by retention.
  const now = Date.now()
  const make = (topic: string, partitions: number, overrides: Record<string, string> = {}) =>
    broker.createTopics([{ topic, replicas: Array.from({ length: partitions }, () => [0]), overrides }])
  const records = (...values: readonly (string | null)[]) =>
    values.map((value, n) => ({
      timestamp: now + n,
      key: n % 2 === 0 ? null : Buffer.from(`key ${n}`),
      value: value === null ? null : Buffer.from(value),
    }))
  /** Bytes as text, which is compared faster. */
  const text = (bytes: Buffer | null) => bytes?.toString('latin1') ?? null
  const shown = ({ topics, groups }: WorldState) => ({
    topics: topics.map(({ records, ...topic }) => ({
      ...topic,
      records: records.map(({ key, value, ...record }) => ({
        ...record,
        key: text(key),
        value: text(value),
      })),
    })),
    groups,
  })
  const state = () => worldState(broker)
  const expectState = async (wanted: WorldState) => expect(shown(await state())).toEqual(shown(wanted))
  const committed = (topic: string, ...offsets: readonly bigint[]) =>
    offsets.map((offset, partition) => ({ topic, partition, offset }))

  /** Two topics with 60 records, and what else a topic may have; three groups. */
  beforeEach(async () => {
    await restoreWorld(broker, WORLD_EMPTY)
    await make('orders', 3, { 'retention.ms': '86400000' })
    await broker.append('orders', [
      { partition: 0, records: records(...Array.from({ length: 20 }, (_, n) => `순서 ${n}`)) },
      { partition: 2, records: records(...Array.from({ length: 10 }, (_, n) => `${n}`), null, '') },
    ])
    await make('logs', 1)
    await broker.append('logs', [{ partition: 0, records: records(...'abcdefghijklmnopqrstuvwxyz12') }])
    await broker.append('logs', [
      {
        partition: 0,
        records: [{ timestamp: now, key: Buffer.from([0, 255, 254]), value: Buffer.from([128]) }],
      },
    ])
    await broker.deleteRecords('logs', [{ partition: 0, offset: 5n }])
    await make('emptied', 2)
    await broker.append('emptied', [{ partition: 1, records: records('x', 'y') }])
    await broker.deleteRecords('emptied', [{ partition: 1, offset: 2n }])
    await make('compacted', 1, { 'cleanup.policy': 'compact', 'max.message.bytes': '2000' })
    await make('empty', 4)
    const begin = async (group: string, ...offsets: Parameters<BrokerConnection['createGroup']>[1]) =>
      eventually(`group ${group} is made`, () =>
        broker.createGroup(group, offsets).then(
          () => true,
          () => false,
        ),
      )
    await begin('readers', ...committed('orders', 20n, 0n, 7n), ...committed('logs', 29n))
    await begin('others', ...committed('logs', 6n))
    await begin('idle')
  })

  test('the state has all of it', async () => {
    const { topics, groups } = await state()
    expect(topics.map(({ topic }) => topic)).toEqual(['compacted', 'emptied', 'empty', 'logs', 'orders'])
    expect(topics.find(({ topic }) => topic === 'logs')).toMatchObject({
      replicas: [[0]],
      overrides: {},
      offsets: [{ partition: 0, lowWatermark: 5n, endOffset: 29n }],
    })
    const logs = topics.find(({ topic }) => topic === 'logs')?.records ?? []
    expect(logs).toHaveLength(24)
    expect(logs[0]).toEqual({
      partition: 0,
      offset: 5n,
      timestamp: now + 5,
      key: Buffer.from('key 5'),
      value: Buffer.from('f'),
    })
    expect(logs.at(-1)).toMatchObject({ key: Buffer.from([0, 255, 254]), value: Buffer.from([128]) })
    expect(groups).toEqual([
      { group: 'idle', committed: [] },
      { group: 'others', committed: committed('logs', 6n) },
      {
        group: 'readers',
        committed: [...committed('logs', 29n), ...committed('orders', 20n, 0n, 7n)],
      },
    ])
  })

  test('what is as it was is not touched', async () => {
    const before = await state()
    expect(await restoreWorld(broker, before)).toEqual({ topics: [], groups: [] })
    await make('more', 1)
    await broker.createGroup('more', committed('empty', 0n))
    expect(await restoreWorld(broker, before)).toEqual({ topics: ['more'], groups: ['more'] })
    await expectState(before)
  })

  test('any mess is undone: to the byte, at the same offsets', async () => {
    const before = await state()
    // More records; records gone; a topic gone, and one come; other partitions, other configs; the same again, anew.
    await broker.append('orders', [{ partition: 1, records: records('late') }])
    await broker.deleteRecords('logs', [{ partition: 0, offset: 9n }])
    await broker.deleteTopics(['emptied', 'empty'])
    await make('more', 2)
    await eventually('the name can be had again', () =>
      make('empty', 2).then(
        () => true,
        () => false,
      ),
    )
    await broker.setOverrides([{ topic: 'compacted', overrides: { 'retention.ms': '1000' } }])
    // Other offsets; a group gone, and one come.
    await broker.createGroup('others', committed('logs', 3n))
    await broker.createGroup('idle', committed('logs', 3n))
    await broker.createGroup('more', committed('more', 0n))
    expect(await state()).not.toEqual(before)

    const removed = await restoreWorld(broker, before)
    await expectState(before)
    expect(removed).toEqual({
      topics: ['compacted', 'empty', 'logs', 'more', 'orders'],
      groups: ['idle', 'more', 'others'],
    })
  })

  test('records that differ in nothing but what they say are seen', async () => {
    const before = await state()
    await broker.deleteTopics(['orders'])
    await restoreWorld(broker, {
      ...before,
      topics: before.topics.map((topic) => ({
        ...topic,
        records: topic.records.map((record) =>
          topic.topic === 'orders' && record.offset === 4n ? { ...record, value: Buffer.from('?') } : record,
        ),
      })),
    })
    expect((await restoreWorld(broker, before)).topics).toEqual(['orders'])
    await expectState(before)
  })

  test('a group that is gone is made again, with commits or without', async () => {
    const before = await state()
    await broker.deleteGroups(['idle', 'readers', 'nobody'])
    expect(await restoreWorld(broker, before)).toEqual({ topics: [], groups: [] })
    await expectState(before)
  })

  test('from nothing, and to nothing: Kafka’s own topic stays', async () => {
    const before = await state()
    const removed = await restoreWorld(broker, WORLD_EMPTY)
    expect(removed).toEqual({
      topics: before.topics.map(({ topic }) => topic),
      groups: before.groups.map(({ group }) => group),
    })
    await expectState(WORLD_EMPTY)
    expect(await learner.topics()).toEqual(['__consumer_offsets'])
    await restoreWorld(broker, before)
    await expectState(before)
  })

  test('more than goes into one batch, behind a low watermark', async () => {
    await make('many', 2)
    const large = Array.from({ length: 12 }, () => 'x'.repeat(200_000))
    await broker.append('many', [
      { partition: 0, records: records(...Array.from({ length: 6000 }, () => 'y')) },
    ])
    for (const value of large) await broker.append('many', [{ partition: 1, records: records(value) }])
    await broker.deleteRecords('many', [{ partition: 0, offset: 5500n }])
    const before = await state()
    await broker.deleteTopics(['many'])
    await restoreWorld(broker, before)
    await expectState(before)
  })

  test('a consumer that is ending is waited for; one that stays is named', async () => {
    const before = await state()
    const consume = (options: string) =>
      learner.home.begin([
        'exec',
        '--',
        ...`kafka-console-consumer.sh --bootstrap-server ${learner.bootstrap} --topic orders --from-beginning --group live --consumer-property client.id=me ${options}`.split(
          ' ',
        ),
      ])
    const joined = () =>
      eventually('the group is stable', async () => {
        const live = (await (await broker.look()).groups()).get('live')
        return live?.state === 'Stable'
      })
    const ending = consume('--timeout-ms 3000')
    await joined()
    expect(await restoreWorld(broker, before)).toEqual({ topics: [], groups: ['live'] })
    await ending.ended
    await expectState(before)

    const staying = consume('--timeout-ms 6000')
    await joined()
    const refused = await restoreWorld(broker, before, 500).catch((error: unknown) => error)
    expect(refused).toBeInstanceOf(UserError)
    expect(refused).toMatchObject({
      message: 'these groups still have members: live (me at /127.0.0.1)',
      help: 'their consumers are still running: end them with Ctrl-C, then try again',
      exit: 2,
    })
    await staying.ended
  })
})
