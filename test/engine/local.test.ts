import { type ChildProcess, spawn } from 'node:child_process'
import { mkdir, mkdtemp, readdir, realpath, rm, symlink, writeFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import {
  brokerProperties,
  hostsFile,
  log4jProperties,
  zookeeperProperties,
} from '../../src/engine/local/config.ts'
import { archives, serviceArguments, toolOptions } from '../../src/engine/local/jvm.ts'
import { findProcesses, fromPs, tag } from '../../src/engine/local/processes.ts'
import { clusterOf, type LocalState, layout, readState, writeState } from '../../src/engine/local/state.ts'
import { removeFiles, stopCluster } from '../../src/engine/local/stop.ts'
import { workbench } from '../../src/engine/local/workbench.ts'
import { choosePort, choosePorts, isFree, otherPorts } from '../../src/engine/ports.ts'
import { findJava } from '../../src/kafka/java.ts'
import { packageRoot } from '../../src/paths.ts'
import { until } from '../../src/until.ts'
import { realHome } from '../kafka/real.ts'

const java = await findJava(process.env).catch(() => null)
let root: string
beforeEach(async () => {
  root = await realpath(await mkdtemp(join(tmpdir(), 'labs-engine-')))
})
afterEach(() => rm(root, { recursive: true, force: true, maxRetries: 5 }))

const state: LocalState = {
  version: 1,
  ports: { zookeeper: 3181, kafka: 10092 },
  java: { home: '/java', bin: '/java/bin/java', version: '17.0.1', major: 17 },
  kafkaHome: { dir: '/kafka', source: 'cache', jars: ['/kafka/libs/a.jar', '/kafka/libs/b.jar'] },
  clusterId: 'an-id',
}

describe('processes', () => {
  const running: ChildProcess[] = []
  afterEach(() => {
    for (const child of running.splice(0)) child.kill('SIGKILL')
  })
  const begin = (program: string, args: string[], argv0 = program) => {
    const child = spawn(program, args, { argv0, stdio: ['pipe', 'ignore', 'ignore'] })
    running.push(child)
    return child.pid ?? 0
  }
  /** A real Java that waits for input: of no cluster, but as one of a cluster's looks. */
  const beginJava = async (dir: string, service: 'kafka' | 'zookeeper', argv0?: string) => {
    const { jars } = await realHome()
    const args = [tag(dir, service), '-cp', jars.join(':'), 'kafka.tools.ConsoleProducer']
    return begin(java?.bin ?? '', [...args, '--bootstrap-server', '127.0.0.1:1', '--topic', 'x'], argv0)
  }
  const listed = (pid: number) =>
    until(
      async () =>
        (await fromPs()).find((each) => each.pid === pid && each.command.includes('kafka-labs.process')) ??
        null,
      {
        deadline: 10_000,
      },
    )

  test.skipIf(java === null)(
    'are found by their cluster’s directory and nothing else (skipped without Java)',
    async () => {
      const [zookeeper, kafka, other] = [
        await beginJava(root, 'zookeeper'),
        await beginJava(root, 'kafka'),
        await beginJava(`${root}2`, 'kafka'),
      ]
      for (const pid of [zookeeper, kafka, other]) await listed(pid)
      expect(await findProcesses(root)).toEqual(
        expect.arrayContaining([
          { service: 'zookeeper', pid: zookeeper },
          { service: 'kafka', pid: kafka },
        ]),
      )
      expect(await findProcesses(root)).toHaveLength(2)
      expect(await findProcesses(`${root}2`)).toEqual([{ service: 'kafka', pid: other }])
      expect(await findProcesses(dirname(root))).toEqual([])
    },
  )

  test.skipIf(java === null)(
    'are found where Java’s own path has a space in it (skipped without Java)',
    async () => {
      const bin = join(root, 'my java')
      await mkdir(bin)
      await symlink(java?.bin ?? '', join(bin, 'java'))
      const pid = await beginJava(root, 'kafka', join(bin, 'java'))
      await listed(pid)
      expect(await findProcesses(root)).toEqual([{ service: 'kafka', pid }])
    },
  )

  test('that only speak of the tag are not ours', async () => {
    const sought = `${tag(root, 'kafka')} `
    const pids = [
      begin('sh', ['-c', `read line # java ${sought} `]),
      begin('sh', ['-c', `java() { read line; }; java ${sought} ; true`]),
      begin('sleep', ['60'], `/usr/bin/pgrep -f java ${sought} `),
      begin('sleep', ['60'], `/usr/bin/env java ${sought} `),
      begin('sleep', ['60'], `/usr/bin/javac ${sought} `),
    ]
    for (const pid of pids) expect(await listed(pid)).not.toBeNull()
    expect(await findProcesses(root)).toEqual([])
  })

  test('ps and /proc agree on a command line', async () => {
    const { readFile } = await import('node:fs/promises')
    const pid = begin('sleep', ['60'], `kafka-labs.process  two blanks, 한글 and "quotes"`)
    const found = await listed(pid)
    const proc = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => null)
    if (proc !== null) expect(found?.command).toBe(proc.replaceAll('\0', ' ').trimEnd())
    else expect(found?.command).toMatch(/ 60$/)
  })
})

