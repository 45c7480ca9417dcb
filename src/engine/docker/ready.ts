import { setTimeout as delay } from 'node:timers/promises'
import type Dockerode from 'dockerode'
import { UserError } from '../../errors.ts'
import { tellingLine } from '../../last-words.ts'
import { words } from '../../words/index.ts'
import { ask, knowsItsTopics } from '../answers.ts'
import type { Existing, ExistingContainer } from '../compose/plan.ts'
import { listContainers, startContainer } from './containers.ts'
import { lastLines } from './logs.ts'
import { runInside } from './run.ts'
import type { DockerState } from './state.ts'

/** How long a cluster may take until it answers, in ms, on a slow machine that does other things too. */
const READY = 90_000
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
export function answer({ host, port }: DockerState): Promise<string | null> {
  return ask({ host, port }, ({ clusterId, brokers }) =>
    brokers.some((each) => each.host === host && each.port === port) ? clusterId : null,
  )
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
    await startContainer(docker, id)
    return
  }
  const reason = State.OOMKilled ? words.docker.outOfMemory : tellingLine(lines)
  throw new UserError(words.engine.died(service ?? id.slice(0, 12), reason), {
    help: State.OOMKilled ? words.docker.outOfMemoryHelp : words.docker.seeLogs(service ?? 'kafka'),
  })
}

/** True once the broker says all of every topic that it keeps on disk; else null. */
export async function namesItsTopics(docker: Dockerode, state: DockerState): Promise<true | null> {
  const containers = await listContainers(docker, state.project)
  const broker = containers.find(({ service }) => service === 'kafka')
  if (broker === undefined) return null
  const container = docker.getContainer(broker.id)
  const { output } = await runInside(container, ['ls', '/var/lib/kafka'], { output: 'capture' })
  return knowsItsTopics(state, output.split('\n'))
}
