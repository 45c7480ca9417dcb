import { readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { files, type Home, newHome, occupy, onEveryEngine, onKafka } from './home.ts'
import {
  bash,
  brokerPort,
  check,
  container,
  placeOf,
  serversOf,
  skip,
  standing,
  startInstance,
  statusOf,
} from './instance.ts'
import { FIRST_START } from './learner.ts'
import { eventually } from './patience.ts'
import { instanceLeft, NOTHING, onDocker } from './stack.ts'
import { instanceProcesses } from './view.ts'

let home: Home

/** Nothing can be told, nothing is failed, and it is said how to go on. */
async function isBlocked(message: string, help: string) {
  const { code, report } = await check(home, 1)
  expect({ code, id: report.instanceId }).toEqual({ code: 3, id: null })
  for (const { checks } of report.steps) expect(checks).toMatchObject([{ verdict: 'blocked', message, help }])
  expect(report.steps[0]?.passedAt, 'what was passed is still known').toEqual(expect.any(String))
  const { code: exit, stdout } = await home.run(['check', '1'])
  expect(exit).toBe(3)
  expect(stdout).toContain(`${message}\n`)
  expect(stdout).toContain(`→ ${help}`)
}

onDocker('an instance’s container was', () => {
  let id: string
  beforeAll(async () => {
    home = await newHome('home', 'docker')
    ;({ instanceId: id } = await startInstance(home))
    await skip(home, 1, ['key-file', 'security-group', 'unpack', 'zookeeper'])
  }, FIRST_START)
  afterAll(async () => {
    await home?.stop().finally(home.remove)
  })
  const comesBack = async () => {
    expect(await startInstance(home)).toMatchObject({ instanceId: id })
    const { report } = await check(home, 1)
    expect(report.instanceId).toBe(id)
    expect(standing(report)).toEqual(expect.arrayContaining(['key-file', 'security-group', 'unpack']))
    expect((await statusOf(home))?.running).toBe(true)
  }

  test.each(['instance', 'computer'] as const)('paused: the %s', async (place) => {
    await (await container(home, place)).pause()
    await isBlocked('the instance does not run any more', 'labs start 1 or labs start 2 brings it back')
    expect(await statusOf(home)).toEqual({ id, running: false, processes: [] })
    await comesBack()
    // It was only held.
    expect((await serversOf(home)).map(({ server }) => server)).toEqual(['zookeeper'])
  })

  test.each(['instance', 'computer'] as const)('killed: the %s', async (place) => {
    await skip(home, 1, ['zookeeper'])
    await (await container(home, place)).kill()
    await eventually(
      'it is gone',
      async () => !(await (await container(home, place)).inspect()).State.Running,
    )
    await isBlocked('the instance does not run any more', 'labs start 1 or labs start 2 brings it back')
    expect(await home.run(['status'])).toMatchObject({
      code: 0,
      stdout: expect.stringContaining(`instance   not running  ${id}\n`),
    })
    expect(await home.run(['exec', '1', '--', 'true'])).toEqual({
      code: 3,
      stdout: '',
      stderr: 'labs: the instance does not run any more\n  labs start 1 or labs start 2 brings it back\n',
    })
    await comesBack()
    expect((await serversOf(home)).map(({ server }) => server)).toEqual(
      place === 'instance' ? [] : ['zookeeper'],
    )
  })
})

onDocker('the learner’s computer was switched off and on again', () => {
  test(
    'its name for the broker is still there, once, where the learner’s other lines are',
    async () => {
      home = await newHome('home', 'docker')
      try {
        await startInstance(home)
        const line = '203.0.113.7 my-kafka # mine'
        await bash(home, 1, `echo '${line}' | sudo tee -a /etc/hosts`)
        // Docker's own line may have another address each time.
        const hosts = () => bash(home, 1, 'grep -v computer /etc/hosts')
        const before = await hosts()
        for (const how of ['stop', 'restart'] as const) {
          await (await container(home, 'computer'))[how]()
          await startInstance(home)
          expect(await hosts()).toBe(before)
        }
        await bash(home, 1, "sed '/mine/d' /etc/hosts >/tmp/hosts && cat /tmp/hosts >/etc/hosts")
        await (await container(home, 'computer')).restart()
        expect(await hosts(), 'what was taken away stays away').toBe(before.replace(`${line}\n`, ''))
      } finally {
        await home.stop().finally(home.remove)
      }
    },
    FIRST_START,
  )
})

onKafka('an instance that is a directory', () => {
  beforeAll(async () => {
    home = await newHome()
  })
  afterEach(async () => {
    await home.run(['stop', '--all'])
    await rm(join(home.dir, 'progress.json'), { force: true })
  })
  afterAll(async () => {
    await home?.stop().finally(home.remove)
  })

  test.each(['not json', '', '{"version":1,"id":"i-0","ports":{},"java":{},"kafkaHome":{}}'])(
    'instance.json is %j: it counts as none, and a start makes another',
    async (garbage) => {
      const { instanceId } = await startInstance(home)
      await skip(home, 1, ['key-file', 'unpack', 'zookeeper'])
      await writeFile(placeOf(home).state, garbage)
      await isBlocked('the instance was not started', 'labs start 1 or labs start 2 starts it')
      const again = await startInstance(home)
      expect(again.instanceId).not.toBe(instanceId)
      // Of the one that is not known any more nothing runs on; what was passed was made anew.
      expect(standing((await check(home, 1)).report)).toEqual(['key-file', 'unpack', 'zookeeper'])
      expect((await instanceProcesses(home.dir)).map(({ pid }) => pid)).toEqual(
        (await serversOf(home)).map(({ pid }) => pid),
      )
    },
    300_000,
  )

  test('its home was removed', async () => {
    const { instanceId } = await startInstance(home)
    await skip(home, 1, ['key-file', 'unpack'])
    await rm(placeOf(home).home, { recursive: true })
    await isBlocked('the instance does not run any more', 'labs start 1 or labs start 2 brings it back')
    expect((await startInstance(home)).instanceId).not.toBe(instanceId)
    expect(standing((await check(home, 1)).report)).toEqual(['key-file', 'unpack'])
  })

  test('another program has the broker’s port: the words name it', async () => {
    await startInstance(home)
    await skip(home, 1, ['unpack', 'configure', 'zookeeper'])
    const port = await brokerPort(home)
    const stranger = await occupy(port)
    expect(stranger).not.toBeNull()
    try {
      expect(await home.run(['skip', '1', '--step', 'broker'])).toMatchObject({
        code: 2,
        stdout: expect.stringMatching(/ended by itself: .*Address\s+already\s+in\s+use/s),
      })
      const { code, report } = await check(home, 1, '--step', 'broker')
      expect(code).toBe(1)
      expect(report.steps[0]?.checks).toMatchObject([
        {
          verdict: 'failed',
          message: expect.stringMatching(`^the broker ended by itself: .*:${port}: Address already in use`),
          help: expect.stringMatching(/port/),
        },
      ])
    } finally {
      stranger?.close()
    }
    await skip(home, 1, ['broker'])
  }, 300_000)

  test('no Java: said in a line, with a way out; and nothing is left', async () => {
    const { JAVA_HOME: _, ...env } = home.env
    const bare = { ...env, PATH: '/nowhere', JAVA_HOME: '/nowhere' }
    const { code, stdout, stderr } = await home.run(['start', '1', '--detach'], { env: bare })
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toMatch(/^labs: .*Java.*\n {2}\S/)
    expect((await files(home.dir)).filter((file) => !file.startsWith('progress.json'))).toEqual([])
  })
})

onEveryEngine('labs start 1', (engine) => {
  beforeAll(async () => {
    home = await newHome('home', engine)
  })
  afterAll(async () => {
    await home?.stop().finally(home.remove)
  })

  test(
    'Ctrl-C while it starts: 130, and nothing is left',
    async () => {
      const state = `${engine}-instance/${engine === 'docker' ? 'instance.json' : 'home'}`
      const starting = home.begin(['start', '1', '--detach'])
      await eventually('it has begun', async () => (await files(home.dir)).includes(state))
      starting.child.kill('SIGINT')
      const { code, stderr } = await starting.ended
      expect({ code, stderr }).toMatchObject({ code: 130, stderr: expect.stringMatching(/Cancelled\n$/) })
      expect((await files(home.dir)).filter((file) => file !== 'progress.json')).toEqual([])
      if (engine === 'docker') expect(await instanceLeft(home.dir)).toEqual(NOTHING)
      expect(await statusOf(home)).toBeNull()
    },
    FIRST_START,
  )

  test(
    'twice: the same instance, with all that is on it',
    async () => {
      const first = await startInstance(home)
      await skip(home, 1, ['key-file', 'unpack', 'zookeeper'])
      await bash(home, 2, 'echo mine > note')
      const servers = await serversOf(home)
      expect(await startInstance(home)).toEqual(first)
      expect(await bash(home, 2, 'cat note')).toBe('mine\n')
      expect(await serversOf(home)).toEqual(servers)
      const { report } = await check(home, 1)
      expect(standing(report)).toEqual(['key-file', 'unpack', 'zookeeper'])
      const progress = JSON.parse(await readFile(join(home.dir, 'progress.json'), 'utf8')) as {
        labs: Record<string, { passes: Record<string, { clusterId: string }> }>
      }
      const passes = Object.values(progress.labs['broker-setup']?.passes ?? {})
      expect(new Set(passes.map(({ clusterId }) => clusterId))).toEqual(new Set([first.instanceId]))
    },
    FIRST_START,
  )
})