describe('ports', () => {
  const servers: Server[] = []
  afterEach(() => {
    for (const server of servers.splice(0)) server.close()
  })
  const listen = (host: string): Promise<number> =>
    new Promise((done, fail) => {
      const server = createServer()
      servers.push(server)
      server.once('error', fail)
      server.listen({ port: 0, host }, () => {
        const address = server.address()
        done(typeof address === 'object' && address !== null ? address.port : 0)
      })
    })

  test.each(['127.0.0.1', '0.0.0.0', '::'])(
    'one that another program has on %s is not free',
    async (host) => {
      const port = await listen(host).catch(() => null)
      // A machine without IPv6.
      if (port === null) return
      expect(await isFree(port)).toBe(false)
      servers[0]?.close()
      expect(await until(async () => ((await isFree(port)) ? true : null), { deadline: 5000 })).toBe(true)
    },
  )

  test('the one that is wanted, else one a thousand on, else any', async () => {
    const asked: number[] = []
    const taken = (ports: number[]) => async (port: number) => {
      asked.push(port)
      return ports.includes(port)
    }
    expect(await choosePort(9092, taken([]))).toBe(9092)
    expect(await choosePort(9092, taken([9092, 10092]))).toBe(11092)
    expect(await choosePort(64_092, taken([64_092, 65_092]))).toBeGreaterThan(0)
    expect(Math.max(...asked)).toBeLessThan(65_536)
  })

  test('a cluster keeps the ports it had; two of one cluster are never the same', async () => {
    const [zookeeper, kafka] = [await listen('127.0.0.1'), await listen('127.0.0.1')]
    for (const server of servers.splice(0)) await new Promise((done) => server.close(done))
    const promised = await choosePorts({ zookeeper, kafka }, null, [{ zookeeper: kafka, kafka: zookeeper }])
    expect([promised.zookeeper, promised.kafka]).not.toContain(zookeeper)
    expect([promised.zookeeper, promised.kafka]).not.toContain(kafka)
    // One's own is kept, promised or not.
    expect((await choosePorts({ zookeeper, kafka }, kafka, [{ zookeeper: 1, kafka }])).kafka).toBe(kafka)
    expect(await choosePorts({ zookeeper, kafka }, null)).toEqual({ zookeeper, kafka })
    const same = await choosePorts({ zookeeper, kafka: zookeeper }, null)
    expect(same.kafka).not.toBe(same.zookeeper)
    const others = await otherPorts()
    expect(others.kafka).not.toBe(others.zookeeper)
  })
})

describe('the files a cluster starts from', () => {
  const read = (text: string) =>
    Object.fromEntries(
      text
        .split('\n')
        .flatMap((line) =>
          line === '' ? [] : [[line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]],
        ),
    )
  const files = { dataDir: '/home/data', ports: { zookeeper: 3181, kafka: 10092 } }

  test('both services listen on this machine only, and keep their data apart', () => {
    expect(read(zookeeperProperties(files))).toMatchObject({
      dataDir: '/home/data/zookeeper',
      clientPort: '3181',
      clientPortAddress: '127.0.0.1',
      'admin.enableServer': 'false',
    })
    expect(read(brokerProperties(files))).toMatchObject({
      'broker.id': '0',
      listeners: 'PLAINTEXT://127.0.0.1:10092',
      'advertised.listeners': 'PLAINTEXT://127.0.0.1:10092',
      'log.dirs': '/home/data/kafka',
      'zookeeper.connect': '127.0.0.1:3181',
      'num.partitions': '1',
      'offsets.topic.replication.factor': '1',
    })
  })

  test('every name that is used stands in the hosts file', () => {
    expect(hostsFile('laptop').trim().split(/\s+/)).toEqual(['127.0.0.1', 'localhost', 'my-kafka', 'laptop'])
  })

  test('no line has a blank at its end, and each ends', () => {
    for (const text of [zookeeperProperties(files), brokerProperties(files), log4jProperties()])
      expect(text).toMatch(/^(\S+=.*\S\n)+$/)
  })

  test('a JVM’s first argument is the tag it is found by', () => {
    const args = serviceArguments({
      service: 'kafka',
      dir: '/home/local',
      home: state.kafkaHome,
      archives: archives('/cache', state.java, state.kafkaHome),
      dumpTo: null,
      log4j: '/log4j',
      properties: '/properties',
    })
    expect(args[0]).toBe('-Dkafka-labs.process=/home/local/kafka')
    expect(args.slice(-3)).toEqual(['/kafka/libs/a.jar:/kafka/libs/b.jar', 'kafka.Kafka', '/properties'])
  })

  test('an archive is of one Java and one Kafka; an old Java has none', () => {
    const dir = (java: Partial<LocalState['java']>, jars = state.kafkaHome.jars) =>
      archives('/cache', { ...state.java, ...java }, { ...state.kafkaHome, jars }).dir
    const dirs = [
      dir({}),
      dir({ version: '17.0.2' }),
      dir({ home: '/other' }),
      dir({}, ['/kafka/libs/b.jar', '/kafka/libs/a.jar']),
    ]
    expect(new Set(dirs).size).toBe(dirs.length)
    expect(dir({})).toBe(dirs[0])
    const old = archives('/cache', { ...state.java, major: 8 }, state.kafkaHome)
    expect(toolOptions(old, 'archive').join(' ')).not.toMatch(/Archive|Xlog|Xshare/)
  })
})

