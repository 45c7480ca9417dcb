import { beforeAll, describe, expect, test } from 'vitest'
import { loadLab } from '../../src/lab/load.ts'
import { onEveryEngine } from './home.ts'
import { type Report, startedLearner } from './learner.ts'

const lab = await loadLab(3)
const total = lab.steps.length

const stepOf = (from: Report, id: string) => from.steps.find((step) => step.id === id)

onEveryEngine('grading, and help with a step', (engine) => {
  const learner = startedLearner(engine)
  const { inWorkbench, topics, groups, check, anew } = learner

  describe('check', () => {
    beforeAll(anew)

    test('a fresh cluster: nothing is failed, all is pending', async () => {
      const { code, report } = await check()
      expect(code).toBe(1)
      expect(report).toMatchObject({
        lab: 'topics',
        number: 3,
        engine,
        clusterId: learner.clusterId,
        steps: lab.steps.map(({ id }) => ({ id, verdict: 'pending', passedAt: null, evidence: null })),
        score: { passed: 0, total: lab.steps.length },
      })
      expect(await learner.home.run(['check'])).toMatchObject({
        code: 1,
        stderr: '',
        stdout: expect.stringMatching(
          /^· {1,2}1 {2}Create a topic\n {6}topic hellokafka is not there yet\n[\s\S]*\n\n0 of (\d+) passed, \1 still to do\n$/,
        ),
      })
    })

    test('makes no topic and no group', async () => {
      await inWorkbench('kafka-topics.sh --create --bootstrap-server $B --topic hellokafka')
      const before = [await topics(), await groups()]
      await check()
      await check('--step', 'describe', '--answer', '0')
      await learner.home.run(['hint'])
      await learner.home.run(['solution', '--step', 'list'])
      expect([await topics(), await groups()]).toEqual(before)
      expect(before).toEqual([['hellokafka'], ''])
    })

    test('wrong work is failed, with what was wanted beside what is there', async () => {
      await anew()
      await inWorkbench(
        'kafka-topics.sh --create --bootstrap-server $B --topic hellokafka2 --config retention.ms=172800000',
      )
      const { code, report } = await check('--step', 'create-with-options')
      expect(code).toBe(1)
      expect(report.score).toEqual({ passed: 0, total: 1 })
      expect(report.steps).toEqual([
        {
          id: 'create-with-options',
          verdict: 'failed',
          passedAt: null,
          evidence: null,
          checks: [
            {
              kind: 'topic',
              verdict: 'failed',
              message: 'hellokafka2 has 1 partition, want 3',
              expected: {
                topic: 'hellokafka2',
                partitions: 3,
                replicationFactor: 1,
                config: { 'retention.ms': '172800000' },
              },
              actual: {
                topic: 'hellokafka2',
                partitions: 1,
                replicationFactor: 1,
                config: { 'retention.ms': '172800000' },
              },
              help: expect.stringContaining(
                `kafka-topics.sh --bootstrap-server ${learner.bootstrap} --alter --topic hellokafka2`,
              ),
            },
          ],
        },
      ])
      const { stdout } = await learner.home.run(['check', '--step', '2'])
      expect(stdout).toMatch(
        /✗ {1,2}2 {2}Create a topic with options\n {6}hellokafka2 has 1 partition, want 3\n/,
      )
      expect(stdout).toMatch(/ {8}partitions +3 +1\n/)
      expect(await check()).toMatchObject({ code: 1, report: { score: { passed: 0, total } } })
    })

    test('the help it gives, typed, makes it right; and a pass stays a pass', async () => {
      const before = await check('--step', 'create-with-options')
      const command = /kafka-topics.sh .*/.exec(before.report.steps[0]?.checks[0]?.help ?? '')?.[0] ?? ''
      expect(await inWorkbench(command)).toMatchObject({ code: 0 })
      const { code, report } = await check('--step', 'create-with-options')
      const passed = report.steps[0]
      expect({ code, passed }).toMatchObject({
        code: 0,
        passed: {
          verdict: 'passed',
          evidence: [{ topic: 'hellokafka2', partitions: 3 }],
          checks: [{ verdict: 'passed', help: null }],
        },
      })
      await inWorkbench('kafka-topics.sh --delete --bootstrap-server $B --topic hellokafka2')
      await expect.poll(topics).toEqual([])
      const after = await check('--step', 'create-with-options')
      expect(after).toMatchObject({
        code: 0,
        report: {
          steps: [
            { ...passed, checks: [{ verdict: 'pending', message: 'topic hellokafka2 is not there yet' }] },
          ],
        },
      })
    })

    test('a question: no answer, a wrong one, the right one, which is kept', async () => {
      await anew()
      await inWorkbench('kafka-topics.sh --create --bootstrap-server $B --topic one')
      const ask = (...answer: string[]) => check('--step', 'list', ...answer)
      expect(await ask()).toMatchObject({ code: 1, report: { steps: [{ verdict: 'pending' }] } })
      expect(await ask('--answer', '7')).toMatchObject({
        code: 1,
        report: {
          steps: [
            { verdict: 'failed', checks: [{ message: '7 is not what the cluster says', actual: '7' }] },
          ],
        },
      })
      expect(JSON.stringify(await ask('--answer', '7')), 'the answer is not given away').not.toMatch(
        /is 1\b|:"1"/,
      )
      expect(await ask('--answer', '1 topic')).toMatchObject({
        code: 0,
        report: { steps: [{ verdict: 'passed' }] },
      })
      expect(await ask()).toMatchObject({
        code: 0,
        report: { steps: [{ verdict: 'passed', evidence: ['1 topic'] }] },
      })
      // Another answer is judged as what it is, and takes nothing away.
      expect(await ask('--answer', '7')).toMatchObject({
        code: 1,
        report: { steps: [{ verdict: 'failed' }] },
      })
      expect(await ask()).toMatchObject({ code: 0, report: { steps: [{ verdict: 'passed' }] } })
    })

    test('--watch looks until all is passed', async () => {
      await anew()
      const watching = learner.home.begin(['check', '--watch', '--step', 'create-topic'])
      await expect.poll(watching.stdout, { timeout: 20_000 }).toMatch('0 of 1 passed, 1 still to do')
      await inWorkbench('kafka-topics.sh --create --bootstrap-server $B --topic hellokafka')
      expect(await watching.ended).toMatchObject({
        code: 0,
        stderr: '',
        stdout: expect.stringMatching(/\n✓ +1 {2}Create a topic\n\n1 of 1 passed\n$/),
      })
      await anew()
      const given = learner.home.begin(['check', '--watch'])
      await expect.poll(given.stdout, { timeout: 20_000 }).toMatch('still to do')
      given.child.kill('SIGINT')
      expect((await given.ended).code).toBe(130)
    })

    test('a question about a topic that is not there can’t be told', async () => {
      const { code, report } = await check('--step', 'describe', '--answer', '0')
      expect({ code, steps: report.steps }).toMatchObject({
        code: 3,
        steps: [
          {
            verdict: 'blocked',
            checks: [{ message: 'topic hellokafka2, which is asked about, is not there' }],
          },
        ],
      })
    })

    test.each([
      [['check', '--answer', '1'], /^labs: --answer goes with --step of a question\n {2}for example/],
      [
        ['check', '--step', 'create-topic', '--answer', '1'],
        /^labs: --answer goes with --step of a question\n/,
      ],
      [['check', '--step', 'lsit'], /^labs: lab 3 has no step lsit\n {2}did you mean list\?\n$/],
      [['check', '--step', '99'], /^labs: lab 3 has no step 99\n {2}its steps are create-topic, /],
      [['check', 'topcis'], /topcis[\s\S]*did you mean topics\?\n$/],
      [['check', '9'], /9[\s\S]*3 topics/],
      [['chek'], /^labs: there is no command chek\n {2}did you mean labs check\?\n$/],
      [['check', '--jsno'], /^error: unknown option '--jsno'\n\(Did you mean --json\?\)\n$/],
      [['check', '3', '4'], /^error: too many arguments/],
      [['logs', 'kafak'], /^labs: there is no service kafak\n {2}the services are kafka and zookeeper\n$/],
      [['hint', '--step', 'lsit'], /did you mean list\?\n$/],
      [['start', '3', '--detach', '--engine', 'dokcer'], /dokcer/],
    ])('%j is a usage error with a way out', async (args, says) => {
      const { code, stdout, stderr } = await learner.home.run(args)
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
      expect(stderr).toMatch(says)
      expect(stderr).not.toMatch(/ {4}at /)
    })
  })

  describe('help with a step', () => {
    beforeAll(anew)

    test('hints come one at a time, and begin again after the last', async () => {
      const [first] = lab.steps
      const shown = []
      for (let i = 0; i < 4; i++) shown.push((await learner.home.json('hint')).value)
      const hint = (i: number) => ({
        lab: 'topics',
        step: 'create-topic',
        hint: first?.hints[i]?.replaceAll('my-kafka:9092', learner.bootstrap),
        number: i + 1,
        total: 3,
      })
      expect(shown).toEqual([hint(0), hint(1), hint(2), hint(0)])
      const { stdout } = await learner.home.run(['hint', '--step', 'challenge'])
      expect(stdout).toMatch(`${total}/${total} ${lab.steps.at(-1)?.title} · Hint 1 of 3\n`)
    })

    test('the solution of a step, of the challenge, and of a question from the live cluster', async () => {
      const solution = async (step: string) => (await learner.home.json('solution', '--step', step)).value
      expect(await solution('create-topic')).toEqual({
        lab: 'topics',
        step: 'create-topic',
        command: `bin/kafka-topics.sh \\\n --create \\\n --bootstrap-server ${learner.bootstrap} \\\n --topic hellokafka`,
      })
      expect(await solution('challenge')).toMatchObject({
        command: expect.stringContaining('--topic page-views'),
      })
      expect(await solution('list')).toMatchObject({ answer: '0' })
      await inWorkbench('kafka-topics.sh --create --bootstrap-server $B --topic one')
      expect(await solution('list')).toMatchObject({ answer: '1' })
      expect(await learner.home.run(['solution', '--step', 'list'])).toMatchObject({
        code: 0,
        stdout: 'The cluster says: 1\n',
      })
      expect(await learner.home.run(['solution', '--step', 'describe', '--json'])).toEqual({
        code: 3,
        stdout: '',
        stderr: 'labs: topic hellokafka2, which is asked about, is not there\n  do the earlier steps first\n',
      })
      await anew()
    })

    test('skip does one step after the other, to the end of the lab', async () => {
      const { steps } = lab
      for (const [i, step] of steps.entries())
        expect(await learner.home.json('skip')).toMatchObject({
          code: 0,
          value: { lab: 'topics', step: step.id, next: steps[i + 1]?.id ?? null },
        })
      expect((await learner.home.json('skip')).value).toEqual({ lab: 'topics', step: null, next: null })
      expect((await learner.home.json('hint')).value).toEqual({ lab: 'topics', step: null, hint: null })
      expect(await check()).toMatchObject({ code: 0, report: { score: { passed: total, total } } })
      expect((await learner.home.json('list')).value).toEqual({
        current: 'topics',
        labs: expect.arrayContaining([
          {
            lab: 'topics',
            number: 3,
            title: lab.title,
            minutes: lab.minutes,
            score: { passed: total, total },
          },
        ]),
      })
      expect((await learner.home.json('status')).value).toMatchObject({
        progress: { score: { passed: total, total } },
      })
      expect(await topics()).toEqual(['hello.kafka', 'hellokafka', 'hellokafka2', 'page-views'])
    })

    test('reset --step brings back the state in which that step begins', async () => {
      const { value } = await learner.home.json('reset', '--step', 'add-partitions')
      expect(value).toMatchObject({
        lab: 'topics',
        step: 'add-partitions',
        removedTopics: expect.arrayContaining(['page-views']),
      })
      expect(await topics()).toEqual(['hello.kafka', 'hellokafka', 'hellokafka2'])
      const { report } = await check()
      expect(report.score.passed).toBe(7)
      expect(stepOf(report, 'add-partitions')).toMatchObject({
        verdict: 'failed',
        checks: [{ message: 'hello.kafka has 1 partition, want 4' }],
      })
      expect((await learner.home.json('status')).value).toMatchObject({
        progress: { step: 'add-partitions' },
      })
    })

    test('reset removes the topics and forgets the progress', async () => {
      const { value } = await learner.home.json('reset')
      expect(value).toEqual({
        lab: 'topics',
        step: null,
        endedTools: [],
        removedTopics: ['hello.kafka', 'hellokafka', 'hellokafka2'],
        removedGroups: [],
        removedFiles: [],
        passed: [],
      })
      expect(await topics()).toEqual([])
      expect((await check()).report.score.passed).toBe(0)
    })
  })
})
