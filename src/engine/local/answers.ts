import { readdir, readFile } from 'node:fs/promises'
import { connect as connectSocket } from 'node:net'
import { join } from 'node:path'
import { connect } from '../../kafka/facts.ts'
import type { Layout, LocalState } from './state.ts'

/** How long one answer may take, in ms. */
const ANSWER = 2000

/** True once a ZooKeeper answers on our port that keeps its data where ours does; else null. */
export async function ourZooKeeper(at: Layout, state: LocalState): Promise<true | null> {
  const config = await fourLetterWord('conf', state.ports.zookeeper)
  return config.includes(`dataDir=${join(at.data, 'zookeeper')}/`) ? true : null
}

/**
 * The cluster's id, once a broker answers on our port that is ours (it says the id that ours wrote down) and that
 * clients are sent to at that port; else null.
 */
export async function answeringBroker(at: Layout, state: LocalState): Promise<string | null> {
  try {
    const broker = await connect({ host: '127.0.0.1', port: state.ports.kafka }, ANSWER)
    try {
      const { clusterId, brokers } = await broker.look()
      const ours = clusterId === (await ownClusterId(at))
      return ours && brokers.some(({ port }) => port === state.ports.kafka) ? clusterId : null
    } finally {
      await broker.close()
    }
  } catch {
    return null
  }
}

/**
 * True once the broker names every topic that it keeps on disk; else null. A broker that was started again answers a
 * moment before its controller has told it of them, as if there were none.
 */
export async function namesItsTopics(at: Layout, state: LocalState): Promise<true | null> {
  const logs = await readdir(join(at.data, 'kafka')).catch(() => [])
  const kept = logs.flatMap((name) => /^(.+)-\d+$/.exec(name)?.[1] ?? [])
  try {
    const broker = await connect({ host: '127.0.0.1', port: state.ports.kafka }, ANSWER)
    try {
      const topics = await (await broker.look()).topics()
      return kept.every((topic) => topics.has(topic)) ? true : null
    } finally {
      await broker.close()
    }
  } catch {
    return null
  }
}

/** The id that our broker wrote into its data when it first started. */
async function ownClusterId(at: Layout): Promise<string | null> {
  const text = await readFile(join(at.data, 'kafka', 'meta.properties'), 'utf8').catch(() => '')
  return /^cluster\.id=(.+)$/m.exec(text)?.[1] ?? null
}

/** ZooKeeper's answer to an administrator's word; empty where there is none. */
function fourLetterWord(word: string, port: number): Promise<string> {
  return new Promise((done) => {
    let answer = ''
    const socket = connectSocket({ host: '127.0.0.1', port }, () => socket.end(word))
    socket.setTimeout(ANSWER, () => socket.destroy())
    socket.setEncoding('utf8').on('data', (text: string) => {
      answer += text
    })
    socket.once('error', () => {})
    socket.once('close', () => done(answer))
  })
}
