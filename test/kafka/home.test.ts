import { type ChildProcess, execFile, execFileSync, spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import {
  appendFile,
  chmod,
  cp,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  realpath,
  rm,
  symlink,
  writeFile,
} from 'node:fs/promises'
import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { promisify } from 'node:util'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { Cancelled, UserError } from '../../src/errors.ts'
import { ensureKafkaHome, findKafkaHome, verifyKafkaHome } from '../../src/kafka/home.ts'
import { onPath } from '../../src/kafka/java.ts'
import type { GivenHome, Progress } from '../../src/kafka/model.ts'
import { processWithPid } from '../../src/lock.ts'
import { compile } from './compiled.ts'

/** A stand-in for the official archive: the same shape, small, and with bytes that do not compress. */
const JARS = [
  'kafka-tools-2.5.0.jar',
  'kafka_2.12-2.5.0.jar',
  'scala-library-2.12.10.jar',
  'zookeeper-3.5.7.jar',
]
let shared: string
let archive: { file: string; content: Buffer; sha256: string }
/** PATH with tar and gzip, and no mvn. */
let tools: string
let compiled: Awaited<ReturnType<typeof compile>>
let dir: string
let cache: string
let server: Server | null = null
const children: ChildProcess[] = []

beforeAll(async () => {
  shared = await mkdtemp(join(tmpdir(), 'labs-home-'))
  const inside = join(shared, 'kafka_2.12-2.5.0')
  for (const folder of ['libs', 'bin', 'config', 'site-docs'])
    await mkdir(join(inside, folder), { recursive: true })
  for (const jar of [...JARS, 'kafka_2.12-2.5.0-sources.jar']) {
    await writeFile(
      join(inside, 'libs', jar),
      Buffer.from(Array.from({ length: 40_000 }, (_, i) => (i * i * 7919) >> 3)),
    )
  }
  await writeFile(join(inside, 'libs/kafka_2.12-2.5.0.jar.asc'), '')
  await writeFile(join(inside, 'bin/theirs.sh'), '')
  await writeFile(join(inside, 'LICENSE'), 'licence')
  const file = join(shared, 'archive.tgz')
  await promisify(execFile)('tar', ['czf', file, '-C', shared, 'kafka_2.12-2.5.0'])
  const content = await readFile(file)
  archive = { file, content, sha256: createHash('sha256').update(content).digest('hex') }
  tools = join(shared, 'tools')
  await mkdir(tools)
  for (const tool of ['tar', 'gzip'])
    await symlink((await onPath(tool, process.env)) ?? '', join(tools, tool))
  compiled = await compile('kafka/home.ts')
})
afterAll(async () => {
  await rm(shared, { recursive: true, force: true })
  await rm(compiled.dir, { recursive: true, force: true })
})
beforeEach(async () => {
  dir = await realpath(await mkdtemp(join(tmpdir(), 'labs-home-')))
  cache = join(dir, 'cache')
})
afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL')
  server?.closeAllConnections()
  server?.close()
  server = null
  await rm(dir, { recursive: true, force: true })
})

