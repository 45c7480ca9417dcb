import { symlink } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import { files, type Home, newHome, otherwise, start } from './home.ts'
import { FIRST_START } from './learner.ts'
import { eventually } from './patience.ts'
import { belongings, docker, dockerStack, NOTHING, onDocker } from './stack.ts'

const verdictOf = async (home: Home, step: string) =>
  ((await home.json('check', '--step', step)).value as { steps: { verdict: string }[] }).steps[0]?.verdict
const topicsOf = async (home: Home) =>
  (await home.run(['exec', '--', 'kafka-topics.sh', '--bootstrap-server', 'my-kafka:9092', '--list'])).stdout
    .split('\n')
    .filter((line) => line !== '')

onDocker('a stack', () => {
  const homes: Home[] = []
  const home = async (name?: string) => {
    const made = await newHome(name, 'docker')
    homes.push(made)
    return made
  }
  afterEach(async () => {
    for (const each of homes.splice(0)) await each.stop().finally(each.remove)
  })

  test('nothing runs: stop, status, check, exec, logs and the rest say so, and make nothing', async () => {
    const learner = await home()
    const { run, json } = learner
    expect(await run(['stop'])).toMatchObject({ code: 0, stdout: 'Nothing was running.\n' })
    // Nothing was started here yet: the engine that a start would choose is not looked for.
    expect(await json('status')).toMatchObject({ code: 0, value: { clusterId: null, services: [] } })
    expect(await json('check', '3')).toMatchObject({ code: 3, value: { clusterId: null } })
    for (const args of [['exec', '--', 'true'], ['shell'], ['skip', '3'], ['reset', '3']])
      expect(await run(args)).toEqual({
        code: 3,
        stdout: '',
        stderr: 'labs: no cluster is running\n  labs start starts one\n',
      })
    expect(await files(learner.dir)).toEqual([])
    expect(await dockerStack(learner.dir).left()).toEqual(NOTHING)
  })

  test(
    'start, status, stop, start: the contract’s fields, one project with its parts, and what was passed comes back',
    async () => {
      const learner = await home()
      const stack = dockerStack(learner.dir)
      const { code, value, stderr } = await learner.json('start', '3', '--detach')
      expect({ code, stderr, value }).toEqual({
        code: 0,
        stderr: '',
        value: {
          engine: 'docker',
          clusterId: expect.stringMatching(/^[\w-]{22}$/),
          bootstrapServer: 'my-kafka:9092',
          port: expect.any(Number),
          lab: 'topics',
        },
      })
      const { clusterId, port } = value as { clusterId: string; port: number }
      expect(await stack.left()).toEqual({
        containers: ['kafka', 'workbench', 'zookeeper'].map((name) => `${stack.project}-${name}-1`),
        networks: [`${stack.project}_default`],
        volumes: [`${stack.project}_kafka-data`, `${stack.project}_zookeeper-data`],
      })
      // Only the broker is to be reached, and only from this machine.
      const ports = await Promise.all(
        (['kafka', 'zookeeper', 'workbench'] as const).map(
          async (name) => (await stack.inspect(name)).HostConfig.PortBindings,
        ),
      )
      expect(ports).toEqual([{ '19092/tcp': [{ HostIp: '127.0.0.1', HostPort: String(port) }] }, {}, {}])

      for (let i = 0; i < 3; i++) expect((await learner.json('skip')).code).toBe(0)
      expect(await topicsOf(learner)).toEqual(['hellokafka', 'hellokafka2'])
      expect(await learner.json('stop')).toMatchObject({
        code: 0,
        value: { stopped: true, engine: 'docker' },
      })
      expect(await stack.left()).toEqual(NOTHING)
      expect(await files(learner.dir)).toEqual(['progress.json'])
      expect(await learner.run(['check'])).toMatchObject({ code: 3 })

      const again = await learner.run(['start', '--detach'])
      expect(again).toMatchObject({
        code: 0,
        stderr: expect.stringContaining('Bringing back what 3 finished steps had made'),
        stdout: expect.stringContaining('on Docker'),
      })
      expect((await learner.json('status')).value).toMatchObject({ bootstrapServer: 'my-kafka:9092' })
      expect((await learner.json('status')).value).not.toMatchObject({ clusterId })
      expect(await topicsOf(learner)).toEqual(['hellokafka', 'hellokafka2'])
      for (const step of ['create-topic', 'create-with-options', 'list'])
        expect(await verdictOf(learner, step)).toBe('passed')
    },
    FIRST_START,
  )

  test('two starts at once make one stack; a home beside it has its own project and port; a stop at once with a start leaves all or nothing', async () => {
    const [first, other] = [await home(), await home()]
    const [a, b, c] = await Promise.all(
      [first, first, other].map((each) => each.json('start', '3', '--detach')),
    )
    expect([a?.code, b?.code, c?.code]).toEqual([0, 0, 0])
    expect(a?.value).toEqual(b?.value)
    const at = (each: typeof a) => each?.value as { clusterId: string; port: number }
    expect(at(c).clusterId).not.toBe(at(a).clusterId)
    expect(at(c).port).not.toBe(at(a).port)
    expect(dockerStack(other.dir).project).not.toBe(dockerStack(first.dir).project)
    for (const each of [first, other]) expect(await each.services()).toEqual(each.whole)
    const [ended] = await Promise.all([first.run(['stop']), first.run(['start', '--detach'])])
    expect(ended.code).toBe(0)
    expect([[], first.whole]).toContainEqual(await first.services())
    expect(await other.services()).toEqual(other.whole)
  })

  test('the stop is killed half way: the next one takes the rest away', async () => {
    const learner = await home()
    await start(learner)
    const stopping = learner.begin(['stop'])
    await eventually('one of them is gone', async () => (await learner.services()).length < 3)
    stopping.child.kill('SIGKILL')
    await stopping.ended
    expect(await learner.run(['check', '3'])).toMatchObject({ code: 3 })
  })

  /** Moments of a start, each by what is there by then. */
  const moments: [string, (learner: Home) => Promise<boolean>][] = [
    ['it has the lock', async ({ dir }) => (await files(dir)).includes('docker.lock')],
    [
      'what it will use is written down',
      async ({ dir }) => (await files(dir)).includes('docker/cluster.json'),
    ],
    ['the network is there', async ({ dir }) => (await dockerStack(dir).left()).networks.length > 0],
    ['the first container is made', async ({ dir }) => (await dockerStack(dir).left()).containers.length > 0],
    ['all containers are made', async ({ dir }) => (await dockerStack(dir).left()).containers.length === 3],
    ['ZooKeeper runs', async ({ services }) => (await services()).includes('zookeeper')],
    ['the broker runs', async ({ services }) => (await services()).includes('kafka')],
  ]

  describe('the start is killed', () => {
    test.each([0, 2, 4, 6].flatMap((i) => moments.slice(i, i + 1)))(
      'once %s: the next one makes it whole',
      async (_when, holds) => {
        const learner = await home()
        const starting = learner.begin(['start', '3', '--detach'])
        await eventually('the moment', () => holds(learner))
        starting.child.kill('SIGKILL')
        expect(await starting.ended).toMatchObject({ code: 137 })
        await start(learner)
        expect(await verdictOf(learner, 'create-topic')).toBe('pending')
      },
    )

    test.each([3, 5].flatMap((i) => moments.slice(i, i + 1)))(
      'once %s, and only stopped afterwards',
      async (_when, holds) => {
        const learner = await home()
        const starting = learner.begin(['start', '3', '--detach'])
        await eventually('the moment', () => holds(learner))
        starting.child.kill('SIGKILL')
        await starting.ended
        expect(await learner.run(['check', '3'])).toMatchObject({ code: 3 })
        expect(await learner.run(['stop'])).toMatchObject({ code: 0, stderr: 'Stopping …\n' })
        expect(await dockerStack(learner.dir).left()).toEqual(NOTHING)
      },
    )
  })

  test.each([
    ['SIGINT', 1],
    ['SIGTERM', 3],
    ['SIGHUP', 5],
  ] as const)('%s during a start: 130, and nothing is left', async (signal, moment) => {
    const learner = await home()
    const starting = learner.begin(['start', '3', '--detach'])
    await eventually('the moment', () => moments[moment]?.[1](learner) ?? false)
    starting.child.kill(signal)
    expect(await starting.ended).toMatchObject({
      code: 130,
      stdout: '',
      stderr: expect.stringMatching(/\nCancelled\n$/),
    })
    expect(await dockerStack(learner.dir).left()).toEqual(NOTHING)
    expect(await files(learner.dir)).toEqual([])
  })

  test('five homes at once on one daemon: each is graded by its own cluster, and afterwards nothing of them is there', async () => {
    const on = await docker()
    const five = await Promise.all([1, 2, 3, 4, 5].map((n) => home(`home-${n}`)))
    const started = await Promise.all(five.map((each) => start(each)))
    expect(new Set(started.map(({ port }) => port)).size).toBe(5)
    expect(new Set(started.map(({ clusterId }) => clusterId)).size).toBe(5)
    await Promise.all(
      five.map(async (each, i) => {
        const created = await each.run([
          'exec',
          '--',
          'kafka-topics.sh',
          '--bootstrap-server',
          'my-kafka:9092',
          '--create',
          '--topic',
          'hellokafka2',
          '--partitions',
          String(i + 1),
          '--config',
          'retention.ms=172800000',
        ])
        expect(created).toMatchObject({ code: 0 })
      }),
    )
    const reports = await Promise.all(five.map((each) => each.json('check', '--step', 'create-with-options')))
    for (const [i, { code, value }] of reports.entries())
      expect({ code, value }).toMatchObject({
        code: i + 1 === 3 ? 0 : 1,
        value: {
          clusterId: started[i]?.clusterId,
          steps: [
            { verdict: i + 1 === 3 ? 'passed' : 'failed', checks: [{ actual: { partitions: i + 1 } }] },
          ],
        },
      })
    await Promise.all(five.map((each) => each.run(['stop'])))
    // Others come and go on this daemon meanwhile.
    const after = await belongings(on)
    const mine = five.map(({ dir }) => dockerStack(dir).project)
    const ofMine = (names: readonly string[]) =>
      names.filter((name) => mine.some((project) => name.startsWith(project)))
    expect([after.containers, after.networks, after.volumes].flatMap(ofMine)).toEqual([])
  })

  test('a home with Hangul in its name, come to by a link too, has one stack', async () => {
    const learner = await home('내집')
    await start(learner)
    const link = join(dirname(learner.dir), 'link')
    await symlink(learner.dir, link)
    expect(await otherwise(learner, { LABS_HOME: link }).json('status')).toMatchObject({
      code: 0,
      value: { services: [{ state: 'running' }, { state: 'running' }, { state: 'running' }] },
    })
  })
})
