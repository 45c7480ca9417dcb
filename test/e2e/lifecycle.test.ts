import { symlink } from 'node:fs/promises'
import { createServer, type Server } from 'node:net'
import { dirname, join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { eventually, files, type Home, newHome, onKafka, otherwise } from './home.ts'

/** A start that must go well. */
async function start(home: Home): Promise<{ clusterId: string; bootstrapServer: string; port: number }> {
  const { code, value, stderr } = await home.json('start', '3', '--detach')
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  expect(await home.services()).toEqual(['kafka', 'zookeeper'])
  return value as { clusterId: string; bootstrapServer: string; port: number }
}

const topicsOf = async (home: Home, bootstrap: string) =>
  (await home.run(['exec', '--', 'kafka-topics.sh', '--bootstrap-server', bootstrap, '--list'])).stdout
    .split('\n')
    .filter((line) => line !== '')
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
        `Port 9092 or 2181 was taken on this machine, so the book's my-kafka:9092 is ${bootstrapServer} here`,
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
})

onKafka('a cluster that was worked on', () => {
  let home: Home
  let clusterId: string
  let bootstrap: string
  const strangers: Server[] = []
  beforeAll(async () => {
    const real = await newHome()
    // As /tmp is on macOS: by a link.
    const link = join(dirname(real.dir), 'link')
    await symlink(dirname(real.dir), link)
    home = otherwise(real, { LABS_HOME: join(link, 'home') })
    ;({ clusterId, bootstrapServer: bootstrap } = await start(home))
    expect(await real.services()).toEqual(['kafka', 'zookeeper'])
    expect(await home.run(['skip'])).toMatchObject({ code: 0 })
    expect(await verdictOf(home, 'create-topic')).toBe('passed')
  })
  afterAll(async () => {
    for (const stranger of strangers) stranger.close()
    await home?.stop().finally(home.remove)
  })

  const blocked = async (message: string | RegExp) => {
    const { code, value, stderr } = await home.json('check')
    expect({ code, stderr }).toEqual({ code: 3, stderr: '' })
    const { steps } = value as { steps: { verdict: string; passedAt: string | null; checks: unknown[] }[] }
    for (const step of steps)
      expect(step).toMatchObject({
        verdict: 'blocked',
        checks: [{ verdict: 'blocked', message: expect.stringMatching(message) }],
      })
    expect(steps[0]?.passedAt, 'what was passed is still known').toEqual(expect.any(String))
  }
  const comesBack = async () => {
    const again = await start(home)
    expect(again.clusterId).toBe(clusterId)
    bootstrap = again.bootstrapServer
    // At once: a cluster that is said to be ready has its topics.
    expect((await home.json('check', '--step', 'create-topic')).value).toMatchObject({
      steps: [{ verdict: 'passed', checks: [{ verdict: 'passed' }] }],
    })
    expect(await topicsOf(home, bootstrap)).toContain('hellokafka')
  }

  test('the broker is killed: nothing can be told, nothing is failed; a start brings its topics back', async () => {
    await home.kill('kafka')
    await blocked('not running any more: kafka')
    expect(await home.run(['check'])).toMatchObject({
      code: 3,
      stdout: expect.stringMatching(
        /not running any more: kafka\n *→ labs start brings it back with all its topics/,
      ),
    })
    expect(await home.json('status')).toMatchObject({
      code: 0,
      value: {
        services: [
          { service: 'zookeeper', state: 'running' },
          { service: 'kafka', state: 'ended', pid: null },
        ],
      },
    })
    for (const args of [['skip'], ['reset'], ['solution', '--step', 'list']])
      expect(await home.run(args)).toMatchObject({
        code: 3,
        stderr: expect.stringMatching(/^labs: not running any more: kafka\n {2}labs start/),
      })
    expect(await home.run(['logs'])).toMatchObject({ code: 0 })
    await comesBack()
  })

  test('ZooKeeper is killed: a start brings both back, and who follows the log reads on', async () => {
    const following = home.begin(['logs', '-f'])
    const starts = () => following.stdout().match(/started \(kafka\.server\.KafkaServer\)/g)?.length ?? 0
    await eventually('the log up to now', () => starts() === 1)
    await home.kill('zookeeper')
    await comesBack()
    await eventually('the log of the broker that came back', () => starts() === 2)
    following.child.kill('SIGINT')
    expect((await following.ended).code).toBe(130)
  })

  test('both are killed, and a stranger has taken the ports: the same cluster on others', async () => {
    const { port } = await start(home)
    await home.kill('kafka')
    await home.kill('zookeeper')
    await blocked('not running any more: zookeeper, kafka')
    const stranger = await occupy(port)
    expect(stranger).not.toBeNull()
    if (stranger !== null) strangers.push(stranger)
    // It takes the connection, and never answers.
    await blocked('not running any more')
    await comesBack()
    expect(bootstrap).not.toBe(`my-kafka:${port}`)
  })

  test('a broker that is frozen: nothing can be told, until it goes on', async () => {
    const pid = await home.pid('kafka')
    process.kill(pid, 'SIGSTOP')
    try {
      await blocked(/^the broker runs, but does not answer on port \d+$/)
    } finally {
      process.kill(pid, 'SIGCONT')
    }
    await eventually('an answer', async () => (await verdictOf(home, 'create-topic')) === 'passed')
  })

  test('Ctrl-C while it comes back keeps its data', async () => {
    // By the tool's own way: the home is behind a link, and its process is found all the same.
    expect(await home.run(['exec', '--', 'bin/kafka-server-stop.sh'])).toMatchObject({ code: 0, stderr: '' })
    await eventually('the broker has stopped', async () => !(await home.services()).includes('kafka'))
    const starting = home.begin(['start', '--detach'])
    await eventually('the broker', async () => (await home.services()).includes('kafka'))
    starting.child.kill('SIGINT')
    expect(await starting.ended).toMatchObject({ code: 130 })
    expect(await home.services()).toEqual([])
    await comesBack()
  })

  test('stop takes it away; the next one has again what passed steps had made', async () => {
    expect(await home.run(['skip', '--step', 'create-with-options'])).toMatchObject({ code: 0 })
    expect(await home.run(['skip', '--step', 'list'])).toMatchObject({ code: 0 })
    expect(await home.json('stop')).toMatchObject({ code: 0, value: { stopped: true, engine: 'local' } })
    expect(await files(home.dir)).toEqual(['progress.json'])
    expect(await home.run(['check'])).toMatchObject({ code: 3 })
    const { code, stderr } = await home.run(['start', '--detach'])
    expect({ code, stderr }).toMatchObject({
      code: 0,
      stderr: expect.stringContaining('Bringing back what 3 finished steps had made'),
    })
    const status = (await home.json('status')).value as { clusterId: string; bootstrapServer: string }
    expect(status.clusterId).not.toBe(clusterId)
    clusterId = status.clusterId
    expect(await topicsOf(home, status.bootstrapServer)).toEqual(['hellokafka', 'hellokafka2'])
    for (const step of ['create-topic', 'create-with-options', 'list'])
      expect(await verdictOf(home, step)).toBe('passed')
  })
})

/** A stranger on a port: it takes connections and says nothing. Null where somebody else has the port already. */
function occupy(port: number): Promise<Server | null> {
  return new Promise((done) => {
    const server = createServer((socket) => socket.on('error', () => {}).unref())
    server.once('error', () => done(null))
    server.listen(port, '127.0.0.1', () => done(server))
  })
}
