#!/usr/bin/env node
// The figures of speed, each beside its yardstick in one run: absolute times drift from machine to machine, ratios do not.
// `npm run build && npm run bench`. It starts clusters of its own in a temporary home; ROUNDS sets how often (default 9).
import { spawn, spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const labs = fileURLToPath(new URL('../bin/labs.js', import.meta.url))
const rounds = Number(process.env.ROUNDS ?? 9)
const home = mkdtempSync(join(tmpdir(), 'labs-bench-'))
const env = { ...process.env, LABS_HOME: home, LABS_CACHE: process.env.LABS_CACHE ?? join(home, 'cache') }

/** Runs a command to its end; gives back ms. */
function time(command, args, expected = [0]) {
  const began = performance.now()
  const { status, stderr } = spawnSync(command, args, { env, stdio: ['ignore', 'ignore', 'pipe'] })
  if (!expected.includes(status))
    throw new Error(`${command} ${args.join(' ')} ended with ${status}: ${stderr}`)
  return performance.now() - began
}

const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]
const ms = (value) => `${Math.round(value)} ms`.padStart(8)

/** Runs the two in turn; prints both medians and the median ratio of the pairs. */
async function pair(title, [nameA, a], [nameB, b], times = rounds) {
  const pairs = []
  for (let i = -1; i < times; i++) {
    const one = [await a(), await b()]
    if (i >= 0) pairs.push(one) // the first warms up
  }
  const ratio = median(pairs.map(([x, y]) => x / y))
  console.log(`${title}\n  ${nameA.padEnd(44)}${ms(median(pairs.map(([x]) => x)))}`)
  console.log(
    `  ${nameB.padEnd(44)}${ms(median(pairs.map(([, y]) => y)))}\n  ratio ${ratio.toFixed(2)} (${(1 / ratio).toFixed(1)} the other way)\n`,
  )
  return pairs
}

const node = () => time('node', ['-e', '0'])
const run =
  (...args) =>
  () =>
    time('node', [labs, ...args], [0, 1])

function freePort() {
  return new Promise((done) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address()
      server.close(() => done(port))
    })
  })
}

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
  const first = time('node', [labs, 'start', '3', '--detach'])
  console.log(
    `labs start 3 --detach, the first time here (with an ${process.env.LABS_CACHE ? 'old' : 'empty'} cache)${ms(first)}\n`,
  )
  const { kafkaHome } = JSON.parse(readFileSync(join(home, 'local', 'cluster.json'), 'utf8'))
  time('node', [labs, 'stop'])

  await pair('Start-up', ['labs --version', run('--version')], ['node -e 0', node])

  const stopped = () => {
    const took = time('node', [labs, 'start', '3', '--detach'])
    time('node', [labs, 'stop'])
    return took
  }
  await pair(
    'A stopped cluster, until it is ready',
    ['labs start 3 --detach', stopped],
    ['the same two JVMs by hand', () => byHand(kafkaHome.dir)],
    Math.ceil(rounds / 2),
  )

  time('node', [labs, 'start', '3', '--detach'])
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
  spawnSync('node', [labs, 'stop', '--all'], { env, stdio: 'ignore' })
  rmSync(home, { recursive: true, force: true })
}
