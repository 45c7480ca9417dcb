import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { promisify } from 'node:util'
import type { Service } from '../model.ts'

/**
 * Our JVMs carry the directory of their cluster in their command line, and are found again by it alone: a pid that
 * was reused by another program is never taken for ours, and one that was never written down is not lost.
 *
 * @param dir the cluster's directory, without symbolic links in it
 */
export function tag(dir: string, service: Service): string {
  return `-Dkafka-labs.process=${dir}/${service}`
}

/** The living JVMs of a cluster (two of one service only after two starts met). */
export async function findProcesses(dir: string): Promise<{ service: Service; pid: number }[]> {
  const found: { service: Service; pid: number }[] = []
  for (const { pid, command } of await listProcesses()) {
    for (const service of ['zookeeper', 'kafka'] as const) {
      const [program, ...rest] = command.split(` ${tag(dir, service)} `)
      if (program !== undefined && rest.length > 0 && isJava(program)) found.push({ service, pid })
    }
  }
  return found
}

/**
 * What stands before the tag, our first argument, is a java's path and nothing more: a shell or a search that has the
 * tag in its command line is not one. A path may have spaces in it, and is then one that is there.
 */
function isJava(program: string): boolean {
  return basename(program) === 'java' && (!program.includes(' ') || existsSync(program))
}

/** Every process of this machine: /proc where there is one (2 ms), else ps (15 ms). */
export async function listProcesses(): Promise<{ pid: number; command: string }[]> {
  return (await fromProc()) ?? (await fromPs())
}

async function fromProc(): Promise<{ pid: number; command: string }[] | null> {
  const entries = await readdir('/proc').catch(() => [])
  const pids = entries.filter((name) => /^\d+$/.test(name))
  if (!pids.includes(String(process.pid))) return null
  const processes = await Promise.all(
    pids.map(async (pid) => {
      const line = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')
      return { pid: Number(pid), command: line.replaceAll('\0', ' ') }
    }),
  )
  // A zombie has an empty command line: it has ended.
  return processes.filter(({ command }) => command !== '')
}

/** The same through ps, for systems without /proc (macOS). */
export async function fromPs(): Promise<{ pid: number; command: string }[]> {
  const { stdout } = await promisify(execFile)('ps', ['-axww', '-o', 'pid=,command='], {
    maxBuffer: 64 << 20,
  })
  return stdout.split('\n').flatMap((line) => {
    const match = /^\s*(\d+)\s(.*)$/.exec(line)
    return match ? [{ pid: Number(match[1]), command: match[2] ?? '' }] : []
  })
}

/** Sends a signal to a process that may have ended meanwhile. */
export function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error
  }
}
