import { basename } from 'node:path'
import { endGently } from '../end-gently.ts'
import { listProcesses, send } from './processes.ts'
import type { Layout } from './state.ts'

/**
 * The option that every tool of a workbench has in its command line, and no server: it names the hosts file of that
 * one cluster.
 */
export function toolMark(at: Pick<Layout, 'hosts'>): string {
  return `-Djdk.net.hosts.file=${at.hosts}`
}

/** Ends the JVMs that Kafka's launchers started in a workbench. Gives what each ran: its class and arguments. */
export function endTools(at: Pick<Layout, 'hosts'>, signal: AbortSignal): Promise<string[]> {
  const mark = toolMark(at)
  const find = async () =>
    (await listProcesses()).flatMap(({ pid, command }) => {
      const [options = '', ...runs] = command.split(` ${mark} `)
      // A shell or a search that has the mark in its command line is none of them.
      const isTool =
        basename(options.split(' -')[0] ?? '') === 'java' && !options.includes('kafka-labs.process=')
      return isTool && runs.length > 0 ? [{ pid, runs: runs.join(` ${mark} `).trim() }] : []
    })
  const sendAll = async (tools: readonly { readonly pid: number }[], name: NodeJS.Signals) => {
    for (const { pid } of tools) send(pid, name)
  }
  return endGently(find, sendAll, signal)
}
