import { readFile } from 'node:fs/promises'
import { expect } from 'vitest'
import { MARK } from '../../src/engine/local/instance/processes.ts'
import { findProcesses, fromPs, send } from '../../src/engine/local/processes.ts'
import { layout, readState } from '../../src/engine/local/state.ts'
import { connect } from '../../src/kafka/facts.ts'
import { eventually } from './patience.ts'

export type ServiceName = 'kafka' | 'zookeeper' | 'workbench'

/** What lives of a home's cluster, seen past the program. */
export type View = {
  /** The services of a cluster that is whole, sorted. */
  readonly whole: readonly ServiceName[]
  /** Those that live, sorted. */
  services(): Promise<string[]>
  /** As this machine knows it. */
  pid(service: ServiceName): Promise<number>
  /** Ends one of them by SIGKILL, and returns once it is gone. */
  kill(service: ServiceName): Promise<void>
  /** Looks at what is there now; what it gives is to be called after a stop, and asserts that nothing of that is left. */
  beforeStop(): Promise<() => Promise<void>>
  /** After all tests, failed ones too: nothing of it stays on this machine. */
  remove(): Promise<void>
}

/** @param root the directory below which the home lies, alone */
export function localView(home: string, root: string): View {
  const cluster = layout(home)
  const view: View = {
    whole: ['kafka', 'zookeeper'],
    services: async () => (await findProcesses(cluster.dir)).map(({ service }) => service).sort(),
    pid: async (service) => {
      const found = (await findProcesses(cluster.dir)).filter((p) => p.service === service)
      expect(found, `one ${service}`).toHaveLength(1)
      return found[0]?.pid ?? 0
    },
    kill: async (service) => {
      const pid = await view.pid(service)
      send(pid, 'SIGKILL')
      await eventually(`${service} is gone`, async () => !(await view.services()).includes(service))
    },
    beforeStop: async () => {
      const state = await readState(cluster)
      return async () => {
        expect(await view.services()).toEqual([])
        expect(await instanceProcesses(root)).toEqual([])
        // The port itself may be another cluster's by now: tests run beside each other.
        if (state?.clusterId) expect(await clusterOn(state.ports.kafka)).not.toBe(state.clusterId)
      }
    },
    remove: async () => {
      const left = async () => [
        ...(await fromPs()).filter(({ command }) => command.includes(` -Dkafka-labs.process=${root}/`)),
        ...(await instanceProcesses(root)),
      ]
      await eventually('no process is left', async () => {
        for (const { pid } of await left()) send(pid, 'SIGKILL')
        return (await left()).length === 0
      })
    },
  }
  return view
}

/**
 * What runs on an instance whose home is below this directory: JVMs by what is on their class path, and whatever was
 * started there by its environment, where the system shows that.
 */
export async function instanceProcesses(root: string): Promise<{ pid: number; command: string }[]> {
  const found: { pid: number; command: string }[] = []
  for (const { pid, command } of await fromPs()) {
    const environment = await readFile(`/proc/${pid}/environ`, 'latin1').catch(() => '')
    const isMarked = environment.split('\0').some((entry) => entry.startsWith(`${MARK}=${root}/`))
    const isJvm =
      /^\S*java /.test(command) && command.includes(`${root}/`) && command.includes('-instance/home/')
    if (isMarked || isJvm) found.push({ pid, command })
  }
  return found
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
