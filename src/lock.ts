import { execFile } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { link, readdir, readFile, rename, stat, unlink, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { promisify } from 'node:util'
import { Cancelled, errorCode } from './errors.ts'
import { asUserError } from './files.ts'

/** One process, told apart from a later one that was given the same pid. */
export type ProcessId = { readonly pid: number; readonly started: string }

type Claim = ProcessId & { readonly token: string }

/** How often a waiting process looks again, in milliseconds. */
const POLL = 100
/** `ps` knows whole seconds, Node its own start a little late: how far two start times of one process may lie apart. */
const START_TOLERANCE = 5_000

/**
 * Runs `fn` while no other process (nor another call in this one) holds the lock `file`, whose directory must exist.
 * A holder that is gone, even by kill -9 at any moment, holds nothing. `onWait` is called once, with the holder's pid,
 * if somebody else has the lock. Throws Cancelled when `signal` is aborted while waiting; else what `fn` throws.
 *
 * The file appears whole (link of a finished file), so it always names its holder.
 */
export async function withLock<T>(
  file: string,
  options: { onWait?: (pid: number) => void; signal?: AbortSignal | undefined },
  fn: () => Promise<T>,
): Promise<T> {
  const mine: Claim = { ...(await ownProcess()), token: randomUUID() }
  await acquire(file, mine, options)
  try {
    await sweep(file)
    return await fn()
  } finally {
    await release(file, mine.token)
  }
}

/** This process, as other processes will see it. */
export async function ownProcess(): Promise<ProcessId> {
  return {
    pid: process.pid,
    started: (await linuxStart(process.pid)) ?? String(Math.round(performance.timeOrigin)),
  }
}

/** The process that has this pid now, or null where there is none. */
export async function processWithPid(pid: number): Promise<ProcessId | null> {
  if (pid === process.pid) return ownProcess()
  if (!pidExists(pid)) return null
  const exact = await linuxStart(pid)
  const started = exact === undefined ? await psStart(pid) : exact
  return started === null ? null : { pid, started }
}

/** Whether that very process still runs: false when it is gone and its pid free, or another's. */
export async function isRunning(process_: ProcessId): Promise<boolean> {
  const now = await processWithPid(process_.pid)
  if (now === null) return false
  if (now.started === process_.started) return true
  const apart = Math.abs(Number(now.started) - Number(process_.started))
  return apart <= START_TOLERANCE // false for NaN: Linux's start marks are either equal or not
}

async function acquire(
  file: string,
  mine: Claim,
  options: { onWait?: (pid: number) => void; signal?: AbortSignal | undefined },
): Promise<void> {
  let told = false
  for (;;) {
    if (options.signal?.aborted) throw new Cancelled()
    if (await create(file, mine)) return
    const holder = await read(file)
    if (holder === null) continue // given back just now
    if (!(await isRunning(holder))) {
      if (await takeOver(file, holder, mine, options)) return
      continue
    }
    if (!told) options.onWait?.(holder.pid)
    told = true
    await delay(POLL, undefined, options.signal ? { signal: options.signal } : {}).catch(() => undefined)
  }
}

/**
 * Takes a dead holder's lock: who may do so is itself a lock, named after the claim that is to be replaced. So only
 * one process at a time replaces it, none can replace a later claim by mistake, and one that dies here is taken over too.
 */
async function takeOver(
  file: string,
  dead: Claim,
  mine: Claim,
  options: { signal?: AbortSignal | undefined },
): Promise<boolean> {
  const turn = `${file}.after-${dead.token}`
  await acquire(turn, mine, options.signal ? { signal: options.signal } : {})
  try {
    if ((await read(file))?.token !== dead.token) return false
    await throughTemporary(file, mine, (temporary) => rename(temporary, file))
    return true
  } finally {
    await release(turn, mine.token)
  }
}

async function create(file: string, mine: Claim): Promise<boolean> {
  try {
    await throughTemporary(file, mine, (temporary) => link(temporary, file))
    return true
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return false
    throw asUserError(error, file)
  }
}

async function throughTemporary(
  file: string,
  mine: Claim,
  publish: (temporary: string) => Promise<void>,
): Promise<void> {
  const temporary = `${file}.${mine.pid}-${randomUUID()}.tmp`
  try {
    await writeFile(temporary, JSON.stringify(mine))
    await publish(temporary)
  } finally {
    await remove(temporary)
  }
}

/** The claim in a lock file; null where there is none. A file that says nothing (a power cut) is nobody's. */
async function read(file: string): Promise<Claim | null> {
  try {
    const text = await readFile(file, 'utf8')
    const claim = parseClaim(text)
    if (claim) return claim
    const { ino, mtimeMs } = await stat(file)
    return { pid: 0, started: '', token: `unreadable-${ino}-${mtimeMs}` }
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return null
    throw error
  }
}

function parseClaim(text: string): Claim | null {
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value !== 'object' || value === null) return null
    const { pid, started, token } = value as Partial<Record<keyof Claim, unknown>>
    if (typeof pid !== 'number' || typeof started !== 'string' || typeof token !== 'string') return null
    return /^[\w-]+$/.test(token) ? { pid, started, token } : null
  } catch {
    return null
  }
}

