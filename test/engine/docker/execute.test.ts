import { afterEach, beforeEach, expect, test } from 'vitest'
import { down } from '../../../src/engine/docker/down.ts'
import { runInside } from '../../../src/engine/docker/run.ts'
import { UserError } from '../../../src/errors.ts'
import { IMAGE, onDaemon, type Scratch, scratch } from './scratch.ts'

/** Services of a line each, `name: { … }`, of the image at hand. */
const file = (services: Readonly<Record<string, string>>, more = '') =>
  [
    'services:',
    ...Object.entries(services).map(
      ([name, keys]) =>
        `  ${name}: { image: '${IMAGE}', ${/init:/.test(keys) ? '' : 'init: true, '}${/command/.test(keys) ? '' : 'command: [sleep, infinity], '}${keys} }`,
    ),
    more,
  ].join('\n')
const HEALTHY =
  'healthcheck: { test: [CMD, test, -e, /tmp/ready], interval: 200ms, timeout: 2s, retries: 200 }'
const waits = (on: string, condition: string) => `depends_on: { ${on}: { condition: ${condition} } }`

onDaemon('a plan, done on a real daemon', () => {
  let it: Scratch
  beforeEach(async () => {
    it = await scratch()
  })
  afterEach(async () => {
    await it.remove()
    const filters = { label: [`com.docker.compose.project=${it.project}`] }
    expect(await it.docker.listContainers({ all: true, filters })).toEqual([])
    expect(await it.docker.listNetworks({ filters })).toEqual([])
    expect((await it.docker.listVolumes({ filters })).Volumes).toEqual([])
  })
  const inside = async (service: string, ...argv: [string, ...string[]]) =>
    runInside(await it.container(service), argv, { output: 'capture' })
  const failure = async (promise: Promise<unknown>): Promise<UserError> => {
    const error = await promise.then(
      () => null,
      (reason: unknown) => reason,
    )
    if (!(error instanceof UserError)) throw new Error(`no UserError: ${String(error)}`)
    return error
  }

  test('what is missing is made, what is right is kept, what is another now is made anew with its data', async () => {
    const volumes = "volumes: ['data:/data']"
    const text = (memory: string) =>
      file({ db: `${volumes}, mem_limit: ${memory}`, app: 'hostname: my-app' }, 'volumes: { data: {} }')
    expect(await it.up(text('64m'))).toEqual(['network', 'volume', 'create db', 'create app'])
    expect(await inside('app', 'hostname')).toEqual({ exit: 0, output: 'my-app\n' })
    expect(await inside('app', 'getent', 'hosts', 'db')).toMatchObject({ exit: 0 })
    await inside('db', 'bash', '-c', 'echo kept > /data/it')
    const ids = async () => [(await it.inspect('db')).Id, (await it.inspect('app')).Id]
    const before = await ids()
    expect(await it.up(text('64m'))).toEqual(['keep db', 'keep app'])
    expect(await ids()).toEqual(before)
    expect(await it.up(text('96m'))).toEqual(['recreate db', 'keep app'])
    const [db, app] = await ids()
    expect([db === before[0], app === before[1]]).toEqual([false, true])
    expect((await it.inspect('db')).HostConfig.Memory).toBe(96 << 20)
    expect(await inside('db', 'cat', '/data/it')).toEqual({ exit: 0, output: 'kept\n' })
  })

  test('one that stands still is started, one that is paused goes on, one that is no service any more goes', async () => {
    await it.up(file({ one: '', two: '', old: '' }))
    await (await it.container('one')).kill()
    await (await it.container('two')).pause()
    expect(await it.up(file({ one: '', two: '' }))).toEqual(['remove old', 'start one', 'unpause two'])
    for (const service of ['one', 'two'])
      expect((await it.inspect(service)).State).toMatchObject({ Running: true, Paused: false })
    await expect(it.inspect('old')).rejects.toThrow('0 containers')
  })

  test('what was to be started or to go on does so already, as a start that was killed had asked for it', async () => {
    await it.up(file({ one: '', two: '' }))
    await (await it.container('one')).kill()
    await (await it.container('two')).pause()
    const planned = async () => {
      await (await it.container('one')).start()
      await (await it.container('two')).unpause()
    }
    expect(await it.up(file({ one: '', two: '' }), undefined, planned)).toEqual(['start one', 'unpause two'])
    for (const service of ['one', 'two'])
      expect((await it.inspect(service)).State).toMatchObject({ Running: true, Paused: false })
  })

  test('its network is gone: it is made anew on another', async () => {
    await it.up(file({ one: '' }))
    const before = (await it.inspect('one')).Id
    const network = it.docker.getNetwork(`${it.project}_default`)
    await network.disconnect({ Container: before, Force: true })
    await network.remove()
    expect(await it.up(file({ one: '' }))).toEqual(['network', 'recreate one'])
    expect((await it.inspect('one')).Id).not.toBe(before)
  })

  test('a service that waits for another’s health, or for its end, starts after that', async () => {
    await it.up(
      file({
        job: 'command: [bash, -c, "sleep 0.3"]',
        db: `command: [bash, -c, "touch /tmp/ready; sleep infinity"], ${waits('job', 'service_completed_successfully')}, ${HEALTHY}`,
        app: waits('db', 'service_healthy'),
      }),
    )
    const [job, db, app] = [await it.inspect('job'), await it.inspect('db'), await it.inspect('app')]
    expect(job.State).toMatchObject({ Running: false, ExitCode: 0 })
    expect(db.State.StartedAt > job.State.FinishedAt).toBe(true)
    expect(db.State.Health?.Status).toBe('healthy')
    expect(app.State.StartedAt > db.State.StartedAt).toBe(true)
  })

  test.each([
    [
      'command: [bash, -c, "exit 3"]',
      'service_completed_successfully',
      'one ended while others waited for it (exit code 3)',
    ],
    [
      'command: [bash, -c, "exit 4"], healthcheck: { test: [CMD, "true"], interval: 30s }',
      'service_healthy',
      'one ended while others waited for it (exit code 4)',
    ],
    [
      'healthcheck: { test: [CMD, "false"], interval: 100ms, retries: 1 }',
      'service_healthy',
      'one runs, but its health check fails',
    ],
  ])('%s: who waits for it (%s) is not started, and why is said', async (one, condition, says) => {
    expect(await failure(it.up(file({ one, app: waits('one', condition) })))).toMatchObject({
      message: says,
      help: expect.stringContaining('labs logs one'),
      exit: 2,
    })
    expect((await it.inspect('app')).State.Status).toBe('created')
  })

  test('a program that is not in the image is the daemon’s refusal; what was under way has been done by then', async () => {
    await expect(it.up(file({ one: 'init: false, command: [no-such-program]', two: '' }))).rejects.toThrow(
      /no-such-program/,
    )
    const after = (await it.inspect('two')).State.Status
    expect(['created', 'running']).toContain(after)
    // A second try finds what the first one left.
    expect(await it.up(file({ one: '', two: '' }))).toEqual([
      'recreate one',
      after === 'running' ? 'keep two' : 'start two',
    ])
  })

  test('an external network that is not there: nothing is made', async () => {
    const text = file(
      { one: 'networks: [far]' },
      'networks: { far: { external: true, name: labs-test-nowhere } }',
    )
    expect(await failure(it.up(text))).toMatchObject({
      message: 'the network labs-test-nowhere is external, and is not there',
    })
    await expect(it.inspect('one')).rejects.toThrow('0 containers')
  })

  test('a port that somebody has: portTaken knows which', async () => {
    const { portTaken } = await import('../../../src/engine/daemon/failures.ts')
    await it.up(file({ one: "ports: ['127.0.0.1:29474:80']" }))
    const other = await scratch()
    try {
      const error = await other.up(file({ one: "ports: ['127.0.0.1:29474:80']" })).then(
        () => null,
        (reason: unknown) => reason,
      )
      expect(portTaken(error)).toBe(29_474)
    } finally {
      await other.remove()
    }
  })

  test('an abort while something waits: its reason, and nothing comes into being afterwards', async () => {
    const abort = new AbortController()
    const under = it.up(file({ one: HEALTHY, app: waits('one', 'service_healthy') }), abort.signal)
    const ended = failure(under).catch((error: unknown) => error)
    await expect.poll(async () => (await it.inspect('one').catch(() => null))?.State.Running).toBe(true)
    abort.abort(new UserError('enough'))
    expect(await ended).toMatchObject({ message: 'enough' })
    expect((await it.inspect('app')).State.Status).toBe('created')
    const done = new AbortController()
    done.abort(new UserError('before it began'))
    expect(await failure(it.up(file({ one: '', two: '' }), done.signal))).toMatchObject({
      message: 'before it began',
    })
    await expect(it.inspect('two')).rejects.toThrow('0 containers')
  })

  test('down takes all of the project and nothing else; who was put on its network is let go', async () => {
    await it.up(file({ one: "volumes: ['data:/data']" }, 'volumes: { data: {} }'))
    const guest = await it.docker.createContainer({
      Image: IMAGE,
      Cmd: ['sleep', 'infinity'],
      HostConfig: { NetworkMode: `${it.project}_default`, Init: true },
    })
    try {
      await guest.start()
      expect(await down(it.docker, it.project)).toBe(true)
      expect((await guest.inspect()).State.Running).toBe(true)
      expect(await down(it.docker, it.project)).toBe(false)
    } finally {
      await guest.remove({ force: true })
    }
  })
})
