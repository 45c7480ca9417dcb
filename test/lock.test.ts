import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { Cancelled } from '../src/errors.ts'
import { isRunning, ownProcess, processWithPid, psStart, withLock } from '../src/lock.ts'
import { compile } from './kafka/compiled.ts'

let compiled: Awaited<ReturnType<typeof compile>>
let dir: string
let lock: string
const children: ChildProcess[] = []

beforeAll(async () => {
  compiled = await compile('lock.ts')
})
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'labs-lock-'))
  lock = join(dir, 'thing.lock')
})
afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL')
  await rm(dir, { recursive: true, force: true })
})
afterAll(() => rm(compiled.dir, { recursive: true, force: true }))

/** A process that takes the lock, says so, and runs `body` while it has it. */
function holder(body: string): { child: ChildProcess; said: (word: string) => Promise<void> } {
  const script = `import { withLock } from ${JSON.stringify(compiled.module('lock.ts'))}
    await withLock(${JSON.stringify(lock)}, { onWait: (pid) => console.log('waiting ' + pid) }, async () => {
      console.log('got'); ${body} })
    console.log('gone')`
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  children.push(child)
  const heard: string[] = []
  const lines = createInterface({ input: child.stdout })
  lines.on('line', (line) => heard.push(line))
  return {
    child,
    said: async (word) => {
      while (!heard.some((line) => line.startsWith(word))) await once(lines, 'line')
    },
  }
}
const FOREVER = 'await new Promise(() => setInterval(() => {}, 1000))'
const UNTIL_STDIN_ENDS = 'await new Promise((done) => process.stdin.resume().once("end", done))'

test('one at a time, within a process too', async () => {
  let inside = 0
  let most = 0
  const turn = () =>
    withLock(lock, {}, async () => {
      most = Math.max(most, ++inside)
      await new Promise((done) => setImmediate(done))
      inside--
    })
  await Promise.all([turn(), turn(), turn()])
  expect(most).toBe(1)
  expect(await readdir(dir)).toEqual([])
})

test('what fn throws comes through, and the lock is given back', async () => {
  await expect(withLock(lock, {}, () => Promise.reject(new Error('mine')))).rejects.toThrow('mine')
  expect(await readdir(dir)).toEqual([])
})

test('waits for a living holder in another process, and goes on when it is done', async () => {
  const other = holder(UNTIL_STDIN_ENDS)
  await other.said('got')
  const waited: number[] = []
  const onWait = (pid: number) => {
    waited.push(pid)
    other.child.stdin?.end()
  }
  const mine = withLock(lock, { onWait }, async () => 'mine')
  expect(await mine).toBe('mine')
  expect(waited).toEqual([other.child.pid])
})

test('an abort while waiting is Cancelled, and leaves the holder its lock', async () => {
  const other = holder(FOREVER)
  await other.said('got')
  const abort = new AbortController()
  const mine = withLock(lock, { signal: abort.signal, onWait: () => abort.abort() }, async () => 'mine')
  await expect(mine).rejects.toBeInstanceOf(Cancelled)
  expect(JSON.parse(await readFile(lock, 'utf8'))).toMatchObject({ pid: other.child.pid })
  expect(await readdir(dir)).toEqual(['thing.lock'])
})

test('kill -9 frees it, even while others wait for it: exactly one of them at a time gets it', async () => {
  const first = holder(FOREVER)
  await first.said('got')
  const counter = join(dir, 'counter')
  await writeFile(counter, '0')
  const count = `const fs = await import('node:fs'); const at = ${JSON.stringify(counter)}
    const n = Number(fs.readFileSync(at)); await new Promise((d) => setImmediate(d)); fs.writeFileSync(at, String(n + 1))`
  const others = [1, 2, 3, 4].map(() => holder(count))
  await Promise.all(others.map((other) => other.said('waiting')))
  first.child.kill('SIGKILL')
  await Promise.all(others.map((other) => other.said('gone')))
  expect(await readFile(counter, 'utf8')).toBe('4')
  expect(await readdir(dir)).toEqual(['counter'])
})