async function serve(answer: RequestListener): Promise<string> {
  server = createServer(answer).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/kafka.tgz`
}
const whole: RequestListener = (_request, response) => {
  response.writeHead(200, { 'content-length': archive.content.length }).end(archive.content)
}
/** The first half, and then nothing more. */
const half: RequestListener = (_request, response) => {
  response.writeHead(200, { 'content-length': archive.content.length })
  response.write(archive.content.subarray(0, archive.content.length / 2))
}

type Some = Partial<Parameters<typeof ensureKafkaHome>[0]>
const heard: Progress[] = []
function ensure(options: Some = {}) {
  heard.length = 0
  const signal = new AbortController().signal
  const archiveOption = { address: archive.file, sha256: archive.sha256 }
  const onProgress = (progress: Progress) => void heard.push(progress)
  return ensureKafkaHome({
    cacheDir: cache,
    given: null,
    env: { PATH: tools },
    archive: archiveOption,
    onProgress,
    signal,
    ...options,
  })
}
async function failure(options: Some = {}): Promise<UserError> {
  const thrown: unknown = await ensure(options).catch((reason: unknown) => reason)
  if (!(thrown instanceof UserError)) throw new Error('expected a UserError', { cause: thrown })
  expect(thrown.message).not.toContain('\n')
  expect(thrown.exit).toBe(2)
  return thrown
}
const inCache = () => readdir(cache).catch(() => [])

/** `ensureKafkaHome` in a process of its own, which prints its progress and then its home, as lines of JSON. */
function ensureElsewhere(address: string, PATH = tools) {
  const options = {
    cacheDir: cache,
    given: null,
    env: { PATH },
    archive: { address, sha256: archive.sha256 },
  }
  const script = `import { ensureKafkaHome } from ${JSON.stringify(compiled.module('kafka/home.ts'))}
    const print = (value) => console.log(JSON.stringify(value))
    const signal = new AbortController().signal
    print(await ensureKafkaHome({ ...${JSON.stringify(options)}, onProgress: print, signal }))`
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  children.push(child)
  const lines: string[] = []
  const reader = createInterface({ input: child.stdout })
  reader.on('line', (line) => lines.push(line))
  const said = async (pattern: RegExp) => {
    while (!lines.some((line) => pattern.test(line))) await once(reader, 'line')
  }
  return { child, said, ended: once(child, 'exit') }
}

test('made from the archive: its jars that run, our launchers and configs, and found again', async () => {
  const home = await ensure({ archive: { address: await serve(whole), sha256: archive.sha256 } })
  expect(home).toMatchObject({ dir: join(cache, 'kafka-2.5.0'), source: 'archive' })
  expect(home.jars).toEqual(JARS.map((name) => join(home.dir, 'libs', name)))
  expect(await readdir(join(home.dir, 'libs'))).toHaveLength(4)
  expect(await readdir(join(home.dir, 'bin'))).toEqual(await readdir(join(compiled.dir, 'compose/kafka/bin')))
  expect(await readFile(join(home.dir, 'LICENSE'), 'utf8')).toBe('licence')
  expect(heard.at(0)).toMatchObject({ done: 0, total: archive.content.length, unit: 'bytes' })
  expect(heard).toContainEqual({
    task: 'Downloading Kafka 2.5.0',
    done: archive.content.length,
    total: archive.content.length,
    unit: 'bytes',
  })
  expect(await inCache()).toEqual(['kafka-2.5.0'])
  expect(await ensure({ archive: { address: '/nowhere' } })).toEqual({ ...home, source: 'cache' })
  expect(await findKafkaHome({ cacheDir: cache, given: null })).toEqual({ ...home, source: 'cache' })
  expect(await verifyKafkaHome(home)).toEqual([])
})

test('LABS_KAFKA_ARCHIVE names a file, a file URL or an address, and is then the only source', async () => {
  for (const named of [archive.file, `file://${archive.file}`, await serve(whole)]) {
    const home = await ensure({
      env: { PATH: tools, LABS_KAFKA_ARCHIVE: named },
      archive: { sha256: archive.sha256 },
    })
    expect(home.source).toBe('archive')
    await rm(cache, { recursive: true })
  }
  const wrong = await failure({ env: { PATH: tools, LABS_KAFKA_ARCHIVE: '/no/such' } })
  expect(wrong.message).toBe('LABS_KAFKA_ARCHIVE: /no/such could not be read (no such file).')
  // Not with Maven, nor with another sha256 than the official one.
  const other = await failure({ env: { ...process.env, LABS_KAFKA_ARCHIVE: archive.file }, archive: {} })
  expect(other.message).toMatch(`its sha256 is ${archive.sha256}, want 4a857fe348e39d1c`)
})

