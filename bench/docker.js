// The stack on Docker beside docker-compose with the same file, image and machine.
import { spawn, spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { findEndpoint } from '../dist/engine/daemon/endpoint.js'
import { pingDaemon } from '../dist/engine/daemon/ping.js'
import { connect } from '../dist/kafka/facts.js'
import { freePort, labs, median, ms, newHome, pair, time } from './measure.js'

const file = fileURLToPath(new URL('../compose/docker-compose.yml', import.meta.url))

/** Until the broker answers a handshake where it sends clients to, as `labs start` waits for it; its time. */
async function answers(port, given) {
  const address = { host: '127.0.0.1', port }
  while (!given.aborted) {
    try {
      const broker = await connect(address, 2000)
      const { brokers } = await broker.look().finally(() => broker.close())
      if (brokers.some((each) => each.host === address.host && each.port === port)) return performance.now()
    } catch {}
    await delay(20)
  }
  throw new Error('the broker of docker-compose never answered')
}

async function missing() {
  if (spawnSync('docker-compose', ['version']).status !== 0) return 'there is no docker-compose'
  try {
    await pingDaemon(await findEndpoint(process.env))
    return null
  } catch (error) {
    return error.message
  }
}

export async function benchDocker(rounds) {
  const why = await missing()
  if (why !== null) {
    console.log(`SKIPPED, a stopped cluster on Docker beside docker-compose: ${why}\n`)
    return
  }
  const { home, env, remove } = newHome()
  const start = () => time(env, 'node', [labs, 'start', '3', '--detach', '--engine', 'docker'])
  const stop = () => time(env, 'node', [labs, 'stop'])
  try {
    console.log(`labs start 3 --detach --engine docker, the first time here${ms(start())}`)
    const { image, project } = JSON.parse(readFileSync(join(home, 'docker', 'cluster.json'), 'utf8'))
    stop()

    const started = () => {
      const took = start()
      stop()
      return took
    }
    /** ms until docker-compose has ended, and until the handshake. */
    const composed = []
    const compose = async () => {
      const port = await freePort()
      const theirs = { ...env, LABS_KAFKA_IMAGE: image, LABS_KAFKA_PORT: String(port) }
      const args = ['-f', file, '-p', `${project}-by-compose`]
      try {
        const failed = new AbortController()
        const began = performance.now()
        const up = spawn('docker-compose', [...args, 'up', '-d'], { env: theirs, stdio: 'ignore' })
        const ended = new Promise((done, fail) =>
          up
            .once('error', fail)
            .once('exit', (code) =>
              code === 0 ? done(performance.now()) : fail(new Error(`docker-compose: ${code}`)),
            ),
        )
        const given = AbortSignal.any([AbortSignal.timeout(90_000), failed.signal])
        ended.catch(() => failed.abort())
        const times = await Promise.all([ended, answers(port, given)])
        composed.push(times.map((each) => each - began))
        return Math.max(...times) - began
      } finally {
        time(theirs, 'docker-compose', [...args, 'down', '--volumes', '--timeout', '1'])
      }
    }
    await pair(
      'A stopped cluster on Docker, its image there, until it is ready',
      ['labs start 3 --detach --engine docker', started],
      ['docker-compose up -d, and the same handshake', compose],
      rounds,
    )
    console.log(
      `  docker-compose itself had ended after${ms(median(composed.slice(1).map(([end]) => end)))}\n`,
    )
  } finally {
    remove()
  }
}