test('a pid that was given to another process holds nothing', async () => {
  const own = await ownProcess()
  const earlier = /^\d+$/.test(own.started) ? String(Number(own.started) - 60_000) : `${own.started}0`
  await writeFile(lock, JSON.stringify({ pid: own.pid, started: earlier, token: 'earlier' }))
  expect(await withLock(lock, {}, async () => 'mine')).toBe('mine')
  expect(await readdir(dir)).toEqual([])
})

test('a take-over that was itself killed is taken over, at any depth', async () => {
  const gone = { pid: 2 ** 30, started: 'x' }
  await writeFile(lock, JSON.stringify({ ...gone, token: 'a' }))
  await writeFile(`${lock}.after-a`, JSON.stringify({ ...gone, token: 'b' }))
  await writeFile(`${lock}.after-a.after-b`, JSON.stringify({ ...gone, token: 'c' }))
  await writeFile(`${lock}.${2 ** 30}-left.tmp`, '')
  expect(await withLock(lock, {}, async () => 'mine')).toBe('mine')
  expect(await readdir(dir)).toEqual([])
})

test.each(['', '{"pid":', '{"pid":"x"}', 'null'])(
  'a file that names nobody (%j) is nobody’s',
  async (content) => {
    await writeFile(lock, content)
    expect(await withLock(lock, {}, async () => 'mine')).toBe('mine')
  },
)

/** Runs the lock once in a process that kills itself at its n-th call to the file system; whether it got that far. */
async function dieAt(call: number, when: 'before' | 'after'): Promise<boolean> {
  const script = `import fs from 'node:fs/promises'
    import { syncBuiltinESMExports } from 'node:module'
    let calls = 0
    for (const name of ['link', 'readdir', 'readFile', 'rename', 'stat', 'unlink', 'writeFile']) {
      const real = fs[name]
      fs[name] = async (...args) => {
        const mine = ++calls
        const die = () => mine === ${call} && process.kill(process.pid, 'SIGKILL')
        ${when === 'before' ? 'die()' : ''}
        try { return await real(...args) } finally { ${when === 'after' ? 'die()' : ''} }
      }
    }
    syncBuiltinESMExports()
    const { withLock } = await import(${JSON.stringify(compiled.module('lock.ts'))})
    await withLock(${JSON.stringify(lock)}, {}, async () => undefined)`
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: 'inherit' })
  const [code, signal] = await once(child, 'exit')
  if (signal === null) expect(code).toBe(0)
  return signal === 'SIGKILL'
}

test.each(['before', 'after'] as const)(
  'kill -9 just %s any call to the file system leaves a lock that can be taken',
  async (when) => {
    for (const stale of [false, true]) {
      let call = 1
      do {
        if (stale) await writeFile(lock, JSON.stringify({ pid: 2 ** 30, started: 'x', token: 'dead' }))
        if (!(await dieAt(call++, when))) break
        expect(await withLock(lock, {}, async () => call)).toBe(call)
        expect(await readdir(dir)).toEqual([])
      } while (call < 100)
      expect(call).toBeGreaterThan(stale ? 14 : 8)
      await rm(lock, { force: true })
    }
  },
)

test('processes are told apart from those that had their pid', async () => {
  const own = await ownProcess()
  expect(await isRunning(own)).toBe(true)
  const { child, said } = holder(FOREVER)
  await said('got')
  const other = await processWithPid(child.pid ?? 0)
  expect(other && (await isRunning(other))).toBe(true)
  child.kill('SIGKILL')
  await once(child, 'exit')
  expect(other && (await isRunning(other))).toBe(false)
})

test('where there is no /proc, ps tells the same, exact enough', async () => {
  const started = Number(await psStart(process.pid))
  expect(Math.abs(started - performance.timeOrigin)).toBeLessThan(3_000)
  expect(await psStart(2 ** 22 + 1)).toBeNull()
})
