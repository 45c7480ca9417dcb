import { readFile, writeFile } from 'node:fs/promises'
import type { Server } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Home, newHome, occupy, start } from './home.ts'
import { FIRST_START } from './learner.ts'
import { eventually } from './patience.ts'
import { docker, dockerStack, LABEL, onDocker, type Stack } from './stack.ts'
import type { ServiceName } from './view.ts'

const IMAGE = 'debian:bookworm-slim'

onDocker('a stack that was worked on, and then', () => {
  let home: Home
  let stack: Stack
  let clusterId: string
  const strangers: Server[] = []
  beforeAll(async () => {
    home = await newHome('home', 'docker')
    stack = dockerStack(home.dir)
    ;({ clusterId } = await start(home))
    expect(await home.run(['skip'])).toMatchObject({ code: 0 })
  }, FIRST_START)
  afterAll(async () => {
    for (const stranger of strangers) stranger.close()
    await home?.stop().finally(home.remove)
  })

  const topics = async () =>
    (await home.run(['exec', '--', 'kafka-topics.sh', '--bootstrap-server', 'my-kafka:9092', '--list']))
      .stdout
  const blocked = async (
    message: string | RegExp,
    help = 'labs start brings it back with all its topics',
  ) => {
    const { code, value, stderr } = await home.json('check')
    expect({ code, stderr, value }).toMatchObject({
      code: 3,
      stderr: '',
      value: { engine: 'docker', clusterId: null },
    })
    const { steps } = value as { steps: { verdict: string; passedAt: string | null; checks: unknown[] }[] }
    for (const step of steps)
      expect(step).toMatchObject({
        verdict: 'blocked',
        checks: [
          {
            verdict: 'blocked',
            message: expect.stringMatching(message),
            help: expect.stringContaining(help),
          },
        ],
      })
    expect(steps[0]?.passedAt, 'what was passed is still known').toEqual(expect.any(String))
  }
  const comesBack = async () => {
    const again = await start(home)
    expect(again.clusterId).toBe(clusterId)
    // At once: a cluster that is said to be ready has its topics.
    expect((await home.json('check', '--step', 'create-topic')).value).toMatchObject({
      steps: [{ verdict: 'passed', checks: [{ verdict: 'passed' }] }],
    })
    expect(await topics()).toContain('hellokafka\n')
    return again
  }
  const serviceState = async (service: ServiceName) => {
    const { services } = (await home.json('status')).value as {
      services: { service: string; state: string }[]
    }
    return services.find((each) => each.service === service)
  }

  test('the broker is killed: nothing can be told, nothing is failed; a start brings its topics back', async () => {
    await home.kill('kafka')
    await blocked(/^not running any more: kafka$/)
    expect(await home.run(['check'])).toMatchObject({
      code: 3,
      stdout: expect.stringMatching(
        /not running any more: kafka\n *→ labs start brings it back with all its topics/,
      ),
    })
    expect(await serviceState('kafka')).toMatchObject({ state: 'ended', outOfMemory: false })
    for (const args of [['skip'], ['reset'], ['solution', '--step', 'list']])
      expect(await home.run(args)).toMatchObject({
        code: 3,
        stderr: expect.stringMatching(/^labs: not running any more: kafka\n {2}labs start/),
      })
    expect(await home.run(['logs'])).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('started (kafka'),
    })
    await comesBack()
  })

  test('ZooKeeper is killed, and then both', async () => {
    await home.kill('zookeeper')
    expect(await serviceState('zookeeper')).toMatchObject({ state: 'ended' })
    await comesBack()
    await home.kill('zookeeper')
    await home.kill('kafka')
    await blocked(/^not running any more: zookeeper, kafka$/)
    await comesBack()
  })

  test('the workbench is killed: what is there can be told all the same', async () => {
    await home.kill('workbench')
    expect(await home.json('check', '--step', 'create-topic')).toMatchObject({
      code: 0,
      value: { steps: [{ verdict: 'passed' }] },
    })
    expect(await home.run(['skip', '--step', 'create-with-options'])).toMatchObject({
      code: 3,
      stderr: expect.stringMatching(/^labs: the workbench's container is exited\n/),
    })
    await comesBack()
  })

  test('the broker is paused: nothing can be told, until a start lets it go on', async () => {
    await (await stack.container('kafka')).pause()
    await blocked(/^paused: kafka$/)
    expect(await serviceState('kafka')).toMatchObject({ state: 'paused' })
    expect(await home.run(['logs'])).toMatchObject({ code: 0 })
    await comesBack()
  })

  test('the broker hangs: a start lets it begin anew', async () => {
    const before = (await stack.inspect('kafka')).State.StartedAt
    // Its JVM, not the init above it: the container still counts as running.
    await inside('kafka', 'kill -STOP $(pgrep java)')
    await blocked(/^the broker runs, but does not answer on port \d+$/)
    await comesBack()
    expect((await stack.inspect('kafka')).State.StartedAt).not.toBe(before)
  })

  test('the broker is out of memory: it is said, and a start brings it back', async () => {
    const container = await stack.container('kafka')
    const { Memory } = (await container.inspect()).HostConfig
    // As much as it has, and less than it needs as soon as it does anything more.
    const { memory_stats: used } = (await container.stats({ stream: false })) as {
      memory_stats: { usage: number }
    }
    await container.update({ Memory: used.usage + (4 << 20), MemorySwap: used.usage + (4 << 20) })
    // The biggest of its processes is the broker's own.
    const hog = inside('kafka', 'tail /dev/zero').catch(() => {})
    await eventually('it was killed', async () => !(await home.services()).includes('kafka'))
    await hog
    await blocked(/^ended, since its container was out of memory: kafka$/)
    expect(await serviceState('kafka')).toMatchObject({ state: 'ended', outOfMemory: true })
    await (await stack.container('kafka')).update({ Memory, MemorySwap: 2 * (Memory ?? 0) })
    await comesBack()
  })

  test('both are killed, and a stranger has taken the port: the same cluster on another', async () => {
    const { port } = await start(home)
    await home.kill('kafka')
    await home.kill('zookeeper')
    const stranger = await occupy(port)
    expect(stranger).not.toBeNull()
    if (stranger !== null) strangers.push(stranger)
    // It takes the connection, and never answers.
    await blocked(/^not running any more: zookeeper, kafka$/)
    expect((await comesBack()).port).not.toBe(port)
  })

  test('the daemon is gone, as far as can be seen: check can’t tell, start says it in one line', async () => {
    const file = join(home.dir, 'docker', 'cluster.json')
    const known = await readFile(file, 'utf8')
    const nowhere = join(home.dir, 'nobody.sock')
    const state = JSON.parse(known) as object
    await writeFile(
      file,
      JSON.stringify({
        ...state,
        endpoint: { kind: 'unix', path: nowhere, url: `unix://${nowhere}`, from: { kind: 'default' } },
      }),
    )
    try {
      // The broker answers, and that is enough to be graded.
      expect(await home.json('check', '--step', 'create-topic')).toMatchObject({ code: 0 })
      await home.kill('kafka')
      await blocked(new RegExp(`^No Docker answers at unix://${nowhere}\\.$`), 'Start it')
      for (const args of [['start', '--detach'], ['status'], ['exec', '--', 'true'], ['logs'], ['stop']]) {
        const { code, stdout, stderr } = await home.run(args)
        expect({ args, code, stdout }).toEqual({ args, code: 2, stdout: '' })
        expect(stderr).toMatch(new RegExp(`labs: No Docker answers at unix://${nowhere}\\.\\n {2}Start it`))
      }
      expect(await home.services(), 'what is there was left alone').toEqual(['workbench', 'zookeeper'])
    } finally {
      await writeFile(file, known)
    }
    await comesBack()
  })

  test('an older version of the file left a service that is none any more, and one that is another now', async () => {
    const on = await docker()
    const label = (service: string) => ({
      [LABEL]: stack.project,
      'com.docker.compose.service': service,
      'com.docker.compose.oneoff': 'False',
      'com.docker.compose.config-hash': '0'.repeat(64),
      'com.docker.compose.container-number': '1',
    })
    const orphan = await on.createContainer({
      Image: IMAGE,
      Cmd: ['sleep', 'infinity'],
      HostConfig: { NetworkMode: 'none' },
      name: `${stack.project}-schema-registry-1`,
      Labels: label('schema-registry'),
    })
    await orphan.start()
    const old = await stack.inspect('workbench')
    await (await stack.container('workbench')).remove({ force: true })
    const other = await on.createContainer({
      Image: IMAGE,
      Cmd: ['sleep', 'infinity'],
      HostConfig: { NetworkMode: 'none' },
      name: old.Name.slice(1),
      Labels: label('workbench'),
    })
    await other.start()
    await comesBack()
    expect((await stack.left()).containers).toEqual(
      ['kafka', 'workbench', 'zookeeper'].map((name) => `${stack.project}-${name}-1`),
    )
    expect((await stack.inspect('workbench')).Config.Labels['com.docker.compose.config-hash']).toBe(
      old.Config.Labels['com.docker.compose.config-hash'],
    )
  })

  test('its network was taken away below it: a start makes it whole, topics and all', async () => {
    const network = (await docker()).getNetwork(`${stack.project}_default`)
    for (const service of ['kafka', 'zookeeper', 'workbench'] as const)
      await network.disconnect({ Container: (await stack.inspect(service)).Id, Force: true })
    await network.remove()
    await blocked('')
    await comesBack()
  })

  test.each([
    ['garbage', 'not json\n'],
    ['half of it', '{"version":1,"project":"kafka-labs'],
  ])('cluster.json is %s: the stack is found all the same', async (_what, text) => {
    await writeFile(join(home.dir, 'docker', 'cluster.json'), text)
    expect(await home.json('status')).toMatchObject({
      code: 0,
      value: { services: [{ state: 'running' }, { state: 'running' }, { state: 'running' }] },
    })
    expect(await home.json('check', '3')).toMatchObject({ code: 3 })
    await comesBack()
  })

  // The last one, as its topics are gone.
  test('all of it was taken away by hand: check says so, and a start makes a new one with what was passed', async () => {
    await stack.remove()
    await blocked(/^the cluster is not there any more: somebody took it away$/, 'labs start starts one')
    const { code, value, stderr } = await home.json('start', '3', '--detach')
    expect({ code, stderr }).toEqual({
      code: 0,
      stderr: expect.stringMatching(/^(Bringing back what 1 finished step had made \S*\n)?$/),
    })
    expect(value).not.toMatchObject({ clusterId })
    expect((await home.json('check', '--step', 'create-topic')).value).toMatchObject({
      steps: [{ verdict: 'passed' }],
    })
    expect(await topics()).toContain('hellokafka\n')
  })

  /** Runs a line in a service's container, past the program. */
  async function inside(service: ServiceName, line: string): Promise<void> {
    const exec = await (await stack.container(service)).exec({
      Cmd: ['bash', '-c', line],
      AttachStdout: true,
      AttachStderr: true,
    })
    const stream = await exec.start({ hijack: true, stdin: false })
    stream.resume()
    await new Promise((done) => stream.once('close', done))
  }
})
