import { dirname, join } from 'node:path'
import { packageRoot } from '../../../paths.ts'
import type { EngineOptions } from '../../model.ts'
import { OWN_BIN, ownEnvironment, settingsOf } from '../workbench.ts'
import { MARK } from './processes.ts'
import type { InstanceFile, Layout } from './state.ts'

const RECORDS = join(packageRoot, 'src', 'console', 'session.sh')

/**
 * What a program on the instance finds in its environment: the caller's own, with another home, and `my-kafka` known
 * to every JVM. Nothing is set that Kafka's launchers would take for the learner's own options.
 */
export function sessionEnv(at: Layout, options: EngineOptions, state: InstanceFile): Record<string, string> {
  const { PATH = '' } = options.env
  return {
    ...ownEnvironment(options.env),
    HOME: at.home,
    PATH: [OWN_BIN, at.tools, dirname(state.java.bin), PATH, join(state.kafkaHome.dir, 'bin')].join(':'),
    ...settingsOf(options),
    KAFKA_OPTS: `-Djdk.net.hosts.file=${at.hosts}`,
    [MARK]: at.dir,
  }
}

/** What the console's start-up file is told: that this is the instance, and where each session is written down. */
export function recorded(at: Layout, env: Readonly<Record<string, string>>): Record<string, string> {
  return {
    ...env,
    LABS_CONSOLE_SESSIONS: at.sessions,
    LABS_CONSOLE_SESSION_RC: RECORDS,
    LABS_CONSOLE_PLACE: 'instance',
  }
}

/** Of a login shell: its profiles may set PATH anew, and ours goes on top again in front of the first prompt. */
export function loginEnv(env: Readonly<Record<string, string>>): Record<string, string> {
  const path = `PATH=${JSON.stringify(env.PATH ?? '')}`
  return {
    ...env,
    PROMPT_COMMAND: `${path}; unset -v PROMPT_COMMAND; . ${JSON.stringify(RECORDS)}; PROMPT_COMMAND=__labs_note; __labs_note`,
  }
}
