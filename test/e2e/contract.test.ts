import * as v from 'valibot'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { connect } from '../../src/kafka/facts.ts'
import { loadLab } from '../../src/lab/load.ts'
import { type Home, newHome, onKafka } from './home.ts'

const verdict = v.picklist(['passed', 'failed', 'pending', 'blocked'])
/** `labs check --json`, to the letter: no field more, no field less. */
const report = v.strictObject({
  lab: v.string(),
  number: v.number(),
  engine: v.picklist(['docker', 'local', 'external']),
  clusterId: v.nullable(v.string()),
  steps: v.array(
    v.strictObject({
      id: v.string(),
      verdict,
      passedAt: v.nullable(v.pipe(v.string(), v.isoTimestamp())),
      evidence: v.unknown(),
      checks: v.array(
        v.strictObject({
          kind: v.string(),
          verdict,
          message: v.pipe(v.string(), v.nonEmpty()),
          expected: v.unknown(),
          actual: v.unknown(),
          help: v.nullable(v.string()),
        }),
      ),
    }),
  ),
  score: v.strictObject({ passed: v.number(), total: v.number() }),
})
type Report = v.InferOutput<typeof report>

const lab = await loadLab(3)
const total = lab.steps.length

onKafka('on a running cluster', () => {
  let home: Home
  let bootstrap: string
  let clusterId: string
  beforeAll(async () => {
    home = await newHome()
    const started = await home.json('start', '3', '--detach')
    expect(started).toMatchObject({
      code: 0,
      stderr: '',
      value: {
        engine: 'local',
        lab: 'topics',
        clusterId: expect.any(String),
        bootstrapServer: expect.any(String),
      },
    })
    ;({ clusterId, bootstrapServer: bootstrap } = started.value as {
      clusterId: string
      bootstrapServer: string
    })
    expect(started.value).toMatchObject({ port: Number(bootstrap.replace('my-kafka:', '')) })
  })
  afterAll(async () => {
    await home?.stop().finally(home.remove)
  })

  /** Runs a line in the workbench as a learner would, with the address of this cluster for `$B`. */
  const inWorkbench = (line: string) =>
    home.run(['exec', '--', 'bash', '-c', line], { env: { B: bootstrap } })
  const topics = async () => {
    const broker = await connect({ host: '127.0.0.1', port: Number(bootstrap.split(':')[1]) })
    const names = [...(await (await broker.look()).topics()).keys()].sort()
    await broker.close()
    return names
  }
  const groups = async () =>
    (await inWorkbench('kafka-consumer-groups.sh --bootstrap-server $B --list')).stdout
  const check = async (...args: string[]): Promise<{ code: number; report: Report }> => {
    const { code, value, stderr } = await home.json('check', ...args)
    expect(stderr).toBe('')
    return { code, report: v.parse(report, value) }
  }
  const stepOf = (from: Report, id: string) => from.steps.find((step) => step.id === id)
  const anew = async () => expect(await home.run(['reset'])).toMatchObject({ code: 0 })

  describe('start', () => {
    test('again is the same cluster, and says where it is', async () => {
      const { code, stdout } = await home.run(['start', '--detach'])
      expect(code).toBe(0)
      expect(stdout).toMatch(`broker ${bootstrap}, ZooKeeper my-kafka:`)
      expect((await home.json('start', 'topics', '--detach')).value).toMatchObject({ clusterId })
      expect(await home.services()).toEqual(['kafka', 'zookeeper'])
    })

    test('without a terminal there is no walk: one line and a way out', async () => {
      expect(await home.run(['start', '3'])).toEqual({
        code: 2,
        stdout: '',
        stderr:
          'labs: the guided walk needs a terminal\n  labs start --detach starts the cluster without it; labs check then grades\n',
      })
    })
  })

  describe('exec', () => {
    const exec = (...command: string[]) => home.run(['exec', '--', ...command])

    test('passes the three streams and the exit code', async () => {
      const program = ['bash', '-c', 'cat; echo trouble >&2; exit 3']
      expect(await home.run(['exec', '--', ...program], { input: 'one\n한글\n' })).toEqual({
        code: 3,
        stdout: 'one\n한글\n',
        stderr: 'trouble\n',
      })
      expect(await exec('true')).toEqual({ code: 0, stdout: '', stderr: '' })
    })

    test.each([
      ['TERM', 143],
      ['KILL', 137],
      ['INT', 130],
      ['PIPE', 141],
      ['SEGV', 139],
    ])('a program ended by SIG%s gives %i', async (signal, code) => {
      expect(await exec('bash', '-c', `kill -${signal} $$`)).toMatchObject({ code, stderr: '' })
    })

    test('a program that is not there gives 127', async () => {
      expect(await exec('kafka-topic.sh')).toEqual({
        code: 127,
        stdout: '',
        stderr: 'kafka-topic.sh: command not found\n',
      })
    })

    test('keeps every argument as it is', async () => {
      const args = [
        'a b',
        '"q"',
        "it's",
        '$HOME',
        '`id`',
        '',
        '*',
        '--json',
        '--',
        '-x',
        'tab\t',
        '한글',
        '\\n',
      ]
      const { stdout } = await exec('printf', '%s\\0', ...args)
      expect(stdout.split('\0').slice(0, -1)).toEqual(args)
      expect(await home.run(['exec', '3', '--', 'echo', 'with a lab'])).toMatchObject({
        stdout: 'with a lab\n',
      })
    })

    test.each([[['exec']], [['exec', '--']], [['exec', 'kafka-topics.sh', '--list']]])(
      'without a command behind a --: %j',
      async (args) => {
        const { code, stdout, stderr } = await home.run(args)
        expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
        expect(stderr).not.toBe('')
      },
    )

    test('SIGTERM goes to the program', async () => {
      const running = home.begin([
        'exec',
        '--',
        'bash',
        '-c',
        'trap "echo ended; exit 7" TERM; echo ready; while :; do read -rt 1 <> <(:); done',
      ])
      await expect.poll(running.stdout, { timeout: 20_000 }).toBe('ready\n')
      running.child.kill('SIGTERM')
      expect(await running.ended).toMatchObject({ code: 7, stdout: 'ready\nended\n' })
    })

    test('the tools are at hand as the book writes them, and nothing of the caller’s Kafka disturbs them', async () => {
      const env = {
        B: bootstrap,
        KAFKA_OPTS: '-XX:NoSuchOption',
        KAFKA_HEAP_OPTS: '-Xmx1k',
        KAFKA_JVM_PERFORMANCE_OPTS: '-XX:NoSuchOption',
        KAFKA_LOG4J_OPTS: '-XX:NoSuchOption',
        KAFKA_HOME: '/nowhere',
        CLASSPATH: '/nowhere/*',
        JMX_PORT: '1',
        EXTRA_ARGS: '-XX:NoSuchOption',
        LOG_DIR: '/nowhere',
      }
      for (const tool of ['bin/kafka-topics.sh', 'kafka-topics.sh'])
        expect(
          await home.run(['exec', '--', 'bash', '-c', `${tool} --bootstrap-server $B --list`], { env }),
        ).toEqual({
          code: 0,
          stdout: '\n',
          stderr: '',
        })
      expect(await home.run(['start', '3', '--detach', '--json'], { env })).toMatchObject({
        code: 0,
        stderr: '',
      })
    })
  })

  describe('check', () => {
    beforeAll(anew)

    test('a fresh cluster: nothing is failed, all is pending', async () => {
      const { code, report } = await check()
      expect(code).toBe(1)
      expect(report).toMatchObject({
        lab: 'topics',
        number: 3,
        engine: 'local',
        clusterId,
        steps: lab.steps.map(({ id }) => ({ id, verdict: 'pending', passedAt: null, evidence: null })),
        score: { passed: 0, total: lab.steps.length },
      })
      expect(await home.run(['check'])).toMatchObject({
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
      await home.run(['hint'])
      await home.run(['solution', '--step', 'list'])
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
                `kafka-topics.sh --bootstrap-server ${bootstrap} --alter --topic hellokafka2`,
              ),
            },
          ],
        },
      ])
      const { stdout } = await home.run(['check', '--step', '2'])
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
    })

    test('--watch looks until all is passed', async () => {
      await anew()
      const watching = home.begin(['check', '--watch', '--step', 'create-topic'])
      await expect.poll(watching.stdout, { timeout: 20_000 }).toMatch('0 of 1 passed, 1 still to do')
      await inWorkbench('kafka-topics.sh --create --bootstrap-server $B --topic hellokafka')
      expect(await watching.ended).toMatchObject({
        code: 0,
        stderr: '',
        stdout: expect.stringMatching(/\n✓ +1 {2}Create a topic\n\n1 of 1 passed\n$/),
      })
      await anew()
      const given = home.begin(['check', '--watch'])
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
      const { code, stdout, stderr } = await home.run(args)
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
      for (let i = 0; i < 4; i++) shown.push((await home.json('hint')).value)
      const hint = (i: number) => ({
        lab: 'topics',
        step: 'create-topic',
        hint: first?.hints[i]?.replaceAll('my-kafka:9092', bootstrap),
        number: i + 1,
        total: 3,
      })
      expect(shown).toEqual([hint(0), hint(1), hint(2), hint(0)])
      const { stdout } = await home.run(['hint', '--step', 'challenge'])
      expect(stdout).toMatch(`${total}/${total} ${lab.steps.at(-1)?.title} · Hint 1 of 3\n`)
    })

    test('the solution of a step, of the challenge, and of a question from the live cluster', async () => {
      const solution = async (step: string) => (await home.json('solution', '--step', step)).value
      expect(await solution('create-topic')).toEqual({
        lab: 'topics',
        step: 'create-topic',
        command: `bin/kafka-topics.sh \\\n --create \\\n --bootstrap-server ${bootstrap} \\\n --topic hellokafka`,
      })
      expect(await solution('challenge')).toMatchObject({
        command: expect.stringContaining('--topic page-views'),
      })
      expect(await solution('list')).toMatchObject({ answer: '0' })
      await inWorkbench('kafka-topics.sh --create --bootstrap-server $B --topic one')
      expect(await solution('list')).toMatchObject({ answer: '1' })
      expect(await home.run(['solution', '--step', 'list'])).toMatchObject({
        code: 0,
        stdout: 'The cluster says: 1\n',
      })
      expect(await home.run(['solution', '--step', 'describe', '--json'])).toEqual({
        code: 3,
        stdout: '',
        stderr: 'labs: topic hellokafka2, which is asked about, is not there\n  do the earlier steps first\n',
      })
      await anew()
    })

    test('skip does one step after the other, to the end of the lab', async () => {
      const { steps } = lab
      for (const [i, step] of steps.entries())
        expect(await home.json('skip')).toMatchObject({
          code: 0,
          value: { lab: 'topics', step: step.id, next: steps[i + 1]?.id ?? null },
        })
      expect((await home.json('skip')).value).toEqual({ lab: 'topics', step: null, next: null })
      expect((await home.json('hint')).value).toEqual({ lab: 'topics', step: null, hint: null })
      expect(await check()).toMatchObject({ code: 0, report: { score: { passed: total, total } } })
      expect((await home.json('list')).value).toEqual({
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
      expect((await home.json('status')).value).toMatchObject({
        progress: { score: { passed: total, total } },
      })
      expect(await topics()).toEqual(['hello.kafka', 'hellokafka', 'hellokafka2', 'page-views'])
    })

    test('reset --step brings back the state in which that step begins', async () => {
      const { value } = await home.json('reset', '--step', 'add-partitions')
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
      expect((await home.json('status')).value).toMatchObject({ progress: { step: 'add-partitions' } })
    })

    test('reset removes the topics and forgets the progress', async () => {
      const { value } = await home.json('reset')
      expect(value).toEqual({
        lab: 'topics',
        step: null,
        removedTopics: ['hello.kafka', 'hellokafka', 'hellokafka2'],
        passed: [],
      })
      expect(await topics()).toEqual([])
      expect((await check()).report.score.passed).toBe(0)
    })
  })

  describe('what runs', () => {
    test('status', async () => {
      const { value } = await home.json('status')
      const port = (address: string) => Number(address.split(':')[1])
      expect(value).toEqual({
        engine: 'local',
        home: home.dir,
        cache: home.env.LABS_CACHE,
        clusterId,
        bootstrapServer: bootstrap,
        services: [
          {
            service: 'zookeeper',
            state: 'running',
            pid: await home.pid('zookeeper'),
            port: expect.any(Number),
          },
          { service: 'kafka', state: 'running', pid: await home.pid('kafka'), port: port(bootstrap) },
        ],
        progress: { lab: 'topics', number: 3, step: null, score: { passed: 0, total } },
      })
      const { code, stdout } = await home.run(['status'])
      expect(code).toBe(0)
      expect(stdout).toMatch(
        `kafka      running (pid ${await home.pid('kafka')})  127.0.0.1:${port(bootstrap)}\n`,
      )
    })

    test('logs', async () => {
      for (const args of [['logs'], ['logs', 'kafka']])
        expect(await home.run(args)).toMatchObject({
          code: 0,
          stderr: '',
          stdout: expect.stringContaining('started (kafka.server.KafkaServer)'),
        })
      expect(await home.run(['logs', 'zookeeper'])).toMatchObject({
        code: 0,
        stdout: expect.stringContaining('binding to port'),
      })
    })

    test('logs -f goes on until Ctrl-C', async () => {
      const running = home.begin(['logs', '-f'])
      await expect.poll(running.stdout, { timeout: 20_000 }).toMatch('started (kafka.server.KafkaServer)')
      const known = running.stdout().length
      await inWorkbench('kafka-topics.sh --create --bootstrap-server $B --topic followed')
      await expect.poll(() => running.stdout().slice(known), { timeout: 20_000 }).toMatch('followed-0')
      running.child.kill('SIGINT')
      expect(await running.ended).toMatchObject({ code: 130, stderr: expect.not.stringContaining(' at ') })
      await anew()
    })

    test('doctor', async () => {
      const { code, value } = await home.json('doctor')
      expect({ code, value }).toMatchObject({ code: 0, value: { ok: true, engine: 'local' } })
      const { findings } = value as { findings: { what: string; state: string }[] }
      expect(findings.filter(({ state }) => state === 'fatal')).toEqual([])
      expect(findings.find(({ what }) => what === 'Kafka')).toMatchObject({ state: 'good' })
    })

    test('list, and labs alone where there is no terminal', async () => {
      const listed = await home.run(['list'])
      expect(listed).toMatchObject({
        code: 0,
        stdout: expect.stringMatching(/ 3 {2}Topics .* min {2}0 of \d+ passed {2}in progress\n/),
      })
      expect(await home.run([])).toEqual(listed)
    })

    test.each(['-h', '--help'])('%s', async (help) => {
      expect(await home.run([help])).toMatchObject({
        code: 0,
        stderr: '',
        stdout: expect.stringContaining('start the cluster'),
      })
      expect(await home.run(['check', help])).toMatchObject({ code: 0, stderr: '' })
    })
  })

  describe('whoever reads us may stop reading', () => {
    /** Through a pipe whose reader is gone before anything is written. */
    const unread = async (...args: string[]) => {
      const running = home.begin(args)
      running.child.stdout?.destroy()
      return running.ended
    }

    test.each([['list'], ['status'], ['logs'], ['doctor'], ['hint'], ['--help']])(
      '%s: no stack, exit 0',
      async (command) => {
        expect(await unread(command)).toMatchObject({ code: 0, stderr: '' })
      },
    )

    test.each([['check'], ['check --json']])(
      '%s: no stack, and never as if all were passed',
      async (command) => {
        const { code, stderr } = await unread(...command.split(' '))
        expect(stderr).toBe('')
        expect(code).not.toBe(0)
      },
    )

    test('exec: the program itself gets the signal', async () => {
      expect(await unread('exec', '--', 'yes')).toMatchObject({ code: 141 })
    })
  })
})
