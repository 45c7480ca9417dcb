import { type ChildProcess, spawn } from 'node:child_process'
import { mkdir, mkdtemp, readdir, realpath, rm } from 'node:fs/promises'
import { createServer, type Server } from 'node:net'
import { constants, tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { describe, expect } from 'vitest'
import { findProcesses, fromPs, send } from '../../src/engine/local/processes.ts'
import { layout, readState } from '../../src/engine/local/state.ts'
import { connect } from '../../src/kafka/facts.ts'
import { findJava } from '../../src/kafka/java.ts'
import { until } from '../../src/until.ts'
import { realHome } from '../kafka/real.ts'
import { program } from './program.ts'

/** How long anything may take before a test gives it up, in ms: a wait ends when what it waits for is there. */
export const PATIENCE = 60_000

const noJava = await findJava(process.env).then(
  () => null,
  (error: unknown) => (error instanceof Error ? error.message : String(error)),
)

/** Tests that need a real Kafka: where there is no Java they are skipped, and their name says so. */
export function onKafka(name: string, tests: () => void): void {
  if (noJava === null) describe(name, tests)
  else describe.skip(`${name} (skipped: ${noJava})`, tests)
}

export type Ended = {
  /** As a shell has it: 128 + n where signal n ended it. */
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

type Running = {
  readonly child: ChildProcess
  readonly ended: Promise<Ended>
  stdout(): string
  stderr(): string
}

/** The first line of facts that `labs --json` printed is all there is on stdout. */
type Json = { readonly code: number; readonly value: unknown; readonly stderr: string }

/** A learner with a home of their own, and the program. */
export type Home = {
  /** `LABS_HOME`, without symbolic links. */
  readonly dir: string
  readonly env: Readonly<Record<string, string>>
  /** `bin/labs.js`, as it is published. */
  readonly script: string
  run(args: readonly string[], options?: RunOptions): Promise<Ended>
  /** The same, before it ends. */
  begin(args: readonly string[], options?: RunOptions): Running
  /** `labs … --json`: exactly one JSON value on stdout. */
  json(...args: string[]): Promise<Json>
  /** The living processes of this home's cluster, sorted: `kafka`, `zookeeper`. */
  services(): Promise<string[]>
  pid(service: 'kafka' | 'zookeeper'): Promise<number>
  /** Ends one of them by SIGKILL, and returns once it is gone. */
  kill(service: 'kafka' | 'zookeeper'): Promise<void>
  /** `labs stop --all`, and then nothing of the cluster is left: no process, no port, no file but the progress. */
  stop(): Promise<void>
  /** After all tests, failed ones too: nothing of it stays on this machine. */
  remove(): Promise<void>
}

type RunOptions = {
  readonly env?: Readonly<Record<string, string>>
  readonly input?: string
  readonly cwd?: string
}

/** @param name of the home's directory, below one that is new */
export async function newHome(name = 'home'): Promise<Home> {
  const [dir, kafka] = [await program(), await realHome()]
  const root = await realpath(await mkdtemp(join(tmpdir(), 'labs-e2e-')))
  const home = join(root, name)
  const user = join(root, 'user')
  await mkdir(user)
  const { PATH = '', JAVA_HOME } = process.env
  const env = {
    PATH,
    ...(JAVA_HOME === undefined ? {} : { JAVA_HOME }),
    HOME: user,
    LANG: 'C.UTF-8',
    TERM: 'xterm-256color',
    LABS_HOME: home,
    LABS_CACHE: dirname(kafka.dir),
    // These homes are about the local engine; elsewhere a Docker that answers would be taken.
    LABS_ENGINE: 'local',
  }
  return homeAt({ root, home, user, env, script: join(dir, 'bin', 'labs.js') })
}

/** A start that must go well; it is lab 3's. */
export async function start(
  home: Home,
): Promise<{ clusterId: string; bootstrapServer: string; port: number }> {
  const { code, value, stderr } = await home.json('start', '3', '--detach')
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  expect(await home.services()).toEqual(['kafka', 'zookeeper'])
  return value as { clusterId: string; bootstrapServer: string; port: number }
}

/** The same learner with other settings of their environment. `dir`: where another home really is. */
export function otherwise(
  home: Home,
  env: Readonly<Record<string, string>>,
  { dir = home.dir, script = home.script }: { readonly dir?: string; readonly script?: string } = {},
): Home {
  const all = { ...home.env, ...env }
  return homeAt({ root: dirname(home.dir), home: dir, user: all.HOME ?? '', env: all, script })
}

function homeAt(at: {
  root: string
  home: string
  user: string
  env: Readonly<Record<string, string>>
  script: string
}): Home {
  const cluster = layout(at.home)
  const children = new Set<ChildProcess>()
  const begin: Home['begin'] = (args, options = {}) => {
    const child = spawn(process.execPath, [at.script, ...args], {
      env: { ...at.env, ...options.env },
      cwd: options.cwd ?? at.user,
      stdio: ['pipe', 'pipe', 'pipe'],
    })
    children.add(child)
    child.once('exit', () => children.delete(child))
    return watched(child, options.input ?? '')
  }
  const home: Home = {
    dir: at.home,
    env: at.env,
    script: at.script,
    begin,
    run: (args, options) => begin(args, options).ended,
    json: async (...args) => {
      // What stands behind `--` is not ours to read.
      const { code, stdout, stderr } = await home.run([...args, '--json'])
      return { code, value: oneValue(stdout, stderr), stderr }
    },
    services: async () => (await findProcesses(cluster.dir)).map(({ service }) => service).sort(),
    pid: async (service) => {
      const found = (await findProcesses(cluster.dir)).filter((p) => p.service === service)
      expect(found, `one ${service}`).toHaveLength(1)
      return found[0]?.pid ?? 0
    },
    kill: async (service) => {
      const pid = await home.pid(service)
      send(pid, 'SIGKILL')
      await eventually(`${service} is gone`, async () => !(await home.services()).includes(service))
    },
    stop: async () => {
      const state = await readState(cluster)
      expect(await home.run(['stop', '--all'])).toMatchObject({
        code: 0,
        stderr: expect.not.stringContaining('labs:'),
      })
      expect(await home.services()).toEqual([])
      // The port itself may be another cluster's by now: tests run beside each other.
      if (state?.clusterId) expect(await clusterOn(state.ports.kafka)).not.toBe(state.clusterId)
      expect((await files(at.home)).filter((file) => !file.startsWith('progress.json'))).toEqual([])
      expect(await files(at.user), 'files elsewhere').toEqual([])
    },
    remove: async () => {
      for (const child of children) child.kill('SIGKILL')
      const left = async () =>
        (await fromPs()).filter(({ command }) => command.includes(` -Dkafka-labs.process=${at.root}/`))
      await eventually('no process is left', async () => {
        for (const { pid } of await left()) send(pid, 'SIGKILL')
        return (await left()).length === 0
      })
      await rm(at.root, { recursive: true, force: true, maxRetries: 5 })
    },
  }
  return home
}

/** The id of the cluster that answers on this port; null where none does. */
export async function clusterOn(port: number): Promise<string | null> {
  try {
    const broker = await connect({ host: '127.0.0.1', port }, 2000)
    const { clusterId } = await broker.look()
    await broker.close()
    return clusterId
  } catch {
    return null
  }
}

function oneValue(stdout: string, stderr: string): unknown {
  try {
    return JSON.parse(stdout)
  } catch {
    throw new Error(`not one JSON value:\n${stdout}\nand on stderr:\n${stderr}`)
  }
}

/** Collects what a process prints. */
function watched(child: ChildProcess, input: string): Running {
  let stdout = ''
  let stderr = ''
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    stdout += text
  })
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    stderr += text
  })
  // A program that ends without reading is no error of ours.
  child.stdin?.on('error', () => {})
  child.stdin?.end(input)
  const ended = new Promise<Ended>((done, fail) => {
    child.once('error', fail)
    child.once('close', (code, signal) => done({ code: code ?? 128 + numberOf(signal), stdout, stderr }))
  })
  return { child, ended, stdout: () => stdout, stderr: () => stderr }
}

function numberOf(signal: NodeJS.Signals | null): number {
  return signal === null ? 0 : (constants.signals[signal] ?? 0)
}

/** Files and links below a directory, by their path in it; empty directories count too. */
export async function files(dir: string): Promise<string[]> {
  const entries = await readdir(dir, { recursive: true }).catch(() => [])
  return entries.sort()
}

/** Waits for a condition, with a deadline. */
export async function eventually(
  what: string,
  holds: () => Promise<boolean> | boolean,
  deadline = PATIENCE,
): Promise<void> {
  const held = await until(async () => ((await holds()) ? true : null), { deadline, every: 10 })
  if (held === null) throw new Error(`not within ${deadline / 1000} s: ${what}`)
}

/** A stranger on a port: it takes connections and says nothing. Null where somebody else has the port already. */
export function occupy(port: number): Promise<Server | null> {
  return new Promise((done) => {
    const server = createServer((socket) => socket.on('error', () => {}).unref())
    server.once('error', () => done(null))
    server.listen(port, '127.0.0.1', () => done(server))
  })
}
