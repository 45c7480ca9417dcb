import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { files, type Home, newHome, onKafka, otherwise, start } from './home.ts'
import { clusterOn } from './view.ts'

onKafka('files that are not as they were left', () => {
  let home: Home
  let started: { clusterId: string; bootstrapServer: string; port: number }
  beforeAll(async () => {
    home = await newHome()
    started = await start(home)
  })
  afterAll(async () => {
    await home?.stop().finally(home.remove)
  })
  const inHome = (...path: string[]) => join(home.dir, ...path)

  test.each([
    ['garbage', 'not json\n'],
    ['nothing', ''],
    ['another version', '{"version": 9}'],
    ['half of it', '{"version":1,"ports":{"zookeeper":21'],
    [
      'no more than that',
      '{"version":1,"ports":{"zookeeper":2181,"kafka":9092},"java":{},"kafkaHome":{},"clusterId":"x"}',
    ],
    ['no ports', '{"version":1,"java":{},"kafkaHome":{"dir":"/nowhere","jars":[]}}'],
  ])('cluster.json is %s: the processes are found all the same', async (_what, text) => {
    await writeFile(inHome('local', 'cluster.json'), text)
    const status = await home.json('status')
    expect(status).toMatchObject({
      code: 0,
      value: { services: [{ state: 'running' }, { state: 'running' }] },
    })
    expect(await home.json('check', '3')).toMatchObject({ code: 3 })
    expect(await home.run(['exec', '--', 'true'])).toMatchObject({ code: 3 })
  })

  test('and a start brings one cluster up, in which it can be worked', async () => {
    const pids = [await home.pid('kafka'), await home.pid('zookeeper')]
    started = await start(home)
    expect([await home.pid('kafka'), await home.pid('zookeeper')]).not.toEqual(expect.arrayContaining(pids))
    expect(await home.run(['skip'])).toMatchObject({ code: 0 })
  })

  test('progress.json is garbage: it is kept under another name, and a new one begun', async () => {
    const known = await readFile(inHome('progress.json'), 'utf8')
    expect(JSON.parse(known)).toMatchObject({ version: 1, current: 'topics' })
    await writeFile(inHome('progress.json'), 'not json')
    const { code, stdout, stderr } = await home.run(['check', '3', '--json'])
    const aside = (await files(home.dir)).filter((file) => file.startsWith('progress.json.'))
    expect(aside).toHaveLength(1)
    expect(await readFile(inHome(aside[0] ?? ''), 'utf8')).toBe('not json')
    expect(stderr).toMatch(`it is kept as ${inHome(aside[0] ?? '')}, and a new one begun\n`)
    // What is there in the cluster counts, though nothing is remembered.
    expect({ code, ...(JSON.parse(stdout) as object) }).toMatchObject({ code: 1, score: { passed: 1 } })
    expect(JSON.parse(await readFile(inHome('progress.json'), 'utf8'))).toMatchObject({
      labs: { topics: { passes: { 'create-topic': { clusterId: started.clusterId } } } },
    })
  })

  test('progress.json is of a newer program: it is not touched', async () => {
    const known = await readFile(inHome('progress.json'), 'utf8')
    const newer = '{"version": 99, "what": "ever"}'
    await writeFile(inHome('progress.json'), newer)
    const commands = [
      ['check'],
      ['check', '3'],
      ['hint', '3'],
      ['skip', '3'],
      ['reset', '3'],
      ['list'],
      ['status'],
      ['start', '3', '--detach'],
    ]
    for (const args of commands)
      expect(await home.run(args)).toEqual({
        code: 2,
        stdout: '',
        stderr: expect.stringMatching(
          /^labs: \S+progress\.json was written by a newer labs \(version 99\)\n {2}update labs, .*\n$/,
        ),
      })
    expect(await readFile(inHome('progress.json'), 'utf8')).toBe(newer)
    await writeFile(inHome('progress.json'), known)
  })

  test('another cluster answers on the port that is recorded: it is never graded, and never stopped', async () => {
    const dir = join(dirname(home.dir), 'other')
    const other = otherwise(home, { LABS_HOME: dir }, { dir })
    await mkdir(join(dir, 'local'), { recursive: true })
    const state = await readFile(inHome('local', 'cluster.json'), 'utf8')
    await writeFile(
      join(dir, 'local', 'cluster.json'),
      state.replace(started.clusterId, 'another-cluster-of-old'),
    )
    expect(await other.json('check', '3')).toMatchObject({
      code: 3,
      value: {
        clusterId: null,
        steps: expect.not.arrayContaining([expect.objectContaining({ verdict: 'passed' })]),
      },
    })
    expect(await other.run(['check', '3'])).toMatchObject({
      stdout: expect.stringContaining(`another Kafka cluster answers on port ${started.port}, not this one`),
    })
    for (const args of [
      ['reset', '3'],
      ['skip', '3'],
    ])
      expect(await other.run(args)).toMatchObject({
        code: 3,
        stderr: expect.stringContaining('another Kafka cluster'),
      })
    expect(await other.run(['stop'])).toMatchObject({ code: 0 })
    expect(await clusterOn(started.port)).toBe(started.clusterId)
    expect(await home.json('check', '--step', 'create-topic')).toMatchObject({ code: 0 })
  })

  test('cluster.json is garbage when it is stopped: all of it is taken away', async () => {
    await writeFile(inHome('local', 'cluster.json'), 'not json')
    expect(await home.json('stop', '--all')).toMatchObject({ code: 0, value: { stopped: true } })
    expect(await home.services()).toEqual([])
    expect(await clusterOn(started.port)).not.toBe(started.clusterId)
    expect((await files(home.dir)).filter((file) => !file.startsWith('progress.json'))).toEqual([])
  })
})

