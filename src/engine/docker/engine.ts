import { rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { findEndpoint } from '../daemon/endpoint.ts'
import { daemonError } from '../daemon/failures.ts'
import type { ClusterEngine, ClusterState, EngineOptions, Service, ServiceStatus } from '../model.ts'
import { exclusively, knownHome, madeHome } from '../place.ts'
import { clusterOf, projectName, readState, stateFile, writeState } from './state.ts'
import { type Daemon, told } from './told.ts'

/** The stack of the compose file, on the Docker daemon that the environment names. */
export function dockerEngine(options: EngineOptions): ClusterEngine {
  const { home } = options.paths
  /** Where this home's stack is, or would be: on the daemon that it was started on. */
  const daemon = async (place: string): Promise<Daemon> => {
    const state = await readState(home)
    const endpoint = state?.endpoint ?? (await findEndpoint(options.env))
    const { openDaemon } = await import('../daemon/open.ts')
    return {
      docker: await openDaemon(endpoint, options.env),
      endpoint,
      project: state?.project ?? projectName(place),
    }
  }
  return {
    name: 'docker',
    on: 'cluster',
    recall: async () => clusterOf(await readState(home)),
    state: async () => stateOf(home, await daemon(await knownHome(home))),
    start: async (start) => {
      const place = await madeHome(home)
      return exclusively(home, 'docker', start, async () => {
        const at = await daemon(place)
        const { pingDaemon } = await import('../daemon/ping.ts')
        await pingDaemon(at.endpoint, options.env)
        const { startStack } = await import('./start.ts')
        return told(at, startStack({ ...at, home: place, options, start }))
      })
    },
    stop: async (stop) => {
      const place = await madeHome(home)
      return exclusively(home, 'docker', stop, async () => {
        const at = await daemon(place)
        const before = await stateOf(home, at)
        const state = await readState(home)
        // From here on it is no cluster any more; where it is stays known until it is gone.
        if (state !== null) await writeState(home, { ...state, clusterId: null })
        const { down } = await import('./down.ts')
        const any = await told(at, down(at.docker, at.project))
        await rm(dirname(stateFile(home)), { recursive: true, force: true })
        return before.kind === 'absent' && any ? { kind: 'present', cluster: null, services: [] } : before
      })
    },
    workbench: async () => {
      const at = await daemon(await knownHome(home))
      const { workbench } = await import('./workbench.ts')
      return told(
        at,
        workbench(at.docker, at.project, (error) => daemonError(error, at.endpoint)),
      )
    },
    log: async (service: Service) => {
      const at = await daemon(await knownHome(home))
      const { listContainers } = await import('./containers.ts')
      const { readLog } = await import('./logs.ts')
      const containers = await told(at, listContainers(at.docker, at.project))
      const found = containers.find((each) => each.service === service)
      return found === undefined
        ? null
        : { kind: 'stream', read: (how) => readLog(at.docker.getContainer(found.id), how) }
    },
  }
}

async function stateOf(home: string, at: Daemon): Promise<ClusterState> {
  const { listContainers } = await import('./containers.ts')
  const [state, containers] = await Promise.all([
    readState(home),
    told(at, listContainers(at.docker, at.project)),
  ])
  if (containers.length === 0) return { kind: 'absent' }
  const services = (['zookeeper', 'kafka', 'workbench'] as const).map(
    async (service): Promise<ServiceStatus> => {
      const found = containers.find((each) => each.service === service)
      const ended = found !== undefined && found.state === 'exited'
      return {
        service,
        state: found?.state === 'running' ? 'running' : found?.state === 'paused' ? 'paused' : 'ended',
        outOfMemory: ended && (await at.docker.getContainer(found.id).inspect()).State.OOMKilled,
        pid: null,
        container: found?.name ?? null,
        address: service === 'kafka' && state !== null ? `${state.host}:${state.port}` : null,
      }
    },
  )
  return { kind: 'present', cluster: clusterOf(state), services: await told(at, Promise.all(services)) }
}
