import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { EngineName } from '../../src/engine/model.ts'
import { connect } from '../../src/kafka/facts.ts'
import { labOf, loadCourse } from '../../src/lab/load.ts'
import { type Home, newHome, onEveryEngine } from './home.ts'
import { FIRST_START, type Report } from './learner.ts'
import { eventually } from './patience.ts'

/** Those of the instance are begun in instance-begin. */
const course = (await loadCourse()).map(labOf).filter(({ on }) => on === 'cluster')

/** All that can be told of a cluster, without a trace. */
async function world(port: number) {
  const broker = await connect({ host: '127.0.0.1', port })
  try {
    const facts = await broker.look()
    const topics = [...(await facts.topics()).values()].sort((a, b) => (a.topic < b.topic ? -1 : 1))
    return {
      topics: await Promise.all(
        topics.map(async ({ topic, partitions }) => ({
          topic,
          partitions: partitions.length,
          overrides: await facts.overrides(topic),
          // Where Kafka keeps its own books is its own business.
          offsets: topic.startsWith('__') ? null : await facts.offsets(topic),
        })),
      ),
      groups: [...(await facts.groups()).values()],
    }
  } finally {
    await broker.close()
  }
}

onEveryEngine('any lab of the cluster first', (engine: EngineName) => {
  describe.each(course.map(({ number, title, steps }) => ({ number, title, steps })))(
    'lab $number, $title',
    ({ number, steps }) => {
      let home: Home
      let port: number
      let begun: Awaited<ReturnType<typeof world>>

      beforeAll(async () => {
        home = await newHome('home', engine)
        const { code, value, stderr } = await home.json('start', String(number), '--detach')
        expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
        port = (value as { port: number }).port
        begun = await world(port)
      }, FIRST_START)
      afterAll(async () => {
        await home?.stop().finally(home.remove)
      })

      test('a check finds all of it still to do, and leaves the cluster as it was', async () => {
        const { code, value, stderr } = await home.json('check')
        const report = value as Report
        expect({ code, stderr, number: report.number }).toEqual({ code: 1, stderr: '', number })
        const done = report.steps.filter(({ verdict }) => verdict === 'passed' || verdict === 'blocked')
        expect(done.map(({ id }) => id)).toEqual([])
        expect(await world(port)).toEqual(begun)
      })

      // The others are skipped through in a walk (course-walk): here the one with every manner of command.
      if (number === 5)
        test(
          'every step can be skipped to the end, and then all have passed',
          async () => {
            for (const { id } of steps) {
              const { code, value, stderr } = await home.json('skip')
              expect({ code, value, stderr }).toMatchObject({ code: 0, value: { step: id }, stderr: '' })
            }
            const { code, value } = await home.json('check')
            const { score } = value as Report
            expect({ code, score }).toEqual({ code: 0, score: { passed: steps.length, total: steps.length } })
          },
          FIRST_START,
        )

      test('a reset brings its beginning back, from a mess with a consumer in it', async () => {
        const inWorkbench = (line: string) =>
          home.run(['exec', '--', 'bash', '-c', line.replaceAll('$B', `my-kafka:${inside()}`)])
        const inside = () => (engine === 'docker' ? 9092 : port)
        const [first] = begun.topics
        if (first !== undefined)
          await inWorkbench(`kafka-topics.sh --bootstrap-server $B --delete --topic ${first.topic}`)
        await inWorkbench(
          'printf "a\\nb\\n" | kafka-console-producer.sh --bootstrap-server $B --topic a-mess',
        )
        const consumer = home.begin(
          [
            'exec',
            '--',
            'kafka-console-consumer.sh',
            '--bootstrap-server',
            `my-kafka:${inside()}`,
            '--topic',
            'a-mess',
            '--group',
            'messy',
          ],
          { input: null },
        )
        await eventually('the consumer is in its group', async () => {
          const { groups } = await world(port)
          return groups.some(({ group, state }) => group === 'messy' && state === 'Stable')
        })
        const { code, value, stderr } = await home.json('reset', String(number))
        expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
        expect(value).toMatchObject({
          step: null,
          passed: [],
          removedTopics: expect.arrayContaining(['a-mess']),
          removedGroups: expect.arrayContaining(['messy']),
        })
        expect((value as { endedTools: string[] }).endedTools).toHaveLength(1)
        expect((await consumer.ended).code).toBe(130)
        const now = await world(port)
        const ownTopics = ({ topics }: typeof now) => topics.filter(({ topic }) => !topic.startsWith('__'))
        expect({ topics: ownTopics(now), groups: now.groups }).toEqual({
          topics: ownTopics(begun),
          groups: begun.groups,
        })
      })
    },
  )
})