onKafka('a home that can’t be', () => {
  let home: Home
  beforeAll(async () => {
    home = await newHome()
  })
  afterAll(() => home?.remove())

  const commands = [
    ['start', '3', '--detach'],
    ['stop'],
    ['hint', '3'],
    ['check', '3'],
    ['skip', '3'],
    ['reset', '3'],
    ['status'],
    ['logs'],
    ['list'],
    ['exec', '--', 'true'],
  ]

  test.each(commands.map((args) => [args.join(' ')]))('below a file: labs %s', async (line) => {
    const args = line.split(' ')
    const file = join(dirname(home.dir), 'a-file')
    await writeFile(file, '')
    const below = otherwise(home, { LABS_HOME: join(file, 'home') })
    const { code, stdout, stderr } = await below.run(args)
    // One line and a way out.
    expect(stderr).toMatch(/^(.* …\n)?labs: .+\n {2}.*LABS_HOME.*\n$/)
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(await readFile(file, 'utf8')).toBe('')
  })

  test('below a file: the doctor says so', async () => {
    const file = join(dirname(home.dir), 'a-file')
    await writeFile(file, '')
    const below = otherwise(home, { LABS_HOME: join(file, 'home') })
    const { code, value, stderr } = await below.json('doctor')
    expect({ code, stderr }).toEqual({ code: 2, stderr: '' })
    expect(value).toMatchObject({
      ok: false,
      engine: null,
      findings: expect.arrayContaining([
        expect.objectContaining({ what: 'Home', state: 'fatal', help: expect.any(String) }),
      ]),
    })
  })

  test('with a space in its path: refused by name, at once', async () => {
    const dir = join(dirname(home.dir), 'my home')
    for (const args of [['start', '3', '--detach'], ['list'], ['doctor'], ['stop']])
      expect(await otherwise(home, { LABS_HOME: dir }).run(args)).toEqual({
        code: 2,
        stdout: '',
        stderr: `labs: Kafka's launch scripts can't work under a path with a space: "${dir}"\n  set LABS_HOME to a directory without one\n`,
      })
  })

  test('a Kafka that is none, and a Java that is none', async () => {
    const dir = dirname(home.dir)
    expect(await home.run(['start', '3', '--detach', '--kafka-home', dir])).toMatchObject({
      code: 2,
      stdout: '',
      stderr: expect.stringMatching(
        /^labs: --kafka-home \S+ is not a home of Kafka 2\.5\.0: it lacks .*\n {2}Give the directory/,
      ),
    })
    expect(await home.run(['start', '3', '--detach'], { env: { JAVA_HOME: dir } })).toMatchObject({
      code: 2,
      stdout: '',
      stderr: expect.stringMatching(/^labs: JAVA_HOME \(\S+\) is not a Java/),
    })
    expect(await files(home.dir)).toEqual([])
  })
})
