import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { labOf, loadCourse, resolveLab } from '../../src/lab/load.ts'
import { NOT_HERE } from './course.ts'
import { type Home, newHome, onEveryEngine, onKafka } from './home.ts'
import { check, machineOf, skip, startInstance, statusOf } from './instance.ts'
import { FIRST_START } from './learner.ts'
import { onDocker } from './stack.ts'
import { CTRL_C, ESC, type Walker, walk } from './walker.ts'

const course = await loadCourse()
const setup = labOf(resolveLab(course, '1'))
const heap = labOf(resolveLab(course, '2'))

/** How the title of a step stands on the screen; of the one after it, with `after`. */
const heading = ({ steps }: typeof setup, id: string, after = 0) =>
  `── ${steps.findIndex((step) => step.id === id) + after + 1}/${steps.length} `
const next = (id: string) => heading(setup, id, 1)

let home: Home
const walkers: Walker[] = []
const begin = async (options: Parameters<typeof walk>[1]) => {
  const walker = await walk(home, options)
  walkers.push(walker)
  return walker
}
const closeAll = async () => {
  for (const walker of walkers.splice(0)) await walker.close()
}

/** Answers the question that comes by itself. */
async function answer(walker: Walker, text: string, sees: string) {
  await walker.sees('Answer')
  expect(await walker.enter(`${text}\r`, sees)).toContain('✓')
}

