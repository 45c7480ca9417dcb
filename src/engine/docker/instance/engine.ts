import { rm } from 'node:fs/promises'
import { findEndpoint } from '../../daemon/endpoint.ts'
import { daemonError } from '../../daemon/failures.ts'
import type { EngineOptions, InstanceEngine, InstanceState } from '../../model.ts'
import { exclusively, knownHome, madeHome } from '../../place.ts'
import { type Daemon, told, toldLater } from '../told.ts'
import { directory, instanceOf, instanceProject, readState } from './state.ts'

/** The instance's part of the compose file, on the Docker daemon that the environment names. `begin`: where commands run. */
export function dockerInstance(options: EngineOptions, begin: 'computer' | 'instance'): InstanceEngine {
  const { home } = options.paths
  const daemon = async (place: string): Promise<Daemon> => {
    const state = await readState(home)
    const endpoint = state?.endpoint ?? (await findEndpoint(options.env))
    const { openDaemon } = await import('../../daemon/open.ts')
    const docker = await openDaemon(endpoint, options.env)
    return { docker, endpoint, project: state?.project ?? instanceProject(place) }
  }
  /** What is done with a running one's containers. */
  const running = async () => {
    const at = await daemon(await knownHome(home))
    const { runningContainers } = await import('./containers.ts')
    return { at, containers: await told(at, runningContainers(at.docker, at.project)) }
  }
  const machine = async () => {
    const [{ at, containers }, state, { machineOf }] = await Promise.all([
      running(),
      readState(home),
      import('./machine.ts'),
    ])
    const found = await told(at, machineOf(containers, state?.id ?? ''))
    const network = found.network === null ? null : toldLater(at, found.network)
    return { at, containers, machine: { ...toldLater(at, found), network } }
  }
  return {
    name: 'docker',
    on: 'instance',
    recall: async () => instanceOf(await readState(home)),
    state: async () => stateOf(home, await daemon(await knownHome(home))),
    start: async (start) => {
      const place = await madeHome(home)
      return exclusively(home, 'docker', start, async () => {
        const at = await daemon(place)
        const { pingDaemon } = await import('../../daemon/ping.ts')
        await pingDaemon(at.endpoint, options.env)
        const { startInstance } = await import('./start.ts')
        const state = await told(at, startInstance({ ...at, home: place, options, start }))
        const instance = instanceOf(state)
        if (instance === null) throw new Error('an instance that answered has an id')
        return instance
      })
    },
    stop: async (stop) => {
      const place = await madeHome(home)
      return exclusively(home, 'docker', stop, async () => {
        const at = await daemon(place)
        const before = await stateOf(home, at)
        const { down } = await import('../down.ts')
        const any = await told(at, down(at.docker, at.project))
        await rm(directory(home), { recursive: true, force: true })
        return before.kind === 'absent' && any
          ? { kind: 'present', instance: null, running: false, processes: [] }
          : before
      })
    },
    workbench: async () => {
      const { at, containers } = await running()
      const { computer, instance } = await import('./places.ts')
      const open = begin === 'computer' ? computer : instance
      return open(containers, (error) => daemonError(error, at.endpoint))
    },
    machine: async () => (await machine()).machine,
    keeper: async () => {
      const found = await machine()
      const { keeperOf } = await import('./keeper.ts')
      return keeperOf(found.containers, found.machine)
    },
  }
}

async function stateOf(home: string, at: Daemon): Promise<InstanceState> {
  const { listContainers } = await import('../containers.ts')
  const [state, containers] = await Promise.all([
    readState(home),
    told(at, listContainers(at.docker, at.project)),
  ])
  if (containers.length === 0) return { kind: 'absent' }
  const running = containers.length >= 4 && containers.every((each) => each.state === 'running')
  const processes = async () => {
    const [{ runningContainers }, { machineOf }] = await Promise.all([
      import('./containers.ts'),
      import('./machine.ts'),
    ])
    const found = await runningContainers(at.docker, at.project)
    return (await machineOf(found, state?.id ?? '')).java()
  }
  return {
    kind: 'present',
    instance: instanceOf(state),
    running,
    processes: running ? await told(at, processes()) : [],
  }
}
