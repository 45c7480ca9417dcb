import { symlink } from 'node:fs/promises'
import type { Server } from 'node:net'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { files, type Home, newHome, occupy, onKafka, otherwise, start } from './home.ts'
import { eventually } from './patience.ts'

const topicsOf = async (home: Home, bootstrap: string) =>
  (await home.run(['exec', '--', 'kafka-topics.sh', '--bootstrap-server', bootstrap, '--list'])).stdout
    .split('\n')
    .filter((line) => line !== '')
const verdictOf = async (home: Home, step: string) =>
  ((await home.json('check', '--step', step)).value as { steps: { verdict: string }[] }).steps[0]?.verdict

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

  test('on another cluster, that of another lab, they don’t count, and it is said', async () => {
    expect(await home.json('stop')).toMatchObject({ code: 0 })
    expect(await home.run(['start', '6', '--detach'])).toMatchObject({ code: 0 })
    expect(await home.run(['check', '3'])).toMatchObject({
      code: 1,
      stdout: expect.stringMatching(
        /\n3 of these steps were passed on another cluster, which is gone\. labs start 3\sbrings back on this one what you had made there\.\n\n0 of 12 passed/,
      ),
    })
    const { steps } = (await home.json('check', '3')).value as {
      steps: { verdict: string; passedAt: string | null; evidence: unknown }[]
    }
    expect(steps[0]).toMatchObject({
      verdict: 'pending',
      passedAt: expect.any(String),
      evidence: expect.any(Array),
    })
    expect(await home.run(['start', '3', '--detach'])).toMatchObject({ code: 0 })
    expect(await verdictOf(home, 'create-topic')).toBe('passed')
    expect((await home.run(['check', '3'])).stdout).not.toContain('another cluster')
  })
})
