import { describe, expect, test } from 'vitest'
import { loadLab } from '../../src/lab/load.ts'
import { onEveryEngine } from './home.ts'
import { startedLearner } from './learner.ts'

const lab = await loadLab(3)
const total = lab.steps.length

onEveryEngine('the commands on a running cluster', (engine) => {
  const learner = startedLearner(engine)
  const { inWorkbench, anew } = learner

  describe('start', () => {
    test('again is the same cluster, and says where it is', async () => {
      const { code, stdout } = await learner.home.run(['start', '--detach'])
      expect(code).toBe(0)
      expect(stdout.replaceAll(/\s+/g, ' ')).toMatch(`broker ${learner.bootstrap}, ZooKeeper my-kafka:`)
      expect(stdout.includes('on Docker')).toBe(engine === 'docker')
      expect((await learner.home.json('start', 'topics', '--detach')).value).toMatchObject({
        clusterId: learner.clusterId,
      })
      expect(await learner.home.services()).toEqual(learner.home.whole)
    })

    test('without a terminal there is no walk: one line and a way out', async () => {
      expect(await learner.home.run(['start', '3'])).toEqual({
        code: 2,
        stdout: '',
        stderr:
          'labs: the guided walk needs a terminal\n  labs start --detach starts the cluster without it; labs check then grades\n',
      })
    })
  })

  describe('exec', () => {
    const exec = (...command: string[]) => learner.home.run(['exec', '--', ...command])

    test('passes the three streams and the exit code', async () => {
      const program = ['bash', '-c', 'cat; echo trouble >&2; exit 3']
      expect(await learner.home.run(['exec', '--', ...program], { input: 'one\n한글\n' })).toEqual({
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
      expect(await learner.home.run(['exec', '3', '--', 'echo', 'with a lab'])).toMatchObject({
        stdout: 'with a lab\n',
      })
    })

    test.each([[['exec']], [['exec', '--']], [['exec', 'kafka-topics.sh', '--list']]])(
      'without a command behind a --: %j',
      async (args) => {
        const { code, stdout, stderr } = await learner.home.run(args)
        expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
        expect(stderr).not.toBe('')
      },
    )

    test('SIGTERM goes to the program', async () => {
      const running = learner.home.begin([
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
          await learner.home.run(
            ['exec', '--', ...tool.split(' '), '--bootstrap-server', learner.bootstrap, '--list'],
            {
              env,
            },
          ),
        ).toEqual({
          code: 0,
          stdout: '\n',
          stderr: '',
        })
      expect(await learner.home.run(['start', '3', '--detach', '--json'], { env })).toMatchObject({
        code: 0,
        stderr: '',
      })
    })
  })

  describe('what runs', () => {
    test('status', async () => {
      const { value } = await learner.home.json('status')
      expect(value).toEqual({
        engine,
        home: learner.home.dir,
        cache: learner.home.env.LABS_CACHE,
        clusterId: learner.clusterId,
        bootstrapServer: learner.bootstrap,
        services: await Promise.all(
          (engine === 'local'
            ? (['zookeeper', 'kafka'] as const)
            : (['zookeeper', 'kafka', 'workbench'] as const)
          ).map(async (service) => ({
            service,
            state: 'running',
            outOfMemory: false,
            pid: engine === 'local' ? await learner.home.pid(service) : null,
            container: engine === 'local' ? null : await learner.container(service),
            address:
              service === 'kafka'
                ? `127.0.0.1:${learner.port}`
                : engine === 'local'
                  ? expect.stringMatching(/^127\.0\.0\.1:\d+$/)
                  : null,
          })),
        ),
        instance: null,
        progress: { lab: 'topics', number: 3, step: null, score: { passed: 0, total } },
      })
      const { code, stdout } = await learner.home.run(['status'])
      expect(code).toBe(0)
      const where =
        engine === 'local' ? `pid ${await learner.home.pid('kafka')}` : await learner.container('kafka')
      expect(stdout).toMatch(`kafka      running (${where})  127.0.0.1:${learner.port}\n`)
    })

    test('logs', async () => {
      for (const args of [['logs'], ['logs', 'kafka']])
        expect(await learner.home.run(args)).toMatchObject({
          code: 0,
          stderr: '',
          stdout: expect.stringContaining('started (kafka.server.KafkaServer)'),
        })
      expect(await learner.home.run(['logs', 'zookeeper'])).toMatchObject({
        code: 0,
        stdout: expect.stringContaining('binding to port'),
      })
    })

    test('logs -f goes on until Ctrl-C', async () => {
      const running = learner.home.begin(['logs', '-f'])
      await expect.poll(running.stdout, { timeout: 20_000 }).toMatch('started (kafka.server.KafkaServer)')
      const known = running.stdout().length
      await inWorkbench('kafka-topics.sh --create --bootstrap-server $B --topic followed')
      await expect.poll(() => running.stdout().slice(known), { timeout: 20_000 }).toMatch('followed-0')
      running.child.kill('SIGINT')
      expect(await running.ended).toMatchObject({ code: 130, stderr: expect.not.stringContaining(' at ') })
      await anew()
    })

    test('doctor', async () => {
      const { code, value } = await learner.home.json('doctor')
      expect({ code, value }).toMatchObject({ code: 0, value: { ok: true, engine } })
      const { findings } = value as { findings: { what: string; state: string }[] }
      expect(findings.filter(({ state }) => state === 'fatal')).toEqual([])
      expect(findings.find(({ what }) => what === 'Kafka')).toMatchObject({ state: 'good' })
    })

    test('list, and labs alone where there is no terminal', async () => {
      const listed = await learner.home.run(['list'])
      expect(listed).toMatchObject({
        code: 0,
        stdout: expect.stringMatching(/ 3 {2}Topics .* min {2}0 of \d+ passed {2}in progress\n/),
      })
      expect(await learner.home.run([])).toEqual(listed)
    })

    test.each(['-h', '--help'])('%s', async (help) => {
      expect(await learner.home.run([help])).toMatchObject({
        code: 0,
        stderr: '',
        stdout: expect.stringContaining('start the cluster'),
      })
      expect(await learner.home.run(['check', help])).toMatchObject({ code: 0, stderr: '' })
    })
  })

  describe('whoever reads us may stop reading', () => {
    /** Through a pipe whose reader is gone before anything is written. */
    const unread = async (...args: string[]) => {
      const running = learner.home.begin(args)
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
