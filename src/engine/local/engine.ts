import { exists } from '../../files.ts'
import type { ClusterEngine, ClusterState, EngineOptions, Service } from '../model.ts'
import { exclusively, knownHome, madeHome } from '../place.ts'
import { findProcesses } from './processes.ts'
import { clusterOf, type Layout, layout, readState } from './state.ts'
import { workbench } from './workbench.ts'

/** ZooKeeper and a broker as child processes of this machine's Java, which outlive the program that started them. */
export function localEngine(options: EngineOptions): ClusterEngine {
  const places = async () => layout(await madeHome(options.paths.home))
  const placesIfThere = async () => layout(await knownHome(options.paths.home))
  return {
    name: 'local',
    on: 'cluster',
    recall: async () => clusterOf(await readState(layout(options.paths.home))),
    state: async () => stateOf(await placesIfThere()),
    start: async (start) => {
      // Only a start needs Java and a Kafka home: a check must not wait for all that to be loaded.
      const [at, { startCluster }] = await Promise.all([places(), import('./start.ts')])
      return exclusively(options.paths.home, 'local', start, () => startCluster(at, options, start))
    },
    stop: async (stop) => {
      const [at, { stopCluster }] = await Promise.all([places(), import('./stop.ts')])
      return exclusively(options.paths.home, 'local', stop, async () => {
        const before = await stateOf(at)
        await stopCluster(at, options.paths.cache, stop)
        return before
      })
    },
    workbench: async () => workbench(await placesIfThere(), options),
    log: async (service: Service) => {
      const path = layout(options.paths.home).log[service]
      return (await exists(path)) ? { kind: 'file', path } : null
    },
  }
}

async function stateOf(at: Layout): Promise<ClusterState> {
  const [state, processes] = await Promise.all([readState(at), findProcesses(at.dir)])
  if (state === null && processes.length === 0) return { kind: 'absent' }
  const pid = (service: Service) => processes.find((p) => p.service === service)?.pid ?? null
  return {
    kind: 'present',
    cluster: clusterOf(state),
    services: (['zookeeper', 'kafka'] as const).map((service) => ({
      service,
      state: pid(service) === null ? 'ended' : 'running',
      outOfMemory: false,
      pid: pid(service),
      container: null,
      address: state === null ? null : `127.0.0.1:${state.ports[service]}`,
    })),
  }
}
