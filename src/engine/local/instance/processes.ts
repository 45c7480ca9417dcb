import { readFile } from 'node:fs/promises'
import { userInfo } from 'node:os'
import { basename } from 'node:path'
import type { JavaProcess } from '../../../instance/model.ts'
import { until } from '../../../until.ts'
import { listProcesses, send } from '../processes.ts'
import type { Layout } from './state.ts'

/** What every program that is started on the instance has in its environment. */
export const MARK = 'LABS_INSTANCE'

/** The learner's JVMs: those with something of the instance's home on their class path. */
export async function javaOn(at: Pick<Layout, 'home'>): Promise<JavaProcess[]> {
  const user = userInfo().username
  return (await listProcesses()).flatMap(({ pid, command }) => {
    const [program = ''] = command.split(' -')
    return basename(program) === 'java' && command.includes(`${at.home}/`) ? [{ pid, user, command }] : []
  })
}

const SIGNALS = [
  ['SIGTERM', 3000],
  ['SIGKILL', 5000],
] as const

/**
 * Ends all that was started on the instance, and returns once it is gone: its JVMs, by their command line, and
 * whatever else carries its mark (where /proc shows that), but for ourselves and those who started us.
 */
export async function endProcesses(at: Pick<Layout, 'dir' | 'home'>): Promise<void> {
  const find = async () => {
    const spared = await ancestors()
    const marked = await markedWith(`${MARK}=${at.dir}`)
    const pids = new Set([...(await javaOn(at)).map(({ pid }) => pid), ...marked])
    return [...pids].filter((pid) => !spared.has(pid))
  }
  let left = await find()
  for (const [signal, deadline] of SIGNALS) {
    if (left.length === 0) return
    for (const pid of left) send(pid, signal)
    const gone = async () => {
      left = await find()
      return left.length === 0 ? true : null
    }
    await until(gone, { deadline, every: 20 })
  }
}

async function markedWith(entry: string): Promise<number[]> {
  const found: number[] = []
  for (const { pid } of await listProcesses()) {
    const environment = await readFile(`/proc/${pid}/environ`, 'latin1').catch(() => '')
    if (environment.split('\0').includes(entry)) found.push(pid)
  }
  return found
}

/** Ourselves, and who started us. */
async function ancestors(): Promise<ReadonlySet<number>> {
  const found = new Set<number>([process.pid])
  let pid = process.ppid
  while (pid > 1 && !found.has(pid)) {
    found.add(pid)
    const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '')
    pid = Number(/^PPid:\s*(\d+)/m.exec(status)?.[1] ?? 0)
  }
  return found
}