onDocker('lab 1, typed from the key file to the last challenge', () => {
  beforeAll(async () => {
    home = await newHome('home', 'docker')
    await startInstance(home)
  }, FIRST_START)
  afterEach(closeAll)
  afterAll(async () => {
    await home?.stop().finally(home.remove)
  })
  const ON_INSTANCE = /^ec2-user@\S+ \$$/
  const ticks = async (walker: Walker, keys: string, id: string) =>
    expect(await walker.enter(keys, next(id))).toMatch(/\n✓ /)
  const rule = (port: number, who = '"$(hostname -i)/32"') =>
    `aws ec2 authorize-security-group-ingress --group-name test-kafka-server-sg --protocol tcp --port ${port} --cidr ${who}`
  const LOGIN = 'ssh -i test-kafka-server-key.pem ec2-user@test-kafka-server'

  test(
    'through ssh, vi, tail -f and exit',
    async () => {
      const walker = await begin({ args: ['start', '1'], columns: 160, rows: 40 })
      expect(walker.line()).toBe('$')
      // Enter puts the command, and Enter again runs it.
      walker.type('\r')
      await walker.until('the command', () => walker.line() === '$ ls -l test-kafka-server-key.pem')
      await walker.enter('\r', /-rw-r--r-- /)
      await ticks(walker, 'chmod 400 test-kafka-server-key.pem\r', 'key-file')
      expect(await walker.enter(`${rule(9092)}\r`, 'port 2181 is closed')).not.toMatch(/\n✓ port 2181/)
      await ticks(walker, `${rule(2181)}\r`, 'security-group')
      await ticks(walker, `${LOGIN}\r`, 'log-in')
      expect(walker.line(), 'it goes on inside').toMatch(ON_INSTANCE)

      walker.type('java -version\r')
      await answer(walker, '17', next('java'))
      walker.type('\r')
      await walker.until('the command', () => walker.line().endsWith('tar xvf kafka_2.12-2.5.0.tgz'))
      await ticks(walker, '\r', 'unpack')
      expect(walker.line()).toMatch(ON_INSTANCE)

      await walker.enter('cd ~/kafka_2.12-2.5.0\r', '$')
      await edit(walker)
      await walker.enter(`:wq\r`, next('configure'))
      expect(await walker.enter('grep -n ^advertised config/server.properties\r', ':')).toContain(
        'advertised.listeners=PLAINTEXT://my-kafka:9092',
      )
      for (const [id, script] of [
        ['zookeeper', 'zookeeper-server'],
        ['broker', 'kafka-server'],
      ] as const) {
        walker.type('\r')
        await walker.until('the command', () => walker.line().endsWith('jps -vm'))
        expect(walker.fresh()).toContain(`bin/${script}-start.sh -daemon`)
        walker.type('\r')
        await walker.sees(next(id))
      }
      expect((await statusOf(home))?.processes.map(({ server }) => server).sort()).toEqual([
        'broker',
        'zookeeper',
      ])

      walker.type('tail -n 50 -f ~/kafka_2.12-2.5.0/logs/server.log\r')
      await walker.sees('started (kafka.server.KafkaServer)')
      walker.type(CTRL_C)
      await answer(walker, '0', next('log'))

      // What is to be done at one's own computer leads there first.
      walker.type('\r')
      await walker.sees('This step is done on your own computer. First:')
      await walker.until('exit is put', () => /^ec2-user@\S+ \$ exit$/.test(walker.line()))
      await walker.enter('\r', 'closed.')
      expect(walker.line()).toBe('$')
      await ticks(
        walker,
        `echo "$(getent hosts test-kafka-server | cut -d' ' -f1) my-kafka" | sudo tee -a /etc/hosts\r`,
        'hosts',
      )
      walker.type('kafka-broker-api-versions.sh --bootstrap-server my-kafka:9092\r')
      await answer(walker, '9', next('first-answer'))
      const colleague = `"$(getent hosts colleague | cut -d' ' -f1)/32"`
      await ticks(walker, `${rule(9092, colleague)}\r`, 'challenge-colleague')

      await walker.enter(`${LOGIN}\r`, '$')
      await walker.until('on the instance', () => ON_INSTANCE.test(walker.line()))
      for (const line of [
        'cd kafka_2.12-2.5.0',
        'bin/kafka-server-stop.sh; while jps | grep -q Kafka; do :; done',
        "sed -i 's/^broker.id=0/broker.id=7/' config/server.properties; rm -r /tmp/kafka-logs",
      ])
        await walker.enter(`${line}\r`, '$')
      walker.type('bin/kafka-server-start.sh -daemon config/server.properties\r')
      await walker.sees('Lab 1 is done: all 13 steps.')
      // Behind ssh it ends the walk all the same.
      walker.type('quit\r')
      expect(await walker.ended).toBe(0)
      expect(walker.fresh()).toContain('Lab 1: 13 of 13 done. The instance keeps running')
      expect(await check(home, 1)).toMatchObject({ code: 0, report: { score: { passed: 13, total: 13 } } })
      expect((await (await machineOf(home)).java()).length).toBe(2)
    },
    FIRST_START,
  )

  /** In vi, key by key, to the line that is behind its #; what is on the screen says when the next may come. */
  const edit = async (walker: Walker) => {
    const row = (text: string | RegExp) => () =>
      walker.screen().some((each) => (typeof text === 'string' ? each === text : text.test(each)))
    walker.type('vi config/server.properties\r')
    await walker.until('vi', row(/^# A single broker\./))
    for (const key of '/^#advertised.listeners\r') walker.type(key)
    await walker.until('the line', row('#advertised.listeners=PLAINTEXT://your.host.name:9092'))
    walker.type('x')
    await walker.until('the # is gone', row('advertised.listeners=PLAINTEXT://your.host.name:9092'))
    for (const key of '$F/lD') walker.type(key)
    await walker.until('the rest is gone', row('advertised.listeners=PLAINTEXT://'))
    for (const key of 'Amy-kafka:9092') walker.type(key)
    await walker.until('the line is right', row('advertised.listeners=PLAINTEXT://my-kafka:9092'))
    walker.type(ESC)
  }
})

onKafka('lab 1 where there is no second machine', () => {
  beforeAll(async () => {
    home = await newHome()
  })
  afterEach(closeAll)
  afterAll(async () => {
    await home?.stop().finally(home.remove)
  })

  test('the steps that need one say so, Enter passes them over, and the end counts the others', async () => {
    const walker = await begin({ args: ['start', '1'] })
    const left = setup.steps.filter(({ id }) => !NOT_HERE.includes(id))
    for (const { id } of setup.steps) {
      const sees = id === setup.steps.at(-1)?.id ? 'Lab 1 is done' : next(id)
      if (!NOT_HERE.includes(id)) {
        await walker.enter('skip\r', sees)
        continue
      }
      const shown = walker.lines().join('\n')
      const from = shown.slice(shown.lastIndexOf(heading(setup, id))).replaceAll(/\s+/g, ' ')
      expect(from).toContain('there is no second machine here: the instance is a directory')
      expect(from).toContain('labs start 1 --engine docker')
      expect(from).toMatch(/Enter: go on to the next step \$$/)
      expect(from.match(/Enter: /g)).toHaveLength(1)
      expect(await walker.enter('\r', sees)).not.toMatch(/\n✓ /)
    }
    expect(walker.fresh().replaceAll(/\s+/g, ' ')).toContain(
      `Lab 1 is done: all ${left.length} steps that can be done here (${NOT_HERE.length} more need a second machine).`,
    )
    walker.type('quit\r')
    expect(await walker.ended).toBe(0)
    expect(walker.fresh().replaceAll(/\s+/g, ' ')).toContain(`Lab 1: ${left.length} of ${left.length} done.`)
    const { code, report } = await check(home, 1)
    expect({ code, score: report.score }).toEqual({
      code: 0,
      score: { passed: left.length, total: left.length },
    })
  }, 300_000)
})

onEveryEngine('lab 2, in two sessions', (engine) => {
  beforeAll(async () => {
    home = await newHome('home', engine)
    await startInstance(home, 2)
  }, FIRST_START)
  afterEach(closeAll)
  afterAll(async () => {
    await home?.stop().finally(home.remove)
  })
  const after = (id: string) => heading(heap, id, 1)

  test('an export ticks, and a second session ticks the step after it', async () => {
    await skip(home, 2, ['default'])
    const walker = await begin({ args: ['start', '2'] })
    expect(walker.lines().join('\n')).toContain(heading(heap, 'export'))
    await walker.enter('KAFKA_HEAP_OPTS="-Xmx400m -Xms400m"\r', 'does not hand it on')
    expect(await walker.enter('export KAFKA_HEAP_OPTS\r', after('export'))).toMatch(/\n✓ /)
    await walker.enter('echo still [$KAFKA_HEAP_OPTS]\r', 'still [-Xmx400m -Xms400m]')
    expect(walker.lines().join('\n')).not.toContain(after('lost'))

    const second = await begin({ args: ['shell', '2'], ready: /[$#]$/ })
    // By itself: nothing is typed in the walk.
    await walker.until('the tick', () => walker.lines().join('\n').includes(after('lost')))
    second.type('echo "KAFKA_HEAP_OPTS is [$KAFKA_HEAP_OPTS]"\r')
    await second.sees(/\nKAFKA_HEAP_OPTS is \[\]\n/)
    second.type('exit\r')
    expect(await second.ended).toBe(0)
    walker.type('quit\r')
    expect(await walker.ended).toBe(0)
    expect((await check(home, 2)).report.score.passed).toBe(3)
  })
})
