import { basename } from 'node:path'
import { until } from '../../until.ts'
import { listProcesses, send } from './processes.ts'

/** How long tools may take to end at each signal, in ms. What bash started with & hears no Ctrl-C. */
const SIGNALS = [
  ['SIGINT', 3000],
  ['SIGTERM', 7000],
  ['SIGKILL', 3000],
] as const

/**
 * Ends the JVMs that Kafka's launchers started in a workbench: they carry its KAFKA_OPTS in their command line, which
 * name the file of this cluster's hosts. Its servers carry none.
 *
 * @param mark what KAFKA_OPTS are there
 * @returns what each ran: its class and arguments
 */
export async function endTools(mark: string, signal: AbortSignal): Promise<string[]> {
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
