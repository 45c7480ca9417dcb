import { spawn } from 'node:child_process'
import { mkdir, open, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { UserError } from '../../errors.ts'
import { tellingLine } from '../../last-words.ts'
import { words } from '../../words/index.ts'
import type { EngineOptions, Service, StartOptions } from '../model.ts'
import { otherPorts } from '../ports.ts'
import { answeringBroker, ourZooKeeper } from './answers.ts'
import { brokerProperties, hostsFile, log4jProperties, zookeeperProperties } from './config.ts'
import { archives, hasArchive, serviceArguments } from './jvm.ts'
import { findProcesses } from './processes.ts'
import { type Layout, type LocalState, writeState } from './state.ts'
import { endAll } from './stop.ts'

/** How long a cluster may take until it answers, in ms, on a slow machine that does other things too. */
const READY = 90_000

type Attempt = {
  readonly at: Layout
  readonly options: EngineOptions
  readonly state: LocalState
  readonly start: StartOptions
  readonly deadline: number
}

/** Starts both services; on other ports where one of these was taken in the moment between look and use. */
export async function bringUp(
  at: Layout,
  options: EngineOptions,
  wanted: LocalState,
  start: StartOptions,
): Promise<{ state: LocalState; clusterId: string }> {
  let state = wanted
  const deadline = performance.now() + READY
  for (;;) {
    await prepare(at, state)
    const attempt: Attempt = { at, options, state, start, deadline }
    // ZooKeeper first, and ours for sure: a broker that found another cluster's would join that one.
    const zookeeper =
      (await ourZooKeeper(at, state)) ?? (await serve(attempt, 'zookeeper', () => ourZooKeeper(at, state)))
    const clusterId =
      zookeeper === null ? null : await serve(attempt, 'kafka', () => answeringBroker(at, state))
    if (clusterId !== null) return { state, clusterId }
    for (const { service, pid } of await findProcesses(at.dir)) await endAll(at, [pid], service, 'SIGKILL')
    if (state.clusterId === null) await rm(at.data, { recursive: true, force: true })
    state = { ...state, ports: await otherPorts() }
  }
}

/** All files that the cluster starts from. */
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

/** Starts one service and waits until `ready` gives something; null where its port was taken by another program. */
async function serve<T>(
  attempt: Attempt,
  service: Service,
  ready: () => Promise<T | null>,
): Promise<T | null> {
  let running = await launch(attempt, service)
  while (performance.now() < attempt.deadline) {
    attempt.start.signal.throwIfAborted()
    const value = running.ended ? null : await ready()
    if (value !== null) return value
    if (running.ended) {
      const reason = await whyEnded(attempt.at, service)
      if (reason.kind === 'port-taken') return null
      if (reason.kind === 'final')
        throw new UserError(words.engine.died(service, reason.line), { help: words.engine.diedHelp })
      running = await launch(attempt, service)
    }
    await delay(20, undefined, { signal: attempt.start.signal })
  }
  throw new UserError(words.engine.notReady(READY / 1000), { help: words.engine.diedHelp })
}

type Running = { ended: boolean }

async function launch({ at, options, state }: Attempt, service: Service): Promise<Running> {
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
    const end = () => {
      running.ended = true
    }
    child.once('exit', end).once('error', end)
    child.unref()
    return running
  } finally {
    await log.close()
  }
}

type Reason = { kind: 'port-taken' } | { kind: 'passing' } | { kind: 'final'; line: string }

async function whyEnded(at: Layout, service: Service): Promise<Reason> {
  const lines = (await readFile(at.log[service], 'utf8').catch(() => '')).split('\n')
  const has = (text: string) => lines.some((line) => line.includes(text))
  if (has('Address already in use') || has('BindException')) return { kind: 'port-taken' }
  // The place in ZooKeeper of a broker that was killed, until its session ends.
  if (has('NodeExists')) return { kind: 'passing' }
  return { kind: 'final', line: tellingLine(lines) }
}
