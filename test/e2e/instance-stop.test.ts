import { userInfo } from 'node:os'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { type Home, newHome, onEveryEngine } from './home.ts'
import { bash, check, serversOf, skip, startInstance, statusOf, TO_BROKER } from './instance.ts'
import { FIRST_START } from './learner.ts'
import { instanceProcesses } from './view.ts'
import { type Walker, walk } from './walker.ts'

onEveryEngine('labs stop, and labs status before it', (engine) => {
  const user = engine === 'docker' ? 'ec2-user' : userInfo().username
  /** Somebody else on this machine, with a ZooKeeper that runs. */
  let other: Home
  let home: Home
  let session: Walker | null = null
  beforeAll(async () => {
    other = await newHome('other', engine)
    await startInstance(other)
    await skip(other, 1, ['unpack', 'zookeeper'])
  }, FIRST_START)
  afterEach(async () => {
    await session?.close()
    await home?.remove()
  })
  afterAll(async () => {
    await other?.stop().finally(other.remove)
  })

  test.each([1, 2])(
    'lab %i: of all that was begun, nothing is left but the progress',
    async (lab) => {
      home = await newHome('home', engine)
      expect(await statusOf(home)).toBeNull()
      const { instanceId } = await startInstance(home, lab)
      if (lab === 1) {
        expect(await statusOf(home)).toEqual({ id: instanceId, running: true, processes: [] })
        await skip(home, 1, ['key-file', ...TO_BROKER])
      } else await skip(home, 2, ['keep'])

      const servers = await serversOf(home)
      const pid = expect.any(Number)
      expect(servers).toEqual([
        { server: 'zookeeper', pid, user },
        { server: 'broker', pid, user },
      ])
      expect(await statusOf(home)).toMatchObject({ id: instanceId, running: true })
      const scored = (await check(home, lab)).report.score
      const { code, stdout } = await home.run(['status'])
      expect(code).toBe(0)
      expect(stdout).toContain(`instance   running  ${instanceId}\n`)
      for (const { server, pid } of servers)
        expect(stdout).toContain(`${server.padEnd(10)} running (pid ${pid}, of ${user})\n`)
      if (engine === 'local')
        expect((await instanceProcesses(home.dir)).map(({ pid }) => pid).sort()).toEqual(
          servers.map(({ pid }) => pid).sort(),
        )

      // A session, a job of it in the background, one that outlives its session, a command that runs.
      session = await walk(home, { args: ['shell', '2'], ready: /[$#]$/ })
      session.type('sleep 4242 &\r')
      await session.sees(/\[1\] \d+/)
      await bash(home, 2, 'nohup setsid sleep 4243 >/dev/null 2>&1 & echo begun')
      const running = home.begin(['exec', '2', '--', 'sh', '-c', 'echo ready; exec sleep 4244'], {
        input: null,
      })
      await expect.poll(running.stdout, { timeout: 20_000 }).toBe('ready\n')
      const before = await serversOf(other)
      expect(before).toHaveLength(1)

      // With all that is asserted of a stop.
      await home.stop()
      expect((await running.ended).code).not.toBe(0)
      await session.ended
      expect(await statusOf(home)).toBeNull()
      expect(await home.run(['status'])).toMatchObject({
        code: 0,
        stdout: expect.not.stringMatching(/^instance/m),
      })
      expect(await home.json('stop')).toMatchObject({ code: 0, value: { stopped: false, what: [] } })

      expect(await serversOf(other), 'what is somebody else’s').toEqual(before)
      expect((await home.json('list')).value).toMatchObject({ current: lab === 1 ? 'broker-setup' : 'heap' })
      // What can't be done here counts nowhere, and `list` says the same as `check` and `status` did.
      const total = lab === 2 ? 7 : engine === 'local' ? 9 : 13
      expect(scored).toMatchObject({ total })
      expect((await home.json('status')).value).toMatchObject({ progress: { score: scored } })
      expect((await home.json('list')).value).toMatchObject({
        labs: expect.arrayContaining([expect.objectContaining({ number: lab, score: scored })]),
      })
    },
    FIRST_START,
  )

  test(
    'a stop takes the cluster and the instance, and says so',
    async () => {
      home = await newHome('home', engine)
      await startInstance(home)
      expect(await home.json('start', '3', '--detach')).toMatchObject({ code: 0 })
      expect((await home.json('status')).value).toMatchObject({
        engine,
        clusterId: expect.any(String),
        instance: { running: true, processes: [] },
      })
      expect(await home.json('stop', '--all')).toMatchObject({
        code: 0,
        value: { stopped: true, what: ['cluster', 'instance'], engine },
      })
      await home.stop()
    },
    FIRST_START,
  )
})
