import { execFile, spawnSync } from 'node:child_process'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type Home, newHome, start } from './home.ts'
import { FIRST_START } from './learner.ts'
import { eventually } from './patience.ts'
import { dockerStack, NOTHING, onDocker, type Stack } from './stack.ts'

/** Docker Compose as a command of its own; version 1.29 has only that name. */
const COMPOSE = 'docker-compose'
const found = spawnSync(COMPOSE, ['version', '--short'], { encoding: 'utf8' })
const missing = found.error === undefined && found.status === 0 ? null : `there is no ${COMPOSE}`
const because = missing === null ? '' : ` (skipped: ${missing})`

onDocker(`beside ${COMPOSE}`, () => {
  let home: Home
  let stack: Stack
  beforeEach(async () => {
    home = await newHome('home', 'docker')
    stack = dockerStack(home.dir)
  })
  afterEach(async () => {
    await home.stop().finally(home.remove)
  })
  const compose = async (args: readonly string[], env: Readonly<Record<string, string>> = {}) => {
    const file = join(dirname(dirname(home.script)), 'compose', 'docker-compose.yml')
    const { stdout } = await promisify(execFile)(COMPOSE, ['-f', file, '-p', stack.project, ...args], {
      env: { ...home.env, ...env },
    })
    return stdout
  }

  test.skipIf(missing !== null)(
    `it lists our stack, works in it, and takes it away${because}`,
    async () => {
      await start(home)
      expect(await home.run(['skip'])).toMatchObject({ code: 0 })
      const listed = await compose(['ps'])
      for (const service of ['kafka', 'workbench', 'zookeeper'])
        expect(listed).toMatch(new RegExp(`${stack.project}-${service}-1 .* Up`))
      // It names all services of the file, those of a profile that is not active too.
      expect((await compose(['ps', '--services'])).trim().split('\n').sort()).toEqual(
        [...home.whole, 'colleague', 'computer', 'instance', 'mirror'].sort(),
      )
      expect(await compose(['logs', '--no-color', 'kafka'])).toContain('started (kafka.server.KafkaServer)')
      await compose(['stop', '-t', '1', 'kafka'])
      expect(await home.json('check', '3')).toMatchObject({
        code: 3,
        value: { steps: expect.arrayContaining([expect.objectContaining({ verdict: 'blocked' })]) },
      })
      await start(home)
      await compose(['down', '--volumes'])
      expect(await stack.left()).toEqual(NOTHING)
      expect((await home.run(['check', '3'])).stdout).toContain(
        'the cluster is not there any more: somebody took it away',
      )
      expect(await home.run(['stop'])).toMatchObject({ code: 0 })
    },
    FIRST_START,
  )

  test.skipIf(missing !== null)(
    `a stack that it made under our name is made ours by a start, topics and all; a stop leaves nothing${because}`,
    async () => {
      // The image is there; from a clone it would be built by Maven, for minutes.
      await start(home)
      const { Image } = (await stack.inspect('kafka')).Config
      await home.stop()
      const env = { LABS_KAFKA_IMAGE: Image, LABS_KAFKA_PORT: '29473' }
      await compose(['up', '--detach'], env)
      expect(await home.services()).toEqual(home.whole)
      const tool = ['kafka-topics.sh', '--bootstrap-server', 'my-kafka:9092']
      // It does not wait for the broker.
      await eventually('the broker answers there', () =>
        compose(['exec', '-T', 'workbench', ...tool, '--list'], env).then(
          () => true,
          () => false,
        ),
      )
      await compose(['exec', '-T', 'workbench', ...tool, '--create', '--topic', 'theirs'], env)
      // Nothing is remembered of it: it is not graded as if it were a cluster of this home's.
      expect(await home.run(['check', '3'])).toMatchObject({ code: 3 })
      await start(home)
      expect((await stack.left()).containers).toEqual(
        ['kafka', 'workbench', 'zookeeper'].map((name) => `${stack.project}-${name}-1`),
      )
      expect((await home.run(['exec', '--', ...tool, '--list'])).stdout).toBe('theirs\n')
      // And one that nothing was started on.
      await home.stop()
      await compose(['up', '--detach'], env)
      expect(await home.json('stop')).toMatchObject({ code: 0 })
      expect(await stack.left()).toEqual(NOTHING)
    },
  )
})