async function release(file: string, token: string): Promise<void> {
  if ((await read(file))?.token === token) await remove(file)
}

/** What killed processes left beside the lock. Its holder may remove all of it: a take-over that is under way looks again. */
async function sweep(file: string): Promise<void> {
  const folder = dirname(file)
  const name = basename(file)
  for (const entry of await readdir(folder)) {
    if (entry.startsWith(`${name}.after-`) && !entry.endsWith('.tmp')) await remove(join(folder, entry))
    const pid = entry.startsWith(`${name}.`) ? /[.](\d+)-[\w-]+[.]tmp$/.exec(entry)?.[1] : undefined
    if (pid !== undefined && !pidExists(Number(pid))) await remove(join(folder, entry))
  }
}

async function remove(file: string): Promise<void> {
  await unlink(file).catch((error: unknown) => {
    if (errorCode(error) !== 'ENOENT') throw error
  })
}

function pidExists(pid: number): boolean {
  if (!(pid > 0)) return false // 0 and below mean groups of processes
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return errorCode(error) === 'EPERM'
  }
}

/**
 * Linux says exactly when a process started: the boot, and clock ticks since. Null where that process is not there
 * (or has ended, and only waits to be noticed); undefined on other systems.
 */
async function linuxStart(pid: number): Promise<string | null | undefined> {
  let boot: string
  try {
    boot = (await readFile('/proc/sys/kernel/random/boot_id', 'utf8')).trim()
  } catch {
    return undefined
  }
  try {
    const status = await readFile(`/proc/${pid}/stat`, 'utf8')
    // The second field is the program's name in brackets, which may hold blanks and brackets; the start is field 22.
    const [state, ...rest] = status.slice(status.lastIndexOf(')') + 2).split(' ')
    const ticks = rest[18]
    return ticks === undefined || state === 'Z' || state === 'X' ? null : `${boot}/${ticks}`
  } catch {
    return null
  }
}

/** The same elsewhere (macOS), in milliseconds, exact to the second. */
export async function psStart(pid: number): Promise<string | null> {
  try {
    const env = { ...process.env, LC_ALL: 'C' }
    const { stdout } = await promisify(execFile)('ps', ['-o', 'stat=', '-o', 'lstart=', '-p', String(pid)], {
      env,
    })
    const [, state, start] = /^\s*(\S+)\s+(.+)$/.exec(stdout.trim()) ?? []
    const time = Date.parse(start ?? '')
    return Number.isNaN(time) || state?.startsWith('Z') ? null : String(time)
  } catch {
    return null
  }
}
