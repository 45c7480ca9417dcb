import { execFile, spawn } from 'node:child_process'
import { watch } from 'node:fs'
import { mkdir, mkdtemp, readdir, readFile, realpath, rm, symlink, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { findJava } from '../../src/kafka/java.ts'
import { processWithPid } from '../../src/lock.ts'
import { realHome } from './real.ts'

let dir: string
const started = new Set<number>()
beforeEach(async () => {
  dir = await realpath(await mkdtemp(join(tmpdir(), 'labs-servers-')))
})
afterEach(async () => {
  for (const pid of started) if (await processWithPid(pid)) process.kill(pid, 'SIGKILL')
  started.clear()
  await rm(dir, { recursive: true, force: true, maxRetries: 5 })
})

/** Java's homes to try: JAVA_HOME's or PATH's, and what else a Debian has. */
async function javas(): Promise<{ home: string; version: string }[]> {
  const places = (await readdir('/usr/lib/jvm').catch(() => [])).map((name) => join('/usr/lib/jvm', name))
  const found = [await findJava(process.env)]
  for (const place of places)
    found.push(
      ...(await findJava({ JAVA_HOME: place }).then(
        (java) => [java],
        () => [],
      )),
    )
  return [...new Map(found.map((java) => [java.major, java])).values()]
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await new Promise((done) => server.once('listening', done))
  const address = server.address()
  await new Promise((done) => server.close(done))
  return typeof address === 'object' && address !== null ? address.port : 0
}

/** A home of its own, as far as its launchers see: they stop only what was started from it. */
async function ownHome(): Promise<string> {
  const home = await realHome()
  const own = join(dir, 'home')
  await mkdir(own)
  await promisify(execFile)('cp', ['-R', join(home.dir, 'bin'), join(home.dir, 'config'), own])
  await symlink(join(home.dir, 'libs'), join(own, 'libs'))
  await symlink(join(own, 'bin'), join(dir, 'bin'))
  return own
}

/** The stop script as it runs where there is no /proc (macOS): by ps. */
async function withoutProc(script: string): Promise<void> {
  const text = await readFile(script, 'utf8')
  expect(text).toContain('/proc/self/cmdline')
  await writeFile(script, text.replace('/proc/self/cmdline', '/no/proc'))
}

/** Waits for words in a file that is being written. */
async function untilFileSays(file: string, pattern: RegExp): Promise<void> {
  const changes = watch(join(file, '..'))
  try {
    while (!pattern.test(await readFile(file, 'utf8').catch(() => ''))) {
      await new Promise((done) => changes.once('change', done))
    }
  } finally {
    changes.close()
  }
}

async function pidsWith(word: string): Promise<number[]> {
  const { stdout } = await promisify(execFile)('ps', ['axww', '-o', 'pid=,command='])
  const lines = stdout.split('\n').filter((line) => line.includes(word) && /^\s*\d+ \S*java /.test(line))
  return lines.map((line) => Number.parseInt(line, 10))
}

test('ZooKeeper and a broker start, work and stop by the launchers, on every Java that is here', async () => {
  const home = await ownHome()
  for (const [index, java] of (await javas()).entries()) {
    if (index === 1) await withoutProc(join(home, 'bin/stop-class.bash'))
    const at = join(dir, java.version)
    const logs = join(at, 'logs')
    await mkdir(logs, { recursive: true })
    const [zookeeper, broker] = [await freePort(), await freePort()]
    // The configs as they come, with other places.
    const zookeeperConfig = (await readFile(join(home, 'config/zookeeper.properties'), 'utf8'))
      .replace('dataDir=/tmp/zookeeper', `dataDir=${at}/zookeeper`)
      .replace('clientPort=2181', `clientPort=${zookeeper}\nclientPortAddress=127.0.0.1`)
    await writeFile(join(at, 'zookeeper.properties'), zookeeperConfig)
    const brokerConfig = (await readFile(join(home, 'config/server.properties'), 'utf8'))
      .replace('#listeners=PLAINTEXT://:9092', `listeners=PLAINTEXT://127.0.0.1:${broker}`)
      .replace('log.dirs=/tmp/kafka-logs', `log.dirs=${at}/kafka`)
      .replace('zookeeper.connect=localhost:2181', `zookeeper.connect=127.0.0.1:${zookeeper}`)
    await writeFile(join(at, 'server.properties'), brokerConfig)
    const mark = `-Dtest.mark=${at}/`
    const env = {
      PATH: `${dir}/bin:/usr/bin:/bin`,
      JAVA_HOME: java.home,
      LOG_DIR: logs,
      KAFKA_HEAP_OPTS: '-Xmx300m',
      KAFKA_OPTS: `${mark}x`,
    }
    const run = async (program: string, ...args: string[]) =>
      (await promisify(execFile)(join(dir, 'bin', program), args, { env, cwd: dir })).stdout
    const stopped = async (name: string) => {
      const pids = await pidsWith(` ${name} ${at}/`)
      return {
        pids,
        gone: () => expect.poll(() => pidsWith(` ${name} ${at}/`), { timeout: 30_000 }).toEqual([]),
      }
    }

    await run('zookeeper-server-start.sh', '-daemon', join(at, 'zookeeper.properties'))
    const zookeeperRuns = await stopped('org.apache.zookeeper.server.quorum.QuorumPeerMain')
    for (const pid of zookeeperRuns.pids) started.add(pid)
    const override = ['--override', 'num.partitions=2']
    await run('kafka-server-start.sh', '-daemon', join(at, 'server.properties'), ...override)
    const brokerRuns = await stopped('kafka.Kafka')
    for (const pid of brokerRuns.pids) started.add(pid)
    await untilFileSays(join(logs, 'server.log'), /started \(kafka[.]server[.]KafkaServer\)/)
    expect(await readFile(join(logs, 'kafkaServer.out'), 'utf8')).toMatch(
      'started (kafka.server.KafkaServer)',
    )
    expect(await readdir(logs)).toEqual(
      expect.arrayContaining(['controller.log', 'state-change.log', 'zookeeper.out']),
    )

    const server = ['--bootstrap-server', `127.0.0.1:${broker}`]
    expect(await run('kafka-topics.sh', '--create', ...server, '--topic', 'hello')).toMatch(
      'Created topic hello.',
    )
    expect(await run('kafka-topics.sh', '--describe', ...server, '--topic', 'hello')).toMatch(
      'PartitionCount: 2',
    )
    const producer = spawn(join(dir, 'bin/kafka-console-producer.sh'), [...server, '--topic', 'hello'], {
      env,
      stdio: ['pipe', 'ignore', 'inherit'],
    })
    producer.stdin.end('one\ntwo\n')
    await new Promise((done) => producer.once('exit', done))
    const consumed = await run(
      'kafka-console-consumer.sh',
      ...server,
      '--topic',
      'hello',
      '--from-beginning',
      '--max-messages',
      '2',
    )
    expect(consumed.split('\n').sort()).toEqual(['', 'one', 'two'])
    expect(await run('zookeeper-shell.sh', `127.0.0.1:${zookeeper}`, 'ls', '/brokers/ids')).toMatch('[0]')
    const verified = await run(
      'kafka-verifiable-producer.sh',
      ...server,
      '--topic',
      'hello',
      '--max-messages',
      '1',
    )
    expect(verified).toMatch('"name":"shutdown_complete"')

    // Another's mark stops nothing; then the broker, then ZooKeeper; then there is nothing to stop.
    Object.assign(env, { LABS_PROCESS_MARK: '-Dtest.mark=/other' })
    await expect(run('kafka-server-stop.sh')).rejects.toMatchObject({
      code: 1,
      stderr: 'No kafka server to stop\n',
    })
    Object.assign(env, { LABS_PROCESS_MARK: mark })
    await run('kafka-server-stop.sh')
    await brokerRuns.gone()
    expect(await readFile(join(logs, 'server.log'), 'utf8')).toMatch(
      'shut down completed (kafka.server.KafkaServer)',
    )
    Object.assign(env, { LABS_PROCESS_MARK: '' })
    await run('zookeeper-server-stop.sh')
    await zookeeperRuns.gone()
    await expect(run('kafka-server-stop.sh')).rejects.toMatchObject({
      code: 1,
      stderr: 'No kafka server to stop\n',
    })
    await expect(run('zookeeper-server-stop.sh')).rejects.toMatchObject({
      code: 1,
      stderr: 'No zookeeper server to stop\n',
    })
  }
})

test('another home’s servers are not stopped', async () => {
  const own = await ownHome()
  // What a JVM of another home looks like to ps, without the JVM.
  const args = ['-c', 'read -r x', '-cp', '/other/libs/a.jar', 'kafka.Kafka']
  const other = spawn('bash', args, { argv0: 'java', stdio: ['pipe', 'ignore', 'ignore'] })
  try {
    const env = { PATH: '/usr/bin:/bin' }
    const stop = promisify(execFile)(join(own, 'bin/kafka-server-stop.sh'), { env })
    await expect(stop).rejects.toMatchObject({ code: 1 })
    expect(other.exitCode).toBeNull()
  } finally {
    other.kill('SIGKILL')
  }
})
