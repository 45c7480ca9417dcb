import { spawn } from 'node:child_process'
import { mkdir, open, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { Cancelled, UserError } from '../../errors.ts'
import { asUserError } from '../../files.ts'
import { connect } from '../../kafka/facts.ts'
import { ensureKafkaHome } from '../../kafka/home.ts'
import { findJava } from '../../kafka/java.ts'
import { until } from '../../until.ts'
import { words } from '../../words/index.ts'
import type { Cluster, Service, StartOptions } from '../model.ts'
import { brokerProperties, hostsFile, log4jProperties, zookeeperProperties } from './config.ts'
import { archives, hasArchive, serviceArguments } from './jvm.ts'
import { choosePort, isFree } from './ports.ts'
import { findProcesses } from './processes.ts'
import { clusterOf, type Layout, type LocalOptions, type LocalState, readState, writeState } from './state.ts'
import { endAll } from './stop.ts'
import { saveToolsArchive } from './workbench.ts'

/** How long a cluster may take until it answers, in ms, on a slow machine that does other things too. */
const READY = 90_000
/** How long a cluster whose processes live may stay silent before they are taken for hung, in ms. */
const SILENT = 10_000

const note = (task: string) => ({ task, done: 0, total: null, unit: null }) as const

export async function startCluster(at: Layout, options: LocalOptions, start: StartOptions): Promise<Cluster> {
  const old = await readState(at)
  const running = await findProcesses(at.dir)
  if (
    old !== null &&
    running.some((p) => p.service === 'kafka') &&
    running.some((p) => p.service === 'zookeeper')
  ) {
    const ready = await until(() => answer(old), { deadline: SILENT, signal: start.signal })
    if (ready !== null) return settle(at, old, ready)
    start.onProgress(note(words.engine.silent))
  }
  for (const { service, pid } of running) await endAll(at, [pid], service, 'SIGKILL')

  const [java, kafkaHome] = await Promise.all([
    findJava(options.env),
    ensureKafkaHome({
      cacheDir: options.paths.cache,
      given: options.givenHome,
      env: options.env,
      onProgress: start.onProgress,
      signal: start.signal,
    }),
  ])
  const isNew = old === null || old.clusterId === null
  try {
    if (isNew) await rm(at.data, { recursive: true, force: true })
    const state: LocalState = {
      version: 1,
      ports: await choosePorts(old),
      java,
      kafkaHome,
      clusterId: isNew ? null : old.clusterId,
    }
    start.onProgress(note(words.engine.startingServices))
    const ready = await bringUp(at, options, state, start)
    const cluster = await settle(at, ready.state, ready.clusterId)
    await saveToolsArchive(at, options, ready.state, start)
    return cluster
  } catch (error) {
    for (const { service, pid } of await findProcesses(at.dir)) await endAll(at, [pid], service, 'SIGKILL')
    if (isNew) await rm(at.dir, { recursive: true, force: true, maxRetries: 5 })
    if (start.signal.aborted) throw new Cancelled()
    throw asUserError(error, at.dir)
  }
}

async function choosePorts(old: LocalState | null): Promise<LocalState['ports']> {
  const taken = async (port: number) => !(await isFree(port))
  const zookeeper = await choosePort(old?.ports.zookeeper ?? 2181, taken)
  const kafka = await choosePort(old?.ports.kafka ?? 9092, async (port) => port === zookeeper || taken(port))
  return { zookeeper, kafka }
}

/** Starts both services, again where what stopped one of them can pass: a port that was taken meanwhile, an old session. */
async function bringUp(
  at: Layout,
  options: LocalOptions,
  wanted: LocalState,
  start: StartOptions,
): Promise<{ state: LocalState; clusterId: string }> {
  let state = wanted
  const end = performance.now() + READY
  await prepare(at, state)
  const services: Record<Service, Running> = {
    zookeeper: await launch(at, options, state, 'zookeeper'),
    kafka: await launch(at, options, state, 'kafka'),
  }
  while (performance.now() < end) {
    start.signal.throwIfAborted()
    const ready = await answer(state)
    if (ready !== null) return { state, clusterId: ready }
    for (const service of ['zookeeper', 'kafka'] as const) {
      if (!services[service].ended) continue
      const reason = await whyEnded(at, service)
      if (reason.kind === 'final')
        throw new UserError(words.engine.died(service, reason.line), { help: words.engine.diedHelp })
      if (reason.kind === 'port-taken') {
        for (const { service: other, pid } of await findProcesses(at.dir))
          await endAll(at, [pid], other, 'SIGKILL')
        state = { ...state, ports: await choosePorts(state) }
        await prepare(at, state)
        services.zookeeper = await launch(at, options, state, 'zookeeper')
        services.kafka = await launch(at, options, state, 'kafka')
        break
      }
      services[service] = await launch(at, options, state, service)
    }
    await delay(30, undefined, { signal: start.signal })
  }
  throw new UserError(words.engine.notReady(READY / 1000), { help: words.engine.diedHelp })
}

async function prepare(at: Layout, state: LocalState): Promise<void> {
  for (const dir of [at.dir, at.data, at.logs, at.workbench]) await mkdir(dir, { recursive: true })
  const files = { dataDir: at.data, ports: state.ports }
  await writeFile(at.properties.zookeeper, zookeeperProperties(files))
  await writeFile(at.properties.kafka, brokerProperties(files))
  await writeFile(at.log4j, log4jProperties())
  await writeFile(at.hosts, hostsFile(hostname()))
  await rm(join(at.workbench, 'bin'), { force: true })
  await symlink(join(state.kafkaHome.dir, 'bin'), join(at.workbench, 'bin'))
  await writeState(at, state)
}

type Running = { ended: boolean }

async function launch(
  at: Layout,
  options: LocalOptions,
  state: LocalState,
  service: Service,
): Promise<Running> {
  const shared = archives(options.paths.cache, state.java, state.kafkaHome)
  const log = await open(at.log[service], 'w')
  try {
    const child = spawn(
      state.java.bin,
      serviceArguments({
        service,
        dir: at.dir,
        home: state.kafkaHome,
        archives: shared,
        dumpTo: shared.supported && !hasArchive(shared, service) ? at.dumps[service] : null,
        log4j: at.log4j,
        properties: at.properties[service],
      }),
      { cwd: at.dir, detached: true, stdio: ['ignore', log.fd, log.fd] },
    )
    const running: Running = { ended: false }
    child.once('exit', () => {
      running.ended = true
    })
    child.once('error', () => {
      running.ended = true
    })
    child.unref()
    return running
  } finally {
    await log.close()
  }
}

/** The cluster's id, once a broker answers there that can be talked to at the address it names; else null. */
async function answer(state: LocalState): Promise<string | null> {
  try {
    const broker = await connect({ host: '127.0.0.1', port: state.ports.kafka }, 2000)
    try {
      const { clusterId, brokers } = await broker.look()
      const ours = state.clusterId === null || clusterId === state.clusterId
      return ours && brokers.some((b) => b.port === state.ports.kafka) ? clusterId : null
    } finally {
      await broker.close()
    }
  } catch {
    return null
  }
}

async function settle(at: Layout, state: LocalState, clusterId: string): Promise<Cluster> {
  const settled = { ...state, clusterId }
  if (state.clusterId === null) await writeState(at, settled)
  const cluster = clusterOf(settled)
  if (cluster === null) throw new Error('a cluster that answered has an id')
  return cluster
}

type Reason = { kind: 'port-taken' } | { kind: 'passing' } | { kind: 'final'; line: string }

async function whyEnded(at: Layout, service: Service): Promise<Reason> {
  const lines = (await readFile(at.log[service], 'utf8').catch(() => '')).split('\n')
  const has = (text: string) => lines.some((line) => line.includes(text))
  if (has('Address already in use') || has('BindException')) return { kind: 'port-taken' }
  // The place in ZooKeeper of a broker that was killed, until its session ends.
  if (has('NodeExists')) return { kind: 'passing' }
  const telling = lines.filter((line) => /\b(ERROR|FATAL)\b|Exception|Error:|No space left/.test(line))
  return { kind: 'final', line: telling.at(-1) ?? lines.filter((line) => line !== '').at(-1) ?? '' }
}
