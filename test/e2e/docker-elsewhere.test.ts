import { createHash } from 'node:crypto'
import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { forwarder, type Listening, listen } from '../engine/daemon/fake.ts'
import { missingForSshd, startSshd } from '../engine/daemon/sshd.ts'
import { type Home, newHome, otherwise, start } from './home.ts'
import { FIRST_START } from './learner.ts'
import { daemonSocket, onDocker } from './stack.ts'
import { walk } from './walker.ts'

const where = 'a daemon that is reached by'

const noSsh = daemonSocket === null ? 'no socket to pass it on to' : await missingForSshd()

onDocker(daemonSocket === null ? `${where} more than a socket` : where, () => {
  let home: Home
  let gate: Listening
  beforeEach(async () => {
    home = await newHome('home', 'docker')
    gate = await listen(forwarder(daemonSocket ?? ''))
  })
  afterEach(async () => {
    await home.stop().finally(home.remove)
    await gate.stop()
  })

  /** All that goes through the daemon, from a start to a stop. */
  const works = async (learner: Home) => {
    const { clusterId } = await start(learner)
    expect((await learner.json('check', '3')).value).toMatchObject({ engine: 'docker', clusterId })
    expect(await learner.run(['exec', '--', 'cat'], { input: '한글\n' })).toEqual({
      code: 0,
      stdout: '한글\n',
      stderr: '',
    })
    expect(await learner.run(['logs'])).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('started (kafka'),
    })
    expect(await learner.run(['skip'])).toMatchObject({ code: 0 })
    const walker = await walk(learner)
    expect(walker.lines().join('\n')).toContain('── 2/')
    await walker.enter('kafka-topics.sh --bootstrap-server my-kafka:9092 --list\r', '\nhellokafka\n')
    walker.type('quit\r')
    expect(await walker.ended).toBe(0)
    await walker.close()
  }

  test.skipIf(daemonSocket === null)(
    `a port, DOCKER_HOST=tcp://…${daemonSocket === null ? ' (skipped: no socket to pass it on to)' : ''}`,
    async () => {
      const there = otherwise(home, { DOCKER_HOST: `tcp://127.0.0.1:${gate.port}`, DOCKER_CONTEXT: '' })
      await works(there)
      // Where the environment points by now: a home's stack stays where it was started.
      const lost = otherwise(home, { DOCKER_HOST: 'tcp://127.0.0.1:1', DOCKER_CONTEXT: '' })
      expect(await lost.json('status')).toMatchObject({ code: 0, value: { services: [{}, {}, {}] } })
      expect(await lost.run(['exec', '--', 'true'])).toMatchObject({ code: 0 })
      expect(await lost.json('stop')).toMatchObject({ code: 0, value: { stopped: true } })
    },
    FIRST_START,
  )

  test.skipIf(daemonSocket === null)(
    `a context of a DOCKER_CONFIG${daemonSocket === null ? ' (skipped: no socket to pass it on to)' : ''}`,
    async () => {
      const config = join(dirname(home.dir), 'docker-config')
      const meta = join(config, 'contexts', 'meta', createHash('sha256').update('far').digest('hex'))
      await mkdir(meta, { recursive: true })
      await writeFile(join(config, 'config.json'), JSON.stringify({ currentContext: 'far' }))
      await writeFile(
        join(meta, 'meta.json'),
        JSON.stringify({
          Name: 'far',
          Metadata: {},
          Endpoints: { docker: { Host: `tcp://127.0.0.1:${gate.port}`, SkipTLSVerify: false } },
        }),
      )
      const there = otherwise(home, { DOCKER_CONFIG: config, DOCKER_HOST: '', DOCKER_CONTEXT: '' })
      await works(there)
      await there.stop()
    },
  )

  test.skipIf(noSsh !== null)(
    `ssh, DOCKER_HOST=ssh://…${noSsh === null ? '' : ` (skipped: ${noSsh})`}`,
    async () => {
      const sshd = await startSshd()
      try {
        const there = otherwise(home, {
          PATH: sshd.env.PATH ?? '',
          DOCKER_HOST: `ssh://${sshd.alias}${daemonSocket}`,
          DOCKER_CONTEXT: '',
        })
        await works(there)
        await there.stop()
      } finally {
        await sshd.stop()
      }
    },
  )

  test.skipIf(daemonSocket === null)(
    `a port whose daemon goes away while it is worked with${daemonSocket === null ? ' (skipped: no socket to pass it on to)' : ''}`,
    async () => {
      const there = otherwise(home, { DOCKER_HOST: `tcp://127.0.0.1:${gate.port}`, DOCKER_CONTEXT: '' })
      await start(there)
      const { port } = gate
      const running = there.begin(['exec', '--', 'bash', '-c', 'echo ready; exec sleep 20'], { input: null })
      const following = there.begin(['logs', '-f'])
      await expect.poll(running.stdout, { timeout: 20_000 }).toBe('ready\n')
      await expect.poll(following.stdout, { timeout: 20_000 }).toMatch('started (kafka')
      await gate.stop()
      expect(await running.ended).toMatchObject({
        code: 2,
        stdout: 'ready\n',
        stderr: expect.stringMatching(
          /^labs: (Docker at .* broke off|No Docker answers at) [\s\S]*\n {2}\S.*\n$/,
        ),
      })
      expect((await following.ended).stderr).not.toMatch(/ {4}at /)
      for (const args of [['start', '--detach'], ['exec', '--', 'true'], ['status'], ['stop']])
        expect(await there.run(args)).toMatchObject({
          code: 2,
          stderr: expect.stringContaining(`No Docker answers at tcp://127.0.0.1:${port}.`),
        })
      // The broker's own port is another way, which is still there.
      expect((await there.json('check', '3')).code).toBe(1)
      await home.kill('kafka')
      expect(await there.json('check', '3')).toMatchObject({
        code: 3,
        value: {
          steps: expect.arrayContaining([
            expect.objectContaining({
              checks: [expect.objectContaining({ message: `No Docker answers at tcp://127.0.0.1:${port}.` })],
            }),
          ]),
        },
      })
      gate = await listen(forwarder(daemonSocket ?? ''), port)
      expect(await there.run(['start', '--detach'])).toMatchObject({ code: 0 })
      expect((await there.json('check', '3')).code).toBe(1)
    },
  )
})
