import { execFile } from 'node:child_process'
import { mkdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { UserError } from '../../errors.ts'
import { packageRoot } from '../../paths.ts'
import { words } from '../../words/index.ts'
import type { EngineOptions, StartOptions, Workbench } from '../model.ts'
import { filesIn } from './files.ts'
import { archiveFile, archives, hasArchive, toolOptions } from './jvm.ts'
import { attachHere, runHere } from './run.ts'
import { type Layout, type LocalState, readState } from './state.ts'
import { endTools, toolMark } from './tools.ts'

/** Where `labs` is found in the shells of the workbench and of the instance; no stop takes it away. */
export const OWN_BIN = join(packageRoot, 'bin')

/** Settings of the caller's own shell that would change what a Kafka tool does here. */
const KAFKA_SETTINGS = /^(KAFKA_|CLASSPATH$|JMX_PORT$|LOG_DIR$|EXTRA_ARGS$|LABS_KEY$)/

/**
 * Where the learner's commands run: their own environment, with Kafka's tools on the PATH and `my-kafka` known to
 * every JVM tool, without a line in the system's hosts file.
 */
export async function workbench(at: Layout, options: EngineOptions): Promise<Workbench> {
  const state = await readState(at)
  if (state === null)
    throw new UserError(words.engine.notRunning, { help: words.engine.notRunningHelp, exit: 3 })
  const place = { cwd: at.workbench, env: workbenchEnv(at, options, state) }
  return {
    run: (argv, how) => runHere(place, argv, how),
    attach: (argv) => attachHere(place, argv),
    login: (historyFile) => attachHere({ ...place, env: loginEnv(place.env, historyFile) }, ['bash', '-l']),
    files: filesIn(at.workbench),
    endTools: (signal) => endTools(at, signal),
    instance: null,
    console: { kind: 'here', ...place },
  }
}

/** A login shell reads profiles that may set PATH anew; ours goes on top again in front of the first prompt. */
function loginEnv(env: Readonly<Record<string, string>>, historyFile: string): Record<string, string> {
  return {
    ...env,
    PROMPT_COMMAND: `PATH=${JSON.stringify(env.PATH ?? '')}; unset PROMPT_COMMAND`,
    // The learner's own history is not written to.
    HISTFILE: historyFile,
  }
}

/** The caller's own environment, without what would change what a Kafka tool does. */
export function ownEnvironment(env: NodeJS.ProcessEnv): Record<string, string> {
  const own = Object.entries(env).filter(
    (entry): entry is [string, string] => entry[1] !== undefined && !KAFKA_SETTINGS.test(entry[0]),
  )
  return Object.fromEntries(own)
}

/** What a `labs` that is typed in a shell of ours works with: this home, on this engine, by this Node. */
export function settingsOf({ paths }: EngineOptions): Record<string, string> {
  return {
    LABS_HOME: paths.home,
    LABS_CACHE: paths.cache,
    LABS_ENGINE: 'local',
    LABS_NODE: process.execPath,
  }
}

function workbenchEnv(at: Layout, options: EngineOptions, state: LocalState): Record<string, string> {
  const shared = archives(options.paths.cache, state.java, state.kafkaHome)
  return {
    ...ownEnvironment(options.env),
    PATH: [OWN_BIN, join(state.kafkaHome.dir, 'bin'), options.env.PATH ?? ''].join(':'),
    ...settingsOf(options),
    JAVA_HOME: state.java.home,
    KAFKA_OPTS: toolMark(at),
    KAFKA_JVM_PERFORMANCE_OPTS: toolOptions(shared, 'archive').join(' '),
    LOG_DIR: join(at.workbench, 'logs'),
    // The stop scripts then end processes of this cluster only.
    LABS_PROCESS_MARK: `-Dkafka-labs.process=${at.dir}/`,
  }
}

/**
 * Makes the archive that lets the tools start fast, by letting one of them run once. It costs 2 s the first time,
 * and only speed where it fails.
 */
export async function saveToolsArchive(
  at: Layout,
  options: EngineOptions,
  state: LocalState,
  start: StartOptions,
): Promise<void> {
  const shared = archives(options.paths.cache, state.java, state.kafkaHome)
  if (!shared.supported || hasArchive(shared, 'tools')) return
  start.onProgress({ task: words.engine.warmingTools, done: 0, total: null, unit: null })
  const target = archiveFile(shared, 'tools')
  const staging = `${target}.${process.pid}.tmp`
  try {
    await mkdir(shared.dir, { recursive: true })
    await promisify(execFile)(
      join(state.kafkaHome.dir, 'bin', 'kafka-topics.sh'),
      ['--bootstrap-server', `127.0.0.1:${state.ports.kafka}`, '--list'],
      {
        env: {
          ...workbenchEnv(at, options, state),
          KAFKA_JVM_PERFORMANCE_OPTS: toolOptions(shared, { dumpTo: staging }).join(' '),
        },
        signal: start.signal,
      },
    )
    await rename(staging, target)
  } catch (error) {
    await rm(staging, { force: true })
    if (start.signal.aborted) throw error
  }
}