test.each([
  ['altered by one byte', (home: string) => alter(join(home, 'libs', JARS[2] ?? '')), JARS[2]],
  ['missing', (home: string) => rm(join(home, 'libs', JARS[0] ?? '')), JARS[0]],
  ['one too many', (home: string) => writeFile(join(home, 'libs/aaa.jar'), ''), 'aaa.jar'],
  ['without its manifest', (home: string) => rm(join(home, 'home.json')), 'home.json'],
  ['with a broken manifest', (home: string) => writeFile(join(home, 'home.json'), '{"jars":'), 'home.json'],
  [
    'gone but for its name',
    (home: string) => rm(home, { recursive: true }).then(() => mkdir(home)),
    'home.json',
  ],
])('a cached home with a jar %s is made anew', async (_how, damage, name) => {
  const home = await ensure()
  await damage(home.dir)
  expect(await verifyKafkaHome(home)).toEqual([name])
  expect(await ensure()).toEqual(home)
  expect(heard[0]?.task).toBe(`The cached Kafka is damaged (${name}): making it anew`)
  expect(await verifyKafkaHome(home)).toEqual([])
  expect(await inCache()).toEqual(['kafka-2.5.0'])
})
async function alter(file: string): Promise<void> {
  const content = await readFile(file)
  content[100] = (content[100] ?? 0) ^ 1
  await writeFile(file, content)
}

test('launchers and configs of another version of this package are replaced, without getting the jars again', async () => {
  const home = await ensure()
  await appendFile(join(home.dir, 'config/server.properties'), 'old\n')
  await chmod(join(home.dir, 'bin/kafka-topics.sh'), 0o644)
  await rm(join(home.dir, 'bin/kafka-configs.sh'))
  await writeFile(join(home.dir, 'bin/gone-since.sh'), '')
  expect((await ensure({ archive: { address: '/nowhere' } })).source).toBe('cache')
  const ours = join(compiled.dir, 'compose/kafka')
  execFileSync('diff', ['-r', join(ours, 'bin'), join(home.dir, 'bin')])
  execFileSync('diff', ['-r', join(ours, 'config'), join(home.dir, 'config')])
  execFileSync(join(home.dir, 'bin/kafka-topics.sh'), ['--version'], {
    env: { PATH: '/usr/bin:/bin', JAVA_HOME: await trueJava() },
  })
})
async function trueJava(): Promise<string> {
  await mkdir(join(dir, 'jvm/bin'), { recursive: true })
  await symlink('/bin/true', join(dir, 'jvm/bin/java')).catch(() => undefined)
  return join(dir, 'jvm')
}

test('--kafka-home always wins, and a wrong one is an error that says what is missing', async () => {
  const home = await ensure()
  await cp(home.dir, join(dir, 'mine'), { recursive: true })
  await symlink(join(dir, 'mine'), join(dir, 'link'))
  const given = (at: string): GivenHome => ({ dir: join(dir, at), from: '--kafka-home' })
  const mine = await ensure({ given: given('link') })
  expect(mine).toMatchObject({ dir: join(dir, 'mine'), source: 'given' })
  expect(await findKafkaHome({ cacheDir: cache, given: given('mine') })).toEqual(mine)
  await rm(join(dir, 'mine/libs/kafka_2.12-2.5.0.jar'))
  await rm(join(dir, 'mine/config'), { recursive: true })
  const wrong = `--kafka-home ${dir}/mine is not a home of Kafka 2.5.0: it lacks libs/kafka_2.12-2.5.0.jar, config/server.properties.`
  expect((await failure({ given: given('mine') })).message).toBe(wrong)
  await expect(findKafkaHome({ cacheDir: cache, given: given('mine') })).rejects.toThrow(wrong)
  expect((await failure({ given: given('nothing') })).message).toMatch('it lacks libs/kafka_2.12-2.5.0.jar')
})

