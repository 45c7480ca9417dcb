import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type BrokerConnection, connect } from '../../src/kafka/facts.ts'
import type { Facts, GroupFacts } from '../../src/kafka/model.ts'
import { UnreadableRecords } from '../../src/kafka/unreadable.ts'
import { onKafka } from './home.ts'
import { startedLearner } from './learner.ts'
import { eventually } from './patience.ts'

/** All that can be asked, in a form that can be compared. */
async function everything(facts: Facts) {
  const topics = [...(await facts.topics()).values()].sort((a, b) => (a.topic < b.topic ? -1 : 1))
  return {
    topics: await Promise.all(
      topics.map(async (topic) => ({
        ...topic,
        overrides: await facts.overrides(topic.topic),
        retention: await facts.config(topic.topic, 'retention.ms'),
        offsets: await facts.offsets(topic.topic),
        records: await facts.records(topic.topic),
      })),
    ),
    groups: [...(await facts.groups()).values()],
  }
}

onKafka('what a broker is asked', () => {
  const learner = startedLearner()
  let broker: BrokerConnection
  beforeAll(async () => {
    broker = await connect({ host: '127.0.0.1', port: learner.port })
  })
  afterAll(() => broker?.close())

  const tool = async (line: string) => {
    const ended = await learner.inWorkbench(line)
    expect(ended, line).toMatchObject({ code: 0 })
    return ended.stdout
  }
  const create = (topic: string, partitions = 1) =>
    tool(
      `kafka-topics.sh --create --bootstrap-server $B --topic ${topic} --partitions ${partitions} --config retention.ms=86400000`,
    )
  const produce = (topic: string, lines: readonly string[], options = '') =>
    tool(
      `printf '%s\\n' ${lines.map((line) => `'${line}'`).join(' ')} | ` +
        `kafka-console-producer.sh --bootstrap-server $B --topic ${topic} ${options}`,
    )
  const keyed = '--property parse.key=true --property key.separator=:'
  const look = () => broker.look()

  // The first of all: what it makes sure of is over once a consumer has run.
  test('leaves no trace, and makes no internal topic', async () => {
    await create('plain', 3)
    await produce('plain', ['one', 'two'])
    const seenByTools = async () => [
      await tool('kafka-topics.sh --bootstrap-server $B --list'),
      await tool('kafka-topics.sh --bootstrap-server $B --describe'),
      await learner.groups(),
    ]
    const before = [await seenByTools(), await everything(await look())]
    const after = [await everything(await look()), await seenByTools()]
    expect(after).toEqual(before.reverse())
    expect([...(await (await look()).topics()).keys()]).toEqual(['plain'])
    expect(before).toMatchObject([{ groups: [], topics: [{ records: { whole: true } }] }, {}])
  })

  describe('offsets and records', () => {
    test('an empty topic, and none', async () => {
      await create('empty', 2)
      const facts = await look()
      expect(await facts.offsets('empty')).toEqual([
        { partition: 0, lowWatermark: 0n, endOffset: 0n },
        { partition: 1, lowWatermark: 0n, endOffset: 0n },
      ])
      expect(await facts.records('empty')).toEqual({ records: [], whole: true })
      expect(await facts.offsets('nowhere')).toEqual([])
      expect(await facts.records('nowhere')).toEqual({ records: [], whole: true })
    })

    test('values in the order in which they came, without keys', async () => {
      await create('values')
      await produce('values', ['첫째 줄', 'second, ünd 😀', '  '])
      await produce('values', ['fourth'])
      const facts = await look()
      expect(await facts.records('values')).toEqual({
        records: ['첫째 줄', 'second, ünd 😀', '  ', 'fourth'].map((value, offset) => ({
          partition: 0,
          offset: BigInt(offset),
          timestamp: expect.any(Number),
          key: null,
          value,
        })),
        whole: true,
      })
      expect(await facts.offsets('values')).toEqual([{ partition: 0, lowWatermark: 0n, endOffset: 4n }])
    })

    test('keys: one is on one partition, and an empty value is not none', async () => {
      await create('keys', 3)
      await produce('keys', ['열쇠:1', 'b:2', 'c:3', '열쇠:4', 'b:5', 'c:'], keyed)
      const { records } = await (await look()).records('keys')
      expect(records.map(({ key, value }) => `${key}=${value}`).sort()).toEqual(
        ['b=2', 'b=5', 'c=', 'c=3', '열쇠=1', '열쇠=4'].sort(),
      )
      const placed = records.map(({ key, partition }) => `${key}@${partition}`)
      expect(new Set(placed).size).toBe(3)
      expect(records).toEqual(
        records.toSorted((a, b) => a.partition - b.partition || Number(a.offset - b.offset)),
      )
    })

    test('deleted records are gone, in the middle of a batch too', async () => {
      await create('deleted', 2)
      await produce('deleted', ['x:0', 'x:1', 'x:2', 'x:3', 'x:4'], keyed)
      const partition = (await (await look()).records('deleted')).records[0]?.partition ?? -1
      const deleteTo = (offset: number) =>
        tool(
          `echo '{"version":1,"partitions":[{"topic":"deleted","partition":${partition},"offset":${offset}}]}' > to.json; ` +
            'kafka-delete-records.sh --bootstrap-server $B --offset-json-file to.json',
        )
      await deleteTo(3)
      const facts = await look()
      expect((await facts.offsets('deleted'))[partition]).toEqual({
        partition,
        lowWatermark: 3n,
        endOffset: 5n,
      })
      expect((await facts.records('deleted')).records.map(({ offset, value }) => [offset, value])).toEqual([
        [3n, '3'],
        [4n, '4'],
      ])
      await deleteTo(-1)
      const none = await look()
      expect((await none.offsets('deleted'))[partition]).toMatchObject({ lowWatermark: 5n, endOffset: 5n })
      expect(await none.records('deleted')).toEqual({ records: [], whole: true })
    })

    test('gzip is read; another codec is named', async () => {
      await create('zipped')
      await produce('zipped', ['one', 'two'], '--compression-codec gzip')
      expect((await (await look()).records('zipped')).records.map(({ value }) => value)).toEqual([
        'one',
        'two',
      ])
      await produce('zipped', ['three'], '--compression-codec lz4')
      await expect((await look()).records('zipped')).rejects.toThrow(UnreadableRecords)
      await broker.deleteTopics(['zipped'])
    })

    test('of many records, as many as are looked at, and soon', async () => {
      await create('many', 2)
      await tool(
        'kafka-verifiable-producer.sh --bootstrap-server $B --topic many --max-messages 30000 > /dev/null',
      )
      const facts = await look()
      const { records, whole } = await facts.records('many')
      expect(whole).toBe(false)
      const ends = (await facts.offsets('many')).map(({ endOffset }) => endOffset)
      expect(ends.reduce((sum, end) => sum + end)).toBe(30000n)
      for (const partition of [0, 1])
        expect(records.filter((each) => each.partition === partition).map(({ offset }) => offset)).toEqual(
          Array.from({ length: 5000 }, (_, offset) => BigInt(offset)),
        )
    })

    test('one look sees one state, and another a later one', async () => {
      await create('looked')
      const first = await look()
      expect((await first.records('looked')).records).toEqual([])
      await produce('looked', ['late'])
      expect((await first.records('looked')).records).toEqual([])
      expect((await first.offsets('looked'))[0]?.endOffset).toBe(0n)
      expect((await (await look()).records('looked')).records).toMatchObject([{ value: 'late' }])
    })
  })

  describe('groups', () => {
    const group = async (name: string): Promise<GroupFacts | undefined> =>
      (await (await look()).groups()).get(name)
    const consume = (options: string) => [
      'exec',
      '--',
      ...`kafka-console-consumer.sh --bootstrap-server ${learner.bootstrap} ${options}`.split(' '),
    ]

    test('one that has read and ended, and one of a consumer that named none', async () => {
      await create('read', 2)
      await produce('read', ['a:1', 'b:2', 'c:3', 'd:4'], keyed)
      await learner.home.run(consume('--topic read --group readers --from-beginning --max-messages 4'))
      await learner.home.run(consume('--topic read --from-beginning --max-messages 4'))
      const groups = await (await look()).groups()
      const readers = groups.get('readers')
      expect(readers).toMatchObject({ group: 'readers', state: 'Empty', members: [] })
      const ends = (await (await look()).offsets('read')).map(({ partition, endOffset }) => ({
        topic: 'read',
        partition,
        offset: endOffset,
      }))
      expect(readers?.committed).toEqual(ends)
      const nameless = [...groups.keys()].filter((name) => name !== 'readers')
      expect(nameless).toEqual([expect.stringMatching(/^console-consumer-\d+$/)])
      expect(groups.get(nameless[0] ?? '')).toMatchObject({ state: 'Empty', members: [], committed: [] })
      const listed = (await learner.groups()).trim().split('\n')
      expect(listed.sort()).toEqual([...groups.keys()].sort())
    })

    test('one with a member: who it is, and what it has', async () => {
      // One more than there are: it reads on, though not for ever.
      const options =
        '--group live --consumer-property client.id=me --consumer-property enable.auto.commit=false'
      const running = learner.home.begin(
        consume(`--topic read --from-beginning --max-messages 5 --timeout-ms 30000 ${options}`),
      )
      await eventually('the group is stable', async () => (await group('live'))?.state === 'Stable')
      expect(await group('live')).toEqual({
        group: 'live',
        state: 'Stable',
        members: [
          {
            memberId: expect.stringMatching(/^me-/),
            clientId: 'me',
            host: '/127.0.0.1',
            assignment: [
              { topic: 'read', partition: 0 },
              { topic: 'read', partition: 1 },
            ],
          },
        ],
        committed: [],
      })
      const before = await everything(await look())
      expect(await everything(await look())).toEqual(before)
      await produce('read', ['the last'])
      expect(await running.ended).toMatchObject({ code: 0 })
      expect(await group('live')).toMatchObject({ state: 'Empty', members: [] })
    })
  })
})
