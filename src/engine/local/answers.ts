import { readdir, readFile } from 'node:fs/promises'
import { connect as connectSocket } from 'node:net'
import { join } from 'node:path'
import { ANSWER, ask, knowsItsTopics } from '../answers.ts'
import type { Layout, LocalState } from './state.ts'

/** True once a ZooKeeper answers on our port that keeps its data where ours does; else null. */
export async function ourZooKeeper(at: Layout, state: LocalState): Promise<true | null> {
  const config = await fourLetterWord('conf', state.ports.zookeeper)
  return config.includes(`dataDir=${join(at.data, 'zookeeper')}/`) ? true : null
}

/**
 * The cluster's id, once a broker answers on our port that is ours (it says the id that ours wrote down) and that
 * clients are sent to at that port; else null.
 */
export function answeringBroker(at: Layout, state: LocalState): Promise<string | null> {
  return ask(addressOf(state), async ({ clusterId, brokers }) => {
    const ours = clusterId === (await ownClusterId(at))
    return ours && brokers.some(({ port }) => port === state.ports.kafka) ? clusterId : null
  })
}

/** True once the broker says all of every topic that it keeps on disk; else null. */
export async function namesItsTopics(at: Layout, state: LocalState): Promise<true | null> {
  return knowsItsTopics(addressOf(state), await readdir(join(at.data, 'kafka')).catch(() => []))
}

function addressOf({ ports }: LocalState): { host: string; port: number } {
  return { host: '127.0.0.1', port: ports.kafka }
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