test('KAFKA_HOME comes after the cache, and another Kafka there is passed over', async () => {
  const cached = await ensure()
  await cp(cached.dir, join(dir, 'mine'), { recursive: true })
  const given: GivenHome = { dir: join(dir, 'mine'), from: 'KAFKA_HOME' }
  expect((await ensure({ given })).source).toBe('cache')
  await rm(cache, { recursive: true })
  expect(await ensure({ given })).toMatchObject({ dir: given.dir, source: 'given' })
  expect(await findKafkaHome({ cacheDir: cache, given })).toMatchObject({ source: 'given' })
  expect(await inCache()).toEqual([])
  await rm(join(given.dir, 'libs/kafka_2.12-2.5.0.jar'))
  await writeFile(join(given.dir, 'libs/kafka_2.13-3.9.0.jar'), '')
  expect(await findKafkaHome({ cacheDir: cache, given })).toBeNull()
  expect(await ensure({ given })).toMatchObject({ source: 'archive' })
})

test('another file than the archive is thrown away, with both checksums told', async () => {
  const address = await serve((_request, response) => response.end('<html>please log in'))
  const error = await failure({ archive: { address, sha256: archive.sha256 } })
  const actual = createHash('sha256').update('<html>please log in').digest('hex')
  expect(error.message).toBe(
    `What came from ${address} is not Kafka 2.5.0: its sha256 is ${actual}, want ${archive.sha256}.`,
  )
  expect(await inCache()).toEqual([])
})

test('an archive that is no archive, or not of a whole Kafka', async () => {
  const file = join(dir, 'x.tgz')
  await writeFile(file, 'no archive')
  const sha256 = createHash('sha256').update('no archive').digest('hex')
  expect((await failure({ archive: { address: file, sha256 } })).message).toMatch(
    /could not be unpacked: .*(gzip|tar)/,
  )
  await mkdir(join(dir, 'other/libs'), { recursive: true })
  execFileSync('tar', ['czf', file, '-C', dir, 'other'])
  const other = createHash('sha256')
    .update(await readFile(file))
    .digest('hex')
  expect((await failure({ archive: { address: file, sha256: other } })).message).toMatch(
    'it lacks libs/kafka_2.12-2.5.0.jar',
  )
  expect(await inCache()).toEqual([])
})

test('no Maven and no archive: one error with both ways out', async () => {
  const address = await serve((_request, response) => response.writeHead(503).end())
  const refused = await failure({ archive: { address } })
  expect(refused.message).toBe(
    `Kafka 2.5.0 could not be had: there is no Maven (mvn) on PATH; ${address} could not be read (HTTP 503).`,
  )
  expect(refused.help).toBe(
    `Install Maven, or get ${address} on any machine, unpack it and give the directory with --kafka-home DIR.`,
  )
  server?.close()
  expect((await failure({ archive: { address } })).message).toMatch('(connection refused)')
  expect((await failure({ archive: { address: 'http://no-such-host.invalid/' } })).message).toMatch(
    /no such host/,
  )
  expect(await inCache()).toEqual([])
})

test('without tar it says so', async () => {
  expect((await failure({ env: { PATH: dir } })).message).toMatch('there is no tar')
})

test('a download that breaks off leaves nothing, and the next try does it', async () => {
  const address = await serve((request, response) => {
    half(request, response)
    setImmediate(() => response.destroy())
  })
  expect((await failure({ archive: { address, sha256: archive.sha256 } })).message).toMatch(
    '(the connection broke off)',
  )
  expect(await inCache()).toEqual([])
  expect((await ensure()).source).toBe('archive')
})

test('an abort in the middle of a download is Cancelled and leaves nothing', async () => {
  const abort = new AbortController()
  const address = await serve(half)
  const onProgress = () => setImmediate(() => abort.abort())
  await expect(ensure({ archive: { address }, onProgress, signal: abort.signal })).rejects.toBeInstanceOf(
    Cancelled,
  )
  expect(await inCache()).toEqual([])
  await expect(ensure({ signal: AbortSignal.abort() })).rejects.toBeInstanceOf(Cancelled)
})

