import { setTimeout as delay } from 'node:timers/promises'
import type Dockerode from 'dockerode'
import { UserError } from '../../errors.ts'
import { connect } from '../../kafka/facts.ts'
import { words } from '../../words/index.ts'
import type { Existing, ExistingContainer } from '../compose/plan.ts'
import { tellingLine } from '../last-words.ts'
import { listContainers } from './containers.ts'
import { lastLines } from './logs.ts'
import { runInside } from './run.ts'
import type { DockerState } from './state.ts'

/** How long a cluster may take until it answers, in ms, on a slow machine that does other things too. */
const READY = 90_000
/** How long one answer may take, in ms. */
const ANSWER = 2000
/** How often it is asked whether the containers still live, in ms. */
const LIVES = 500

/**
 * The cluster's id, once its broker answers a handshake at the very address that it sends clients to.
 *
 * @throws UserError where a container of it ended meanwhile, with its last words, or at the deadline
 */
export async function untilReady(
  docker: Dockerode,
  state: DockerState,
  signal: AbortSignal,
): Promise<string> {
  const deadline = performance.now() + READY
  let lookAt = performance.now() + LIVES
  while (performance.now() < deadline) {
    signal.throwIfAborted()
    const clusterId = await answer(state)
    if (clusterId !== null) return clusterId
    if (performance.now() >= lookAt) {
      await restartOrThrow(docker, await listContainers(docker, state.project))
      lookAt = performance.now() + LIVES
    }
    await delay(20, undefined, { signal }).catch(() => {})
  }
  throw new UserError(words.engine.notReady(READY / 1000), { help: words.docker.seeLogs('kafka') })
}

/** The id of the cluster that answers, and that sends clients to where it was asked; else null. */
export async function answer({ host, port }: DockerState): Promise<string | null> {
  try {
    const broker = await connect({ host, port }, ANSWER)
    try {
      const { clusterId, brokers } = await broker.look()
      return brokers.some((each) => each.host === host && each.port === port) ? clusterId : null
    } finally {
      await broker.close()
    }
  } catch {
    return null
  }
}

async function restartOrThrow(docker: Dockerode, containers: Existing['containers']): Promise<void> {
  for (const container of containers)
    if (container.state === 'exited' || container.state === 'dead') await afterEnd(docker, container)
}

/** The place in ZooKeeper of a broker that was killed stays taken until its session ends: then it is started again. */
async function afterEnd(docker: Dockerode, { id, service }: ExistingContainer): Promise<void> {
  const container = docker.getContainer(id)
  const { State } = await container.inspect()
  if (State.Running) return
  const lines = await lastLines(container, 60)
  if (service === 'kafka' && lines.some((line) => line.includes('NodeExists'))) {
    await container.start()
    return
  }
  const reason = State.OOMKilled ? words.docker.outOfMemory : tellingLine(lines)
  throw new UserError(words.engine.died(service ?? id.slice(0, 12), reason), {
    help: State.OOMKilled ? words.docker.outOfMemoryHelp : words.docker.seeLogs(service ?? 'kafka'),
  })
}

/**
 * True once the broker names every topic that it keeps on disk; else null. A broker that was started again answers a
 * moment before its controller has told it of them, as if there were none.
 */
export async function namesItsTopics(
  docker: Dockerode,
  { host, port, project }: DockerState,
): Promise<true | null> {
  const broker = (await listContainers(docker, project)).find(({ service }) => service === 'kafka')
  if (broker === undefined) return null
  const { output } = await runInside(docker.getContainer(broker.id), ['ls', '/var/lib/kafka'], {
    output: 'capture',
  })
  const kept = output.split('\n').flatMap((name) => /^(.+)-\d+$/.exec(name)?.[1] ?? [])
  try {
    const connection = await connect({ host, port }, ANSWER)
    try {
      const facts = await connection.look()
      const topics = await facts.topics()
      if (!kept.every((topic) => topics.has(topic))) return null
      // One that was paused past its session with ZooKeeper knows their names, and can't say more until it has a new one.
      for (const topic of kept.slice(0, 1)) await facts.overrides(topic)
      return true
    } finally {
      await connection.close()
    }
  } catch {
    return null
  }
}