describe('what is remembered of a cluster', () => {
  test('comes back as it was written', async () => {
    const at = layout(root)
    expect(await readState(at)).toBeNull()
    await writeState(at, state)
    expect(await readState(at)).toEqual(state)
    expect(clusterOf(state)).toEqual({
      engine: 'local',
      id: 'an-id',
      archive: null,
      address: { host: '127.0.0.1', port: 10092 },
      bootstrapServer: 'my-kafka:10092',
      zookeeper: 'my-kafka:3181',
    })
    expect(clusterOf({ ...state, clusterId: null })).toBeNull()
  })

  test.each([
    ['no JSON', 'x'],
    ['nothing', 'null'],
    ['a list', '[]'],
    ['another version', JSON.stringify({ ...state, version: 2 })],
    ['no port', JSON.stringify({ ...state, ports: { kafka: 9092 } })],
    ['a port that is none', JSON.stringify({ ...state, ports: { kafka: '9092', zookeeper: 2181 } })],
    ['no Java', JSON.stringify({ ...state, java: {} })],
    ['no jars', JSON.stringify({ ...state, kafkaHome: { dir: '/kafka' } })],
    ['no id', JSON.stringify({ ...state, clusterId: 7 })],
  ])('a file that has %s counts as none', async (_what, text) => {
    const at = layout(root)
    await mkdir(at.dir)
    await writeFile(at.state, text)
    expect(await readState(at)).toBeNull()
  })
})

describe('the workbench', () => {
  const options = (env: NodeJS.ProcessEnv) => ({
    paths: { home: root, cache: '/cache' },
    env,
    givenHome: null,
  })

  test('is the learner’s own environment, but for Kafka’s settings', async () => {
    const at = layout(root)
    await writeState(at, state)
    const { console: place } = await workbench(
      at,
      options({
        PATH: '/usr/bin',
        HOME: '/home/me',
        EDITOR: 'vi',
        UNSET: undefined,
        JAVA_HOME: '/other',
        CLASSPATH: '/x',
        JMX_PORT: '1',
        LOG_DIR: '/x',
        EXTRA_ARGS: '-x',
        KAFKA_OPTS: '-x',
        KAFKA_HEAP_OPTS: '-x',
        KAFKA_JVM_PERFORMANCE_OPTS: '-x',
        KAFKA_HOME: '/x',
      }),
    )
    if (place.kind !== 'here') throw new Error('a local workbench is here')
    const { cwd, env } = place
    expect(cwd).toBe(join(root, 'workbench'))
    expect(env).toMatchObject({ HOME: '/home/me', EDITOR: 'vi', JAVA_HOME: '/java' })
    expect(env.PATH?.split(':')).toEqual([join(packageRoot, 'bin'), '/kafka/bin', '/usr/bin'])
    expect(env.KAFKA_OPTS).toBe(`-Djdk.net.hosts.file=${at.hosts}`)
    expect(Object.values(env).filter((value) => ['-x', '/x', '1'].includes(value))).toEqual([])
    for (const name of ['UNSET', 'CLASSPATH', 'JMX_PORT', 'EXTRA_ARGS', 'KAFKA_HEAP_OPTS', 'KAFKA_HOME'])
      expect(env).not.toHaveProperty(name)
  })

  test('outlives the cluster, even empty: a shell may be in it', async () => {
    const at = layout(root)
    await writeState(at, state)
    await mkdir(at.workbench, { recursive: true })
    await symlink('/kafka/bin', join(at.workbench, 'bin'))
    await stopCluster(at, '/cache', { onProgress: () => {}, signal: AbortSignal.timeout(10_000) })
    expect(await readdir(root, { recursive: true })).toEqual(['workbench'])
    // After a start that came to nothing, it was made for nothing.
    await removeFiles(at)
    expect(await readdir(root)).toEqual([])
  })

  test('is there only with a cluster: exit 3, and what to do', async () => {
    await expect(workbench(layout(root), options({}))).rejects.toMatchObject({
      message: 'no cluster is running',
      help: 'labs start starts one',
      exit: 3,
    })
  })
})
