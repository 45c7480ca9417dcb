import { basename } from 'node:path'
import { until } from '../../until.ts'
import { listProcesses, send } from './processes.ts'
import type { Layout } from './state.ts'

/** How long tools may take to end at each signal, in ms. What bash started with & hears no Ctrl-C. */
const SIGNALS = [
  ['SIGINT', 3000],
  ['SIGTERM', 7000],
  ['SIGKILL', 3000],
] as const

/**
 * The option that every tool of a workbench has in its command line, and no server: it names the hosts file of that
 * one cluster.
 */
export function toolMark(at: Pick<Layout, 'hosts'>): string {
  return `-Djdk.net.hosts.file=${at.hosts}`
}

/** Ends the JVMs that Kafka's launchers started in a workbench. Gives what each ran: its class and arguments. */
export async function endTools(at: Pick<Layout, 'hosts'>, signal: AbortSignal): Promise<string[]> {
  const mark = toolMark(at)
  const find = async () =>
    (await listProcesses()).flatMap(({ pid, command }) => {
      const [options = '', ...runs] = command.split(` ${mark} `)
      // A shell or a search that has the mark in its command line is none of them.
      const isTool =
        basename(options.split(' -')[0] ?? '') === 'java' && !options.includes('kafka-labs.process=')
      return isTool && runs.length > 0 ? [{ pid, runs: runs.join(` ${mark} `).trim() }] : []
    })
  const found = await find()
  for (const [name, deadline] of SIGNALS) {
    const left = await find()
    for (const { pid } of left) send(pid, name)
    if (left.length === 0) break
    const ended = async () => ((await find()).length === 0 ? true : null)
    if ((await until(ended, { deadline, every: 20, signal })) !== null) break
  }
  return found.map(({ runs }) => runs)
}
