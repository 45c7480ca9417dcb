import { rm } from 'node:fs/promises'
import { Cancelled } from '../../errors.ts'
import { asUserError } from '../../files.ts'
import { until } from '../../until.ts'
import { words } from '../../words/index.ts'
import type { Cluster, EngineOptions, StartOptions } from '../model.ts'
import { choosePorts } from '../ports.ts'
import { answeringBroker, namesItsTopics, ourZooKeeper } from './answers.ts'
import { bringUp } from './bring-up.ts'
import { javaAndKafka } from './java-and-kafka.ts'
import { findProcesses } from './processes.ts'
import { promisedPorts } from './promised.ts'
import { clusterOf, type Layout, type LocalState, readState, writeState } from './state.ts'
import { endAll, removeFiles } from './stop.ts'
import { saveToolsArchive } from './workbench.ts'

/** How long a cluster whose processes live may stay silent before they are taken for hung, in ms. */
const SILENT = 10_000
/** How long a broker may take until it names all its topics, in ms; one that was half removed may never be named. */
const TOPICS = 5_000

const note = (task: string) => ({ task, done: 0, total: null, unit: null }) as const

export async function startCluster(
  at: Layout,
  options: EngineOptions,
  start: StartOptions,
): Promise<Cluster> {
  const old = await readState(at)
  const running = await findProcesses(at.dir)
  if (
    old !== null &&
    running.some((p) => p.service === 'kafka') &&
    running.some((p) => p.service === 'zookeeper')
  ) {
    const ready = await until(() => answeringBroker(at, old), { deadline: SILENT, signal: start.signal })
    if (ready !== null) return settle(at, old, ready, start)
    start.onProgress(note(words.engine.silent))
  }
  // A ZooKeeper that answers stays: the place of a broker that was killed is then free the sooner.
  const keep = old?.clusterId != null && (await ourZooKeeper(at, old)) !== null ? old.ports.zookeeper : null
  for (const { service, pid } of running)
    if (service === 'kafka' || keep === null) await endAll(at, [pid], service, 'SIGKILL')

  const { java, kafkaHome } = await javaAndKafka(options, start)
  const isNew = old === null || old.clusterId === null
  try {
    if (isNew) await rm(at.data, { recursive: true, force: true })
    const state: LocalState = {
      version: 1,
      ports: await choosePorts(old?.ports ?? null, keep, await promisedPorts(options.paths.cache)),
      java,
      kafkaHome,
      clusterId: isNew ? null : old.clusterId,
    }
    start.onProgress(note(words.engine.startingServices))
    const ready = await bringUp(at, options, state, start)
    const cluster = await settle(at, ready.state, ready.clusterId, start)
    await saveToolsArchive(at, options, ready.state, start)
    return cluster
  } catch (error) {
    for (const { service, pid } of await findProcesses(at.dir)) await endAll(at, [pid], service, 'SIGKILL')
    if (isNew) await removeFiles(at)
    if (start.signal.aborted) throw new Cancelled()
    throw asUserError(error, at.dir)
  }
}

async function settle(
  at: Layout,
  state: LocalState,
  clusterId: string,
  { signal }: StartOptions,
): Promise<Cluster> {
  await until(() => namesItsTopics(at, state), { deadline: TOPICS, every: 20, signal })
  const settled = { ...state, clusterId }
  if (state.clusterId === null) await writeState(at, settled)
  const cluster = clusterOf(settled)
  if (cluster === null) throw new Error('a cluster that answered has an id')
  return cluster
}
