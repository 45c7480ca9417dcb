import { copyFile, mkdir, readdir, rename, rm, rmdir, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { until } from '../../until.ts'
import { words } from '../../words/index.ts'
import type { Service, StartOptions } from '../model.ts'
import { archiveFile, archives, hasArchive } from './jvm.ts'
import { findProcesses, send } from './processes.ts'
import { type Layout, type LocalState, readState } from './state.ts'
import { endTools } from './tools.ts'

/** How long a JVM may take to end by itself, in ms; it is killed then. Writing its archive takes 3 to 4 s. */
const GRACE = 30_000

/**
 * Ends the tools that still run in the workbench (they would ask for their broker forever, and find the next one),
 * then the cluster's processes, and removes all that it had: data, logs, settings.
 */
export async function stopCluster(at: Layout, cacheDir: string, options: StartOptions): Promise<void> {
  const state = await readState(at)
  await endTools(at, options.signal)
  await endProcesses(at, state, cacheDir, options)
  // The workbench stays, even empty: the learner's shell may be in it.
  await removeCluster(at)
}

/** Removes all that a cluster has on disk, after a start that came to nothing: the workbench too, where it is empty. */
export async function removeFiles(at: Layout): Promise<void> {
  await removeCluster(at)
  await rmdir(at.workbench).catch(() => {})
}

async function removeCluster(at: Layout): Promise<void> {
  await rm(at.dir, { recursive: true, force: true, maxRetries: 5 })
  await rm(`${at.workbench}/bin`, { force: true })
}

/** The broker first, while it can still say goodbye to ZooKeeper. */
async function endProcesses(
  at: Layout,
  state: LocalState | null,
  cacheDir: string,
  options: StartOptions,
): Promise<void> {
  const processes = await findProcesses(at.dir)
  for (const service of ['kafka', 'zookeeper'] as const) {
    const pids = processes.filter((p) => p.service === service).map((p) => p.pid)
    if (pids.length === 0) continue
    const saving = state !== null && !hasArchive(archives(cacheDir, state.java, state.kafkaHome), service)
    if (saving && service === 'kafka')
      options.onProgress({ task: words.engine.savingArchive, done: 0, total: null, unit: null })
    // The data go too, so there is nothing to close in order: only a JVM that is to write its archive may end slowly.
    await endAll(at, pids, service, saving ? 'SIGTERM' : 'SIGKILL')
    if (saving) await keepArchive(at, state, cacheDir, service)
  }
}

/** Ends these processes and returns once they are gone; a stopped (paused) one is killed at once. */
export async function endAll(
  at: Layout,
  pids: readonly number[],
  service: Service,
  signal: 'SIGTERM' | 'SIGKILL',
): Promise<void> {
  const gone = async () => {
    const alive = (await findProcesses(at.dir)).filter((p) => p.service === service && pids.includes(p.pid))
    return alive.length === 0 ? true : null
  }
  for (const pid of pids) send(pid, signal)
  if (signal === 'SIGTERM' && (await until(gone, { deadline: GRACE, every: 30 }))) return
  for (const pid of pids) send(pid, 'SIGKILL')
  await until(gone, { deadline: GRACE, every: 10 })
}

/** Moves what the JVM wrote when it ended into the cache. A missing one costs speed only. */
async function keepArchive(at: Layout, state: LocalState, cacheDir: string, service: Service): Promise<void> {
  const target = archiveFile(archives(cacheDir, state.java, state.kafkaHome), service)
  try {
    await mkdir(archives(cacheDir, state.java, state.kafkaHome).dir, { recursive: true })
    const staging = `${target}.${process.pid}.tmp`
    await copyFile(at.dumps[service], staging)
    await rename(staging, target)
    await dropOldArchives(dirname(dirname(target)))
  } catch {
    // Killed before it had written one, or an older Java: the next cluster tries again.
  }
}

/** Archives of this many Javas and Kafka homes are kept; each takes 60 MB. */
const KEPT = 3

async function dropOldArchives(dir: string): Promise<void> {
  const found = await Promise.all(
    (await readdir(dir)).map(async (name) => ({
      path: join(dir, name),
      used: (await stat(join(dir, name))).mtimeMs,
    })),
  )
  const old = found.sort((a, b) => b.used - a.used).slice(KEPT)
  for (const { path } of old) await rm(path, { recursive: true, force: true })
}
