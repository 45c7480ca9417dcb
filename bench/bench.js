#!/usr/bin/env node
// The figures of speed, each beside its yardstick in one run: absolute times drift from machine to machine, ratios do not.
// `npm run build && npm run bench`. It starts clusters of its own in a temporary home; ROUNDS sets how often (default 9).
import { spawn, spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { benchDocker } from './docker.js'
import { freePort, labs, median, ms, newHome, pair as pairOf, time as timeIn } from './measure.js'

const rounds = Number(process.env.ROUNDS ?? 9)
const { home, env, remove } = newHome()

const time = (command, args, expected) => timeIn(env, command, args, expected)
const pair = (title, a, b, times = rounds) => pairOf(title, a, b, times)
const node = () => time('node', ['-e', '0'])
const run =
  (...args) =>
  () =>
    time('node', [labs, ...args], [0, 1])

/** ZooKeeper and the broker as one would start them by hand: the launchers, plainly; ms until the broker says it has started. */
async function byHand(kafkaHome) {
  const dir = mkdtempSync(join(tmpdir(), 'labs-bench-hand-'))
  const [zookeeper, kafka] = [await freePort(), await freePort()]
  mkdirSync(join(dir, 'logs'))
  writeFileSync(
    join(dir, 'zookeeper.properties'),
    `dataDir=${dir}/zookeeper\nclientPort=${zookeeper}\nclientPortAddress=127.0.0.1\nadmin.enableServer=false\n`,
  )
  writeFileSync(
    join(dir, 'server.properties'),
    `broker.id=0\nlisteners=PLAINTEXT://127.0.0.1:${kafka}\nlog.dirs=${dir}/kafka\nzookeeper.connect=127.0.0.1:${zookeeper}\noffsets.topic.replication.factor=1\n`,
  )
  const began = performance.now()
  const children = ['zookeeper', 'kafka'].map((name) => {
    const script = name === 'kafka' ? 'kafka-server-start.sh' : 'zookeeper-server-start.sh'
    const properties = name === 'kafka' ? 'server.properties' : 'zookeeper.properties'
    return spawn(join(kafkaHome, 'bin', script), [join(dir, properties)], {
      env: { ...env, LOG_DIR: join(dir, 'logs'), KAFKA_HEAP_OPTS: '-Xmx400m -Xms400m' },
      stdio: ['ignore', 'pipe', 'ignore'],
    })
  })
  await new Promise((done, fail) => {
    let log = ''
    children[1].stdout.setEncoding('utf8').on('data', (text) => {
      log += text
      if (log.includes('started (kafka.server.KafkaServer)')) done()
    })
    children[1].once('exit', () => fail(new Error(`the broker ended: ${log.slice(-500)}`)))
    children[0].stdout.resume()
  })
  const took = performance.now() - began
  for (const child of children) {
    child.removeAllListeners('exit')
    child.kill('SIGKILL')
    await new Promise((done) =>
      child.exitCode !== null || child.signalCode !== null ? done() : child.once('exit', done),
    )
  }
  rmSync(dir, { recursive: true, force: true })
  return took
}

try {
  console.log(`Node ${process.version}, ${rounds} rounds, medians\n`)
  const first = time('node', [labs, 'start', '3', '--detach', '--engine', 'local'])
  console.log(
    `labs start 3 --detach --engine local, the first time here (with an ${process.env.LABS_CACHE ? 'old' : 'empty'} cache)${ms(first)}\n`,
  )
  const { kafkaHome } = JSON.parse(readFileSync(join(home, 'local', 'cluster.json'), 'utf8'))
  time('node', [labs, 'stop'])

  await pair('Start-up', ['labs --version', run('--version')], ['node -e 0', node])

  const stopped = () => {
    const took = time('node', [labs, 'start', '3', '--detach', '--engine', 'local'])
    time('node', [labs, 'stop'])
    return took
  }
  await pair(
    'A stopped cluster, until it is ready',
    ['labs start 3 --detach --engine local', stopped],
    ['the same two JVMs by hand', () => byHand(kafkaHome.dir)],
    Math.ceil(rounds / 2),
  )
  await benchDocker(Math.ceil(rounds / 2))

  time('node', [labs, 'start', '3', '--detach', '--engine', 'local'])
  const bootstrap = JSON.parse(
    spawnSync('node', [labs, 'status', '--json'], { env, encoding: 'utf8' }).stdout,
  ).bootstrapServer
  time('node', [
    labs,
    'exec',
    '--',
    'kafka-topics.sh',
    '--create',
    '--bootstrap-server',
    bootstrap,
    '--topic',
    'hellokafka',
  ])
  const tool = (script, ...args) =>
    time('node', [labs, 'exec', '--', script, '--bootstrap-server', bootstrap, ...args])
  const checks = await pair(
    'labs check 3 beyond Node itself',
    ['labs check 3', run('check', '3')],
    ['node -e 0', node],
  )
  console.log(`  so beyond node's own start${ms(median(checks.map(([a, b]) => a - b)))}\n`)
  await pair(
    'The same asked with the JVM tools (through labs exec, with their quick start)',
    ['labs check 3', run('check', '3')],
    [
      'kafka-topics.sh --describe, kafka-configs.sh',
      () =>
        tool('kafka-topics.sh', '--describe') +
        tool('kafka-configs.sh', '--describe', '--entity-type', 'topics', '--entity-name', 'hellokafka'),
    ],
    Math.ceil(rounds / 2),
  )
  const plain = (script, ...args) =>
    time('env', [
      `KAFKA_OPTS=-Djdk.net.hosts.file=${join(home, 'local', 'hosts')}`,
      join(kafkaHome.dir, 'bin', script),
      '--bootstrap-server',
      bootstrap,
      ...args,
    ])
  await pair(
    'The same asked with the JVM tools, plainly',
    ['labs check 3', run('check', '3')],
    [
      'kafka-topics.sh --describe, kafka-configs.sh',
      () =>
        plain('kafka-topics.sh', '--describe') +
        plain('kafka-configs.sh', '--describe', '--entity-type', 'topics', '--entity-name', 'hellokafka'),
    ],
    Math.ceil(rounds / 2),
  )
} finally {
  remove()
}
