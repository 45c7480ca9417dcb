import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { loadLab } from '../../src/lab/load.ts'
import { commandsOf } from '../../src/walk/own-commands.ts'
import { type Home, newHome, start } from './home.ts'
import { FIRST_START } from './learner.ts'
import { eventually } from './patience.ts'
import { dockerStack, onDocker, type Stack } from './stack.ts'
import { CTRL_C, CTRL_D, type Walker, walk } from './walker.ts'

const lab = await loadLab(3)

onDocker('the guided walk in a container', () => {
  let home: Home
  let stack: Stack
  let walker: Walker | null = null
  beforeAll(async () => {
    home = await newHome('home', 'docker')
    stack = dockerStack(home.dir)
    await start(home)
  }, FIRST_START)
  afterEach(async () => {
    await walker?.close()
    walker = null
  })
  afterAll(async () => {
    await home?.stop().finally(home.remove)
  })

  const begin = async (options: Parameters<typeof walk>[1] = {}) => {
    walker = await walk(home, options)
    return walker
  }
  const beginAt = async (step: string, options: Parameters<typeof walk>[1] = {}) => {
    const first = lab.steps[0]?.id === step
    expect(await home.run(['reset', ...(first ? [] : ['--step', step])])).toMatchObject({ code: 0 })
    const learner = await begin(options)
    expect(learner.lines().join('\n')).toContain(heading(step))
    return learner
  }
  const heading = (id: string, after = 0) =>
    `── ${lab.steps.findIndex((step) => step.id === id) + after + 1}/${lab.steps.length} `
  const tool = (args: string) => `kafka-topics.sh --bootstrap-server my-kafka:9092 ${args}`
  const leave = async (learner: Walker, keys = 'quit\r') => {
    learner.type(keys)
    expect(await learner.ended).toBe(0)
    expect(learner.fresh().replaceAll(/\s+/g, ' ')).toMatch(
      /Lab 3: \d+ of \d+ done\. The cluster keeps running: npx labs start 3 goes on here, npx labs stop takes it away\.$/,
    )
    await nothingRuns()
  }
  const processes = async (): Promise<string[]> => {
    const { Processes: rows } = (await (
      await stack.container('workbench')
    ).top({ ps_args: '-eo pid,args' })) as {
      Processes: string[][]
    }
    return rows
      .map(([, command]) => command ?? '')
      .filter((command) => !/docker-init|^sleep infinity/.test(command))
  }
  const nothingRuns = () => eventually('nothing runs there', async () => (await processes()).length === 0)
  const done = (learner: Walker) => learner.lines().filter((line) => line.startsWith('✓'))

  test('the book’s own commands, by Enter; a question by an answer; what is shown is what is typed', async () => {
    const learner = await beginAt('create-topic')
    for (const step of lab.steps.slice(0, 2)) {
      const [command = ''] = commandsOf(step)
      learner.type('\r')
      await learner.until('the command', () =>
        learner.line().endsWith(command.split('\n').at(-1)?.trim() ?? ''),
      )
      // Its ports are the book's, whatever port the broker has on this machine.
      expect(learner.fresh()).toContain(command)
      expect(command).toContain('my-kafka:9092')
      await learner.enter('\r', heading(step.id, 1))
    }
    await learner.enter('answer 7\r', '✗ 7 is not what the cluster says')
    learner.type('answer\r')
    await learner.sees('Answer')
    await learner.enter(CTRL_C, 'Look around as long as you like')
    expect(await learner.enter('answer 2\r', heading('list', 1))).toMatch(/\n✓ 2 is right\n/)
    expect(done(learner)).toHaveLength(3)
    await learner.enter('hint\r', 'Hint 1 of')
    await learner.enter('skip\r', /done for you/)
    await leave(learner)
    expect((await home.json('check')).value).toMatchObject({ score: { passed: 4 } })
  })

  test('a mistake: a mistyped tool, a wrong topic, the wrong number, and the help that mends it', async () => {
    const learner = await beginAt('create-topic')
    expect(await learner.enter('kafka-topic.sh --list\r', 'command not found')).toContain(
      '→ there is no kafka-topic.sh; did you mean kafka-topics.sh?',
    )
    await learner.enter(`${tool('--create --topic helokafka')}\r`, '✗ topic hellokafka is not there')
    await learner.enter(
      'check\r',
      `→ there is a topic helokafka: was that meant to be hellokafka? Create hellokafka, and remove the other with ${tool('--delete --topic helokafka')}`,
    )
    await learner.enter(`${tool('--delete --topic helokafka')}\r`, /\n\$$/)
    // In the stack the broker has its service's name too, and the machine is not the broker.
    expect(
      await learner.enter(
        'kafka-topics.sh --bootstrap-server kafka:9092 --create --topic hellokafka\r',
        heading('create-topic', 1),
      ),
    ).not.toMatch(/[✗→]/)
    await learner.enter(
      `${tool('--create --topic hellokafka2 --config retention.ms=172800000')}\r`,
      '✗ hellokafka2 has 1 partition, want 3',
    )
    await learner.enter(
      `${tool('--alter --topic hellokafka2 --partitions 3')}\r`,
      heading('create-with-options', 1),
    )
    learner.type('kafka-topics.sh --bootstrap-server localhost:9092 --list\r')
    await learner.sees(/could not be established/)
    await learner.enter(CTRL_C, '→ localhost:9092 is not where this cluster listens: my-kafka:9092 is')
    await leave(learner, CTRL_D)
  })

  test('a step that another terminal does ticks by itself; the half-typed line, Hangul and a new size are kept', async () => {
    const learner = await beginAt('create-topic', { columns: 100 })
    learner.resize(60, 20)
    learner.type('echo 안녕하세요 half a li')
    await learner.until('it is on the line', () => learner.line() === '$ echo 안녕하세요 half a li')
    expect(await home.run(['exec', '--', 'bash', '-c', tool('--create --topic hellokafka')])).toMatchObject({
      code: 0,
    })
    await learner.sees(heading('create-topic', 1))
    await learner.until('the line is there again', () => learner.line() === '$ echo 안녕하세요 half a li')
    await learner.enter('ne; echo $COLUMNS x $(stty size)\r', '\n안녕하세요 half a line\n60 x 20 60\n')
    expect(done(learner)).toHaveLength(1)
    await leave(learner)
    await learner.close()
    // What was typed is in the history of the next one.
    const again = await begin({ args: ['start'] })
    again.type('\x1b[A\x1b[A')
    await again.until('the line of before', () => again.line().includes('half a line'))
    await again.enter(CTRL_C, /\n\$$/)
    await leave(again, 'exit\r')
  })

  test('labs is a word of the walk: status, list, a mistake, and a start, on the host, with its output on the screen', async () => {
    const learner = await beginAt('create-topic')
    const status = await learner.enter('labs status\r', 'in the workbench')
    expect(status).toMatch(/\nzookeeper +running \(kafka-labs-[0-9a-f]{10}-zookeeper-1\)\n/)
    expect(status).toContain(home.dir)
    expect(await learner.enter('labs check --step create-topic\r', 'still to do')).toContain(
      'topic hellokafka is not there yet',
    )
    await learner.enter('labs chek\r', 'did you mean labs check?')
    await learner.enter('labs skip\r', heading('create-topic', 1))
    // Not a word of the walk, but of this shell: it is left as it was.
    await learner.enter('echo "code $?"; type -t labs\r', 'function')

    // Ctrl-C is for what runs on the host.
    learner.type('labs logs -f\r')
    await learner.sees('started (kafka.server.KafkaServer)')
    // What is logged ends its line: where nothing more comes, the prompt is in the one that the cursor is in.
    await learner.enter(CTRL_C, /^\$$/m)

    await home.kill('kafka')
    const down = 'not running any more: kafka'
    for (const word of ['check', 'ls'])
      expect(await learner.enter(`${word}\r`, `? ${down}`)).not.toMatch(/[✗✓]/)
    await learner.enter('check\r', '→ labs start brings it back with all its topics')
    await learner.enter('labs start\r', 'The cluster is ready on Docker')
    expect(await home.services()).toEqual(home.whole)
    await learner.enter('check\r', '· topic hellokafka2 is not there yet')
    await learner.enter(`${tool('--list')}\r`, '\nhellokafka\n')
    await leave(learner)
  })

  test.each(['SIGHUP', 'SIGTERM'] as const)(
    '%s: no bash and no tool is left behind, and the cluster runs',
    async (signal) => {
      const learner = await begin()
      learner.type(`kafka-console-consumer.sh --bootstrap-server my-kafka:9092 --topic hellokafka\r`)
      await eventually('a consumer', async () =>
        (await processes()).some((each) => each.includes('ConsoleConsumer')),
      )
      learner.pty.kill(signal)
      await learner.ended
      await nothingRuns()
      expect(await home.services()).toEqual(home.whole)
    },
  )

  test('SIGKILL: what it leaves there is ended by the next start', async () => {
    const learner = await begin()
    learner.type(`kafka-console-consumer.sh --bootstrap-server my-kafka:9092 --topic hellokafka\r`)
    await eventually('a consumer', async () =>
      (await processes()).some((each) => each.includes('ConsoleConsumer')),
    )
    learner.pty.kill('SIGKILL')
    await learner.ended
    expect(await home.run(['start', '--detach'])).toMatchObject({ code: 0 })
    await nothingRuns()
  })

  test('a start from another terminal leaves alone what is open in the workbench', async () => {
    const learner = await begin()
    const consuming = home.begin(['exec', '--', 'sleep', '1000'])
    await eventually('it runs', async () => (await processes()).includes('sleep 1000'))
    expect(await home.run(['start', '--detach'])).toMatchObject({ code: 0 })
    expect(await processes()).toContain('sleep 1000')
    await learner.enter('echo still here\r', '\nstill here\n')
    consuming.child.kill('SIGTERM')
    expect(await consuming.ended).toMatchObject({ code: 143 })
    await leave(learner)
  })

  test('the workbench is killed: it is said, and the terminal is given back; the next walk goes on', async () => {
    const learner = await begin()
    await home.kill('workbench')
    expect(await learner.ended).not.toBe(0)
    expect(learner.lines()).toContain('labs: the workbench has ended, and with it its shell')
    expect(learner.lines().join('\n')).not.toMatch(/ {4}at /)
    await learner.close()
    await leave(await begin({ args: ['start'] }))
  })

  // The last one: it takes the cluster away.
  test('labs stop, typed in the walk, takes all of it away, and the walk with it', async () => {
    const learner = await begin()
    learner.type('labs stop\r')
    expect(await learner.ended).toBe(0)
    expect(learner.fresh().replaceAll(/\s+/g, ' ')).toMatch(
      /Lab 3: \d+ of \d+ done\. The cluster is stopped: npx labs start 3 goes on here, with all that was done\.$/,
    )
    expect(await home.services()).toEqual([])
  })
})
