import { cp } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import { fromPs } from '../../src/engine/local/processes.ts'
import { files, type Home, newHome, occupy, onKafka, otherwise, start } from './home.ts'
import { eventually } from './patience.ts'

const verdictOf = async (home: Home, step: string) =>
  ((await home.json('check', '--step', step)).value as { steps: { verdict: string }[] }).steps[0]?.verdict

onKafka('a cluster', () => {
  const homes: Home[] = []
  const home = async (name?: string) => {
    const made = await newHome(name)
    homes.push(made)
    return made
  }
  afterEach(async () => {
    for (const each of homes.splice(0)) await each.stop().finally(each.remove)
  })

  test('nothing runs: stop, status, check, exec, logs and the rest say so, and write nothing', async () => {
    const { run, json, dir } = await home()
    expect(await run(['stop'])).toMatchObject({ code: 0, stdout: 'Nothing was running.\n' })
    expect(await json('stop', '--all')).toMatchObject({ code: 0, value: { stopped: false, engine: 'local' } })
    expect(await json('status')).toMatchObject({
      code: 0,
      value: { clusterId: null, services: [], progress: null },
    })
    const { code, value } = await json('check', '3')
    expect({ code, value }).toMatchObject({ code: 3, value: { clusterId: null, score: { passed: 0 } } })
    const { steps } = value as { steps: { verdict: string; checks: unknown[] }[] }
    for (const step of steps)
      expect(step).toMatchObject({
        verdict: 'blocked',
        passedAt: null,
        checks: [{ verdict: 'blocked', message: 'no cluster is running', help: 'labs start starts one' }],
      })
    expect(await run(['check', '3'])).toMatchObject({ code: 3, stderr: '' })
    const notRunning = 'labs: no cluster is running\n  labs start starts one\n'
    for (const args of [
      ['exec', '--', 'true'],
      ['shell'],
      ['skip', '3'],
      ['reset', '3'],
      ['solution', '3', '--step', 'list'],
    ])
      expect(await run(args)).toEqual({ code: 3, stdout: '', stderr: notRunning })
    expect(await run(['logs'])).toEqual({
      code: 2,
      stdout: '',
      stderr: 'labs: kafka has no log: it was not started\n  labs start starts one\n',
    })
    for (const args of [['check'], ['hint'], ['start', '--detach']])
      expect(await run(args)).toEqual({
        code: 2,
        stdout: '',
        stderr: expect.stringMatching(/^labs: no lab is in progress\n {2}name one: labs start \d\n$/),
      })
    expect(await run(['solution', '3'])).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('my-kafka:9092'),
    })
    expect(await files(dir)).toEqual([])
  })

  test('two starts at once make one cluster; a home beside it has its own; a stop at once with them leaves nothing or one', async () => {
    const [first, other] = [await home(), await home()]
    const [a, b, c] = await Promise.all([start(first), start(first), start(other)])
    expect(a).toEqual(b)
    expect(c.clusterId).not.toBe(a.clusterId)
    expect(c.port).not.toBe(a.port)
    const [ended] = await Promise.all([first.run(['stop']), first.run(['start', '--detach'])])
    expect(ended.code).toBe(0)
    const services = await first.services()
    expect([[], ['kafka', 'zookeeper']]).toContainEqual(services)
    expect(await other.services()).toEqual(['kafka', 'zookeeper'])
  })

  test('a new cache: the first start and the first stop leave in it what makes the next ones quick', async () => {
    const learner = await home()
    const cache = join(dirname(learner.dir), 'cache')
    await cp(join(learner.env.LABS_CACHE ?? '', 'kafka-2.5.0'), join(cache, 'kafka-2.5.0'), {
      recursive: true,
      preserveTimestamps: true,
    })
    const anew = otherwise(learner, { LABS_CACHE: cache })
    const kept = async () =>
      (await files(join(cache, 'cds'))).filter((file) => file.includes('/')).map((file) => basename(file))
    await start(anew)
    expect(await kept()).toEqual(['tools.jsa'])
    expect(await anew.run(['stop'])).toMatchObject({
      code: 0,
      stderr: expect.stringContaining('Stopping; saving what makes'),
    })
    expect(await kept()).toEqual(['kafka.jsa', 'tools.jsa', 'zookeeper.jsa'])
    await start(anew)
    for (const service of ['kafka', 'zookeeper'] as const) {
      const pid = await anew.pid(service)
      expect((await fromPs()).find((each) => each.pid === pid)?.command).toMatch(`${service}.jsa `)
    }
  })

  test('both of the book’s ports taken: what is shown, and what is typed, has the ports it got', async () => {
    const strangers = await Promise.all([9092, 2181].map(occupy))
    try {
      const learner = await home()
      const { code, stdout } = await learner.run(['start', '3', '--detach'])
      expect(code).toBe(0)
      const { bootstrapServer, port } = await start(learner)
      expect(port).not.toBe(9092)
      expect(bootstrapServer).toBe(`my-kafka:${port}`)
      expect(stdout.replaceAll(/\s+/g, ' ')).toContain(
        `Not all of the book's ports were free on this machine: here my-kafka:9092 is ${bootstrapServer}, and ZooKeeper's my-kafka:2181 is my-kafka:`,
      )
      const { command } = (await learner.json('solution', '--step', 'create-topic')).value as {
        command: string
      }
      expect(command).toMatch(`--bootstrap-server ${bootstrapServer} `)
      expect(await learner.run(['exec', '--', 'bash', '-c', command])).toMatchObject({ code: 0, stderr: '' })
      expect(await verdictOf(learner, 'create-topic')).toBe('passed')
      const zookeeper = stdout.match(/ZooKeeper (my-kafka:\d+)/)?.[1] ?? ''
      expect(zookeeper).not.toBe('my-kafka:2181')
      expect(
        await learner.run(['exec', '--', 'kafka-topics.sh', '--zookeeper', zookeeper, '--list']),
      ).toMatchObject({
        code: 0,
        stdout: 'hellokafka\n',
      })
    } finally {
      for (const stranger of strangers) stranger?.close()
    }
  })

  /** Moments of a start, each by what is there by then. */
  const moments: [string, (learner: Home) => Promise<boolean>][] = [
    ['it has the lock', async ({ dir }) => (await files(dir)).some((file) => file === 'local.lock')],
    ['the cluster’s files are there', async ({ dir }) => (await files(dir)).includes('local/cluster.json')],
    ['ZooKeeper runs', async ({ services }) => (await services()).includes('zookeeper')],
    ['the broker runs', async ({ services }) => (await services()).includes('kafka')],
    [
      'the broker has begun to write',
      async ({ dir }) => (await files(dir)).some((file) => file.endsWith('meta.properties')),
    ],
  ]

  describe('the start is killed', () => {
    test.each(moments)('once %s', async (_when, holds) => {
      const learner = await home()
      const starting = learner.begin(['start', '3', '--detach'])
      await eventually('the moment', () => holds(learner))
      starting.child.kill('SIGKILL')
      expect(await starting.ended).toMatchObject({ code: 137 })
      const { clusterId } = await start(learner)
      expect(await start(learner)).toMatchObject({ clusterId })
      expect(await verdictOf(learner, 'create-topic')).toBe('pending')
    })

    test('and only stopped afterwards', async () => {
      const learner = await home()
      const starting = learner.begin(['start', '3', '--detach'])
      await eventually('both run', async () => (await learner.services()).length === 2)
      starting.child.kill('SIGKILL')
      await starting.ended
      expect(await learner.run(['stop'])).toMatchObject({ code: 0, stderr: 'Stopping …\n' })
      expect(await learner.services()).toEqual([])
    })
  })

  test('a consumer that still runs in the workbench is ended too, as by Ctrl-C', async () => {
    const learner = await home()
    const { bootstrapServer } = await start(learner)
    const consumer = learner.begin(
      ['exec', '--', 'kafka-console-consumer.sh', '--bootstrap-server', bootstrapServer, '--topic', 'a'],
      { input: null },
    )
    await eventually('it asks for its topic, which is made by that', async () => {
      const { stdout } = await learner.run([
        'exec',
        '--',
        'kafka-topics.sh',
        '--bootstrap-server',
        bootstrapServer,
        '--list',
      ])
      return stdout.split('\n').includes('a')
    })
    await learner.stop()
    expect(await consumer.ended).toMatchObject({
      code: 130,
      stderr: expect.stringContaining('Processed a total of 0'),
    })
  })

  test('the stop is killed half way: the next one takes the rest away', async () => {
    const learner = await home()
    await start(learner)
    const stopping = learner.begin(['stop'])
    await eventually('one of the two is gone', async () => (await learner.services()).length < 2)
    stopping.child.kill('SIGKILL')
    await stopping.ended
    expect(await learner.run(['check', '3'])).toMatchObject({ code: 3 })
  })

  test.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
    '%s during a start: 130, and nothing is left',
    async (signal) => {
      const learner = await home()
      const starting = learner.begin(['start', '3', '--detach'])
      await eventually('a process', async () => (await learner.services()).length > 0)
      starting.child.kill(signal)
      expect(await starting.ended).toMatchObject({
        code: 130,
        stdout: '',
        stderr: expect.stringMatching(/\nCancelled\n$/),
      })
      expect(await learner.services()).toEqual([])
      expect(await files(learner.dir)).toEqual([])
    },
  )

  test('SIGINT once it runs, while what the lab begins with is made: it says that it goes on, and how to end it', async () => {
    const learner = await home()
    const starting = learner.begin(['start', '4', '--detach'])
    await eventually('the preparation', () =>
      starting.stderr().includes('Preparing what this lab begins with'),
    )
    starting.child.kill('SIGINT')
    const { code, stdout, stderr } = await starting.ended
    expect({ code, stdout }).toEqual({ code: 130, stdout: '' })
    expect(stderr).toMatch(
      /\nCancelled\n {2}the cluster keeps running: labs start 4 goes on here, labs stop takes it away\n$/,
    )
    expect(await learner.services()).toEqual(['kafka', 'zookeeper'])
  })
})
