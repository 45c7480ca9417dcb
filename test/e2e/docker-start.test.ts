import { createServer, type Server } from 'node:net'
import { dirname, join } from 'node:path'
import { pack } from 'tar-stream'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { files, type Home, newHome, occupy, otherwise, start } from './home.ts'
import { FIRST_START } from './learner.ts'
import { eventually } from './patience.ts'
import { dangling, docker, dockerStack, NOTHING, onDocker } from './stack.ts'

/** Names of images that are made here and taken away again. */
const EMPTY = 'labs-e2e/empty:1'
const HALFWAY = 'labs-e2e/halfway:1'
/** Nobody has it. */
const NOWHERE = 'labs-e2e/nowhere:9'
const LATE = 'labs-e2e/late:1'

onDocker('a start that can’t be', () => {
  let home: Home
  beforeAll(async () => {
    home = await newHome('home', 'docker')
  })
  afterEach(async () => {
    await home.stop()
  })
  afterAll(async () => {
    await home?.remove()
  })

  /** A start that fails, and leaves nothing. */
  const fails = async (env: Record<string, string>) => {
    const ended = await otherwise(home, env).run(['start', '3', '--detach'])
    expect(ended).toMatchObject({ code: 2, stdout: '' })
    expect(ended.stderr).not.toMatch(/ {4}at |\[object/)
    expect(await dockerStack(home.dir).left()).toEqual(NOTHING)
    expect(
      (await files(home.dir)).filter((file) => !file.startsWith('progress.json') && file !== 'engine'),
    ).toEqual([])
    return ended.stderr
  }

  test('no daemon: exit 2, which one, who named it, and what to do', async () => {
    const socket = join(dirname(home.dir), 'nobody.sock')
    expect(await fails({ DOCKER_HOST: `unix://${socket}` })).toMatch(
      new RegExp(
        `^labs: No Docker answers at unix://${socket}\\.\\n {2}Start it .* It is DOCKER_HOST that names it\\.\\n$`,
      ),
    )
  })

  test('what answers is no Docker', async () => {
    const server = createServer((socket) => socket.on('error', () => {}).end('220 mail.example.org\r\n'))
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
    const address = server.address()
    const port = typeof address === 'object' && address !== null ? address.port : 0
    try {
      expect(await fails({ DOCKER_HOST: `tcp://127.0.0.1:${port}` })).toMatch(
        /^labs: What answers at tcp:\/\/127\.0\.0\.1:\d+ is not Docker\.\n/,
      )
    } finally {
      server.close()
    }
  })

  describe('images', () => {
    beforeAll(async () => {
      const on = await docker()
      const tar = pack()
      tar.finalize()
      await read(await on.importImage(tar, { repo: 'labs-e2e/empty', tag: '1' }))
      // What is built on this one fails at a link that is there already, once all before it has been done.
      const learner = await newHome('home', 'docker')
      try {
        await start(learner)
        const image = (await dockerStack(learner.dir).inspect('workbench')).Image
        const container = await on.createContainer({
          Image: image,
          User: 'root',
          HostConfig: { NetworkMode: 'none' },
          Cmd: ['bash', '-c', 'rm -rf /home/learner && userdel learner && userdel kafka; rm -rf /opt/kafka'],
        })
        await container.start()
        expect(await container.wait()).toMatchObject({ StatusCode: 0 })
        await container.commit({ repo: 'labs-e2e/halfway', tag: '1', changes: 'USER root' })
        await container.remove()
        const late = await on.createContainer({
          Image: HALFWAY,
          Cmd: ['rm', '/usr/local/bin/labs'],
          HostConfig: { NetworkMode: 'none' },
        })
        await late.start()
        expect(await late.wait()).toMatchObject({ StatusCode: 0 })
        await late.commit({ repo: 'labs-e2e/late', tag: '1' })
        await late.remove()
      } finally {
        await learner.stop().finally(learner.remove)
      }
    }, FIRST_START)
    afterAll(async () => {
      const on = await docker()
      for (const name of [LATE, HALFWAY, EMPTY, NOWHERE])
        await on
          .getImage(name)
          .remove({ force: true })
          .catch(() => {})
    })
    /** What a build of ours has running. */
    const building = async () =>
      (await (await docker()).listContainers({ all: true, filters: { label: ['kafka-labs.build'] } })).filter(
        ({ Labels }) => Labels['com.docker.compose.project'] === undefined,
      )
    const images = async () =>
      (await (await docker()).listImages()).flatMap(({ RepoTags }) => RepoTags ?? []).sort()
    /** The same images with a name as before, none without, and no container of a build. */
    const leavesNoImage = async (run: () => Promise<void>) => {
      const before = [await images(), await dangling(await docker())]
      await run()
      expect([await images(), await dangling(await docker())]).toEqual(before)
      expect(await building()).toEqual([])
    }

    test('a base image without a shell: the build’s last lines', async () => {
      await leavesNoImage(async () => {
        const stderr = await fails({ LABS_BASE_IMAGE: EMPTY })
        expect(stderr).toMatch(
          /labs: the image could not be built: .*\n( {2}\| .*\n)*? {2}\| Step \d+\/\d+ : RUN apt-get update/,
        )
        expect(stderr).toMatch(
          /\n {2}mend what its last lines say, and start again; labs start --engine local needs no image\n$/,
        )
        expect(stderr.split('\n').filter((line) => line.startsWith('  | ')).length).toBeLessThanOrEqual(12)
      })
    })

    test('a build that fails half way: its last lines, and nothing of it stays', async () => {
      await leavesNoImage(async () => {
        const stderr = await fails({ LABS_BASE_IMAGE: HALFWAY })
        expect(stderr).toMatch(/labs: the image could not be built: .*ln -s .* returned a non-zero code: 1\n/)
        expect(stderr).toMatch(/\n {2}\| ln: failed to create symbolic link .*: File exists\n/)
      })
    })

    test.each(['SIGINT', 'SIGTERM'] as const)(
      '%s while it is built: 130, and nothing of it stays',
      async (signal) => {
        await leavesNoImage(async () => {
          const starting = otherwise(home, { LABS_BASE_IMAGE: LATE }).begin(['start', '3', '--detach'])
          await eventually('a step of the build runs', async () => (await building()).length > 0)
          starting.child.kill(signal)
          expect(await starting.ended).toMatchObject({
            code: 130,
            stdout: '',
            stderr: expect.stringMatching(/Building the image[\s\S]*\nCancelled\n$/),
          })
          await eventually('the build has ended', async () => (await building()).length === 0)
          expect(await files(home.dir)).toEqual([])
        })
      },
    )

    test('a base image that is nowhere to be had', async () => {
      await leavesNoImage(async () => {
        const stderr = await fails({ LABS_BASE_IMAGE: NOWHERE })
        expect(stderr).toMatch(
          /labs: the image could not be built: \S.*\n( {2}\| .*\n)*? {2}\| Step \d+\/\d+ : FROM /,
        )
      })
    })

    test('an image of one’s own that is nowhere to be had', async () => {
      await leavesNoImage(async () => {
        expect(await fails({ LABS_KAFKA_IMAGE: NOWHERE })).toMatch(
          /labs: the image labs-e2e\/nowhere:9 could not be fetched: .*\n {2}see whether docker pull of it works/,
        )
      })
    })

    test('an image of one’s own that has no Kafka: which service, and its words', async () => {
      await leavesNoImage(async () => {
        expect(await fails({ LABS_KAFKA_IMAGE: 'debian:bookworm-slim' })).toMatch(
          /^[\s\S]*labs: \S[\s\S]*\n {2}\S/,
        )
      })
    })
  })

  describe('the broker’s port', () => {
    const strangers: Server[] = []
    afterEach(() => {
      for (const stranger of strangers.splice(0)) stranger.close()
    })
    const taken = async (port: number) => {
      const stranger = await occupy(port)
      if (stranger !== null) strangers.push(stranger)
    }

    test('one that is asked for and taken: exit 2, and it is named', async () => {
      await taken(29_471)
      expect(await fails({ LABS_KAFKA_PORT: '29471' })).toMatch(/labs: .*29471/)
    })

    test.each(['0', '9092', '65536', 'kafka'])('LABS_KAFKA_PORT=%s can’t be it', async (LABS_KAFKA_PORT) => {
      expect(await fails({ LABS_KAFKA_PORT })).toMatch(
        new RegExp(
          `labs: LABS_KAFKA_PORT=${LABS_KAFKA_PORT} can't be the broker's port\\n {2}a number from 1`,
        ),
      )
    })

    test('one that is asked for and free is it; the usual one, taken, gives another', async () => {
      const asked = otherwise(home, { LABS_KAFKA_PORT: '29472' })
      expect(await start(asked)).toMatchObject({ port: 29472 })
      await home.stop()
      await taken(19_092)
      const { port } = await start(home)
      expect(port).not.toBe(19092)
      expect((await home.run(['check', '3'])).code).toBe(1)
    })
  })
})

/** Reads a stream to its end. */
async function read(stream: NodeJS.ReadableStream): Promise<void> {
  for await (const _chunk of stream);
}