/** A stand-in for mvn that says one jar was downloaded, starts a process of its own, and never ends. */
async function endlessMaven(): Promise<{ PATH: string; pids: () => Promise<number[]> }> {
  const bin = join(dir, 'maven')
  await mkdir(bin)
  const script = `#!/bin/bash
/bin/sleep 100000 & echo "$! $$" >${dir}/pids
echo '[INFO] Downloaded from central: http://x/scala-library-2.12.10.jar (5 B at 1 B/s)'
wait
`
  await writeFile(join(bin, 'mvn'), script, { mode: 0o755 })
  return {
    PATH: `${bin}:${tools}`,
    pids: async () => (await readFile(join(dir, 'pids'), 'utf8')).trim().split(' ').map(Number),
  }
}

test('an abort kills Maven and all that it started', async () => {
  const { PATH, pids } = await endlessMaven()
  const abort = new AbortController()
  const onProgress = ({ done }: Progress) => done === 1 && abort.abort()
  await expect(ensure({ env: { PATH }, onProgress, signal: abort.signal })).rejects.toBeInstanceOf(Cancelled)
  for (const pid of await pids()) expect(await processWithPid(pid)).toBeNull()
  expect(await inCache()).toEqual([])
})

test('kill -9 while Maven runs: the next one ends that Maven, clears up and does it', async () => {
  const { PATH, pids } = await endlessMaven()
  const killed = ensureElsewhere(archive.file, PATH)
  await killed.said(/"done":1,/)
  killed.child.kill('SIGKILL')
  await killed.ended
  expect(await inCache()).toHaveLength(2)
  expect((await ensure()).source).toBe('archive')
  for (const pid of await pids()) await expect.poll(() => processWithPid(pid)).toBeNull()
  expect(await inCache()).toEqual(['kafka-2.5.0'])
})

test('kill -9 in the middle of a download, and again', async () => {
  const killed = ensureElsewhere(await serve(half))
  await killed.said(/"unit":"bytes"/)
  killed.child.kill('SIGKILL')
  await killed.ended
  expect(await inCache()).toHaveLength(2) // its staging directory, and its lock
  expect((await ensure()).source).toBe('archive')
  expect(await inCache()).toEqual(['kafka-2.5.0'])
})

test('two at once: the second waits and finds it done', async () => {
  let requests = 0
  let release: () => void = () => undefined
  const address = await serve((request, response) => {
    requests++
    release = () => whole(request, response)
  })
  const first = ensureElsewhere(address)
  const second = ensureElsewhere(address)
  await Promise.race([first.said(/Waiting for another labs/), second.said(/Waiting for another labs/)])
  while (requests === 0) await once(server as Server, 'request')
  release()
  await Promise.all([first.said(/"jars":/), second.said(/"jars":/), first.ended, second.ended])
  expect(requests).toBe(1)
  expect(await inCache()).toEqual(['kafka-2.5.0'])
})

test('a full disk is one line, and leaves nothing', async (context) => {
  await mkdir(cache)
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=200k', 'tmpfs', cache], { stdio: 'ignore' })
  } catch {
    return context.skip('a small disk (tmpfs) can be mounted by root only')
  }
  try {
    const error = await failure() // the archive fits, what is in it does not
    expect(error.message).toMatch(
      new RegExp(`^The disk is full: Kafka 2.5.0 needs \\d+ MB \\(\\d+ bytes\\) in ${cache} `),
    )
    expect(await inCache()).toEqual([])
    await writeFile(join(cache, 'filler'), Buffer.alloc(120_000))
    expect(
      (await failure({ archive: { address: await serve(whole), sha256: archive.sha256 } })).message,
    ).toMatch('disk is full')
    expect(await inCache()).toEqual(['filler'])
    await writeFile(join(cache, 'filler'), Buffer.alloc(200_000)).catch(() => undefined)
    expect((await failure()).message).toMatch('disk is full') // not even the lock fits
    expect(await inCache()).toEqual(['filler'])
  } finally {
    execFileSync('umount', [cache])
  }
})

test('a cache where nothing can be written is one line', async () => {
  await writeFile(join(dir, 'file'), '')
  const error = await failure({ cacheDir: join(dir, 'file/cache') })
  expect(error.message).toBe(`Nothing can be written to ${dir}/file/cache (ENOTDIR).`)
  expect(error.help).toMatch('LABS_CACHE')
})
