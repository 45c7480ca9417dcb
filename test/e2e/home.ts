import { type ChildProcess, spawn } from 'node:child_process'
import { mkdir, mkdtemp, readdir, realpath, rm } from 'node:fs/promises'
import { createServer, type Server } from 'node:net'
import { constants, tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { describe, expect } from 'vitest'
import type { EngineName } from '../../src/engine/model.ts'
import { findJava } from '../../src/kafka/java.ts'
import { realHome } from '../kafka/real.ts'
import { program } from './program.ts'
import { dockerSettings, dockerStack, onDocker } from './stack.ts'
import { localView, type ServiceName, type View } from './view.ts'

const noJava = await findJava(process.env).then(
  () => null,
  (error: unknown) => (error instanceof Error ? error.message : String(error)),
)

/** Tests that need a real Kafka: where there is no Java they are skipped, and their name says so. */
export function onKafka(name: string, tests: () => void): void {
  if (noJava === null) describe(name, tests)
  else describe.skip(`${name} (skipped: ${noJava})`, tests)
}

/** Tests of what must be the same wherever the cluster runs. */
export function onEveryEngine(name: string, tests: (engine: EngineName) => void): void {
  onKafka(name, () => tests('local'))
  onDocker(`${name}, on Docker`, () => tests('docker'))
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
  readonly engine: EngineName
  /** What lives of its cluster, seen past the program: the view of its engine. */
  readonly whole: readonly ServiceName[]
  services(): Promise<string[]>
  pid(service: ServiceName): Promise<number>
  kill(service: ServiceName): Promise<void>
  /** `labs stop --all`, and then nothing of the cluster is left: no process, no port, no file but the progress. */
  stop(): Promise<void>
  /** After all tests, failed ones too: nothing of it stays on this machine. */
  remove(): Promise<void>
}

type RunOptions = {
  readonly env?: Readonly<Record<string, string>>
  /** Null: the input stays open, and nothing comes. */
  readonly input?: string | null
  readonly cwd?: string
}

/** @param name of the home's directory, below one that is new */
export async function newHome(name = 'home', engine: EngineName = 'local'): Promise<Home> {
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
    // Without it, a Docker that answers would be taken.
    LABS_ENGINE: engine,
    ...(engine === 'docker' ? dockerSettings() : {}),
  }
  return homeAt({ root, home, user, env, script: join(dir, 'bin', 'labs.js'), engine })
}

/** A start that must go well; it is lab 3's. */
export async function start(
  home: Home,
): Promise<{ clusterId: string; bootstrapServer: string; port: number }> {
  const { code, value, stderr } = await home.json('start', '3', '--detach')
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  expect(await home.services()).toEqual(home.whole)
  return value as { clusterId: string; bootstrapServer: string; port: number }
}

/** The same learner with other settings of their environment. `dir`: where another home really is. */
export function otherwise(
  home: Home,
  env: Readonly<Record<string, string>>,
  { dir = home.dir, script = home.script }: { readonly dir?: string; readonly script?: string } = {},
): Home {
  const all = { ...home.env, ...env }
  return homeAt({
    root: dirname(home.dir),
    home: dir,
    user: all.HOME ?? '',
    env: all,
    script,
    engine: home.engine,
  })
}

function homeAt(at: {
  root: string
  home: string
  user: string
  env: Readonly<Record<string, string>>
  script: string
  engine: EngineName
}): Home {
  const view: View = at.engine === 'docker' ? dockerStack(at.home) : localView(at.home, at.root)
  const children = new Set<ChildProcess>()
  const begin: Home['begin'] = (args, options = {}) => {
    const child = spawn(process.execPath, [at.script, ...args], {
      env: { ...at.env, ...options.env },
      cwd: options.cwd ?? at.user,
      stdio: ['pipe', 'pipe', 'pipe'],
    })
    children.add(child)
    child.once('exit', () => children.delete(child))
    return watched(child, options.input === undefined ? '' : options.input)
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
    engine: at.engine,
    whole: view.whole,
    services: view.services,
    pid: view.pid,
    kill: view.kill,
    stop: async () => {
      const nothingIsLeft = await view.beforeStop()
      expect(await home.run(['stop', '--all'])).toMatchObject({
        code: 0,
        stderr: expect.not.stringContaining('labs:'),
      })
      await nothingIsLeft()
      expect((await files(at.home)).filter((file) => !file.startsWith('progress.json'))).toEqual([])
      expect(await files(at.user), 'files elsewhere').toEqual([])
    },
    remove: async () => {
      for (const child of children) child.kill('SIGKILL')
      await view.remove()
      await rm(at.root, { recursive: true, force: true, maxRetries: 5 })
    },
  }
  return home
}

function oneValue(stdout: string, stderr: string): unknown {
  try {
    return JSON.parse(stdout)
  } catch {
    throw new Error(`not one JSON value:\n${stdout}\nand on stderr:\n${stderr}`)
  }
}

/** Collects what a process prints. */
function watched(child: ChildProcess, input: string | null): Running {
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
  if (input !== null) child.stdin?.end(input)
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

/** A stranger on a port: it takes connections and says nothing. Null where somebody else has the port already. */
export function occupy(port: number): Promise<Server | null> {
  return new Promise((done) => {
    const server = createServer((socket) => socket.on('error', () => {}).unref())
    server.once('error', () => done(null))
    server.listen(port, '127.0.0.1', () => done(server))
  })
}
