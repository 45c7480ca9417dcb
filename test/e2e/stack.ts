import { homedir } from 'node:os'
import { join } from 'node:path'
import type Dockerode from 'dockerode'
import { describe, expect } from 'vitest'
import { openDaemon } from '../../src/engine/daemon/open.ts'
import { instanceProject } from '../../src/engine/docker/instance/state.ts'
import { projectName } from '../../src/engine/docker/state.ts'
import { realDocker } from '../engine/daemon/real.ts'
import { eventually } from './patience.ts'
import { clusterOn, type ServiceName, type View } from './view.ts'

const real = await realDocker()

/** Tests that need a real Docker: where no daemon answers they are skipped, and their name says so. */
export function onDocker(name: string, tests: () => void): void {
  if (real.missing === null) describe(name, tests)
  else describe.skip(`${name} (skipped: ${real.missing})`, tests)
}

let daemon: Promise<Dockerode> | null = null
/** The daemon that these tests run on. */
export function docker(): Promise<Dockerode> {
  if (real.endpoint === null) throw new Error(real.missing)
  daemon ??= openDaemon(real.endpoint)
  return daemon
}

/** What leads a learner with a home directory of their own to that daemon. */
export function dockerSettings(): Record<string, string> {
  const names = [
    'DOCKER_HOST',
    'DOCKER_CONTEXT',
    'DOCKER_CONFIG',
    'DOCKER_TLS_VERIFY',
    'DOCKER_TLS',
    'DOCKER_CERT_PATH',
  ]
  const given = names.flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : []))
  if (real.endpoint?.from.kind === 'context')
    given.push(['DOCKER_CONFIG', process.env.DOCKER_CONFIG ?? join(homedir(), '.docker')])
  if (real.endpoint?.from.kind === 'found') given.push(['DOCKER_HOST', real.endpoint.url])
  return Object.fromEntries(given)
}

/** What a project has on a daemon, by name, sorted. */
export type Belongings = {
  readonly containers: readonly string[]
  readonly networks: readonly string[]
  readonly volumes: readonly string[]
}
export const NOTHING: Belongings = { containers: [], networks: [], volumes: [] }

/** @param filter Docker's own: a label, `com.docker.compose.project=NAME`; nothing: all that the daemon has */
export async function belongings(on: Dockerode, label?: string): Promise<Belongings> {
  const filters = label === undefined ? {} : { label: [label] }
  const [containers, networks, { Volumes: volumes }] = await Promise.all([
    on.listContainers({ all: true, filters }),
    on.listNetworks({ filters }),
    on.listVolumes({ filters }),
  ])
  return {
    containers: containers.map(({ Names, Id }) => Names[0]?.slice(1) ?? Id).sort(),
    networks: networks.map(({ Name }) => Name).sort(),
    volumes: volumes.map(({ Name }) => Name).sort(),
  }
}

export const LABEL = 'com.docker.compose.project'

/** Images of ours that no name leads to: what a build that failed may leave. */
export async function dangling(on: Dockerode): Promise<string[]> {
  const filters = { dangling: ['true'], label: ['kafka-labs.image'] }
  return (await on.listImages({ filters })).map(({ Id }) => Id).sort()
}

/** A home's stack, by the label of its project. */
export type Stack = View & {
  readonly project: string
  /** The container of a service, in whatever state. */
  container(service: ServiceName): Promise<Dockerode.Container>
  inspect(service: ServiceName): Promise<Dockerode.ContainerInspectInfo>
  left(): Promise<Belongings>
}

export function dockerStack(home: string): Stack {
  const project = projectName(home)
  const label = `${LABEL}=${project}`
  const list = async () => (await docker()).listContainers({ all: true, filters: { label: [label] } })
  const serviceOf = (each: Dockerode.ContainerInfo) => each.Labels['com.docker.compose.service'] ?? '?'
  const stack: Stack = {
    project,
    whole: ['kafka', 'workbench', 'zookeeper'],
    services: async () =>
      (await list())
        .filter(({ State }) => State === 'running')
        .map(serviceOf)
        .sort(),
    container: async (service) => {
      const found = (await list()).filter((each) => serviceOf(each) === service)
      expect(found, `one ${service}`).toHaveLength(1)
      return (await docker()).getContainer(found[0]?.Id ?? '')
    },
    inspect: async (service) => (await stack.container(service)).inspect(),
    pid: async (service) => (await stack.inspect(service)).State.Pid,
    kill: async (service) => {
      await (await stack.container(service)).kill()
      await eventually(`${service} is gone`, async () => !(await stack.services()).includes(service))
    },
    left: async () => belongings(await docker(), label),
    beforeStop: async () => {
      const known = await dangling(await docker())
      const broker = (await list()).find((each) => serviceOf(each) === 'kafka')
      const port = broker?.Ports.find(({ PublicPort }) => PublicPort !== undefined)?.PublicPort
      return async () => {
        expect(await stack.left()).toEqual(NOTHING)
        expect(await instanceLeft(home)).toEqual(NOTHING)
        expect(await dangling(await docker())).toEqual(known)
        if (port !== undefined) expect(await clusterOn(port)).toBeNull()
      }
    },
    remove: async () => {
      await takeAway(label)
      await takeAway(`${LABEL}=${instanceProject(home)}`)
    },
  }
  return stack
}

/** What there is of a home's instance. */
export async function instanceLeft(home: string): Promise<Belongings> {
  return belongings(await docker(), `${LABEL}=${instanceProject(home)}`)
}

async function takeAway(label: string): Promise<void> {
  const on = await docker()
  await eventually('nothing of it is left', async () => {
    const { networks, volumes } = await belongings(on, label)
    for (const { Id } of await on.listContainers({ all: true, filters: { label: [label] } }))
      await on
        .getContainer(Id)
        .remove({ force: true, v: true })
        .catch(() => {})
    for (const name of networks)
      await on
        .getNetwork(name)
        .remove()
        .catch(() => {})
    for (const name of volumes)
      await on
        .getVolume(name)
        .remove()
        .catch(() => {})
    const after = await belongings(on, label)
    return Object.values(after).every((names) => names.length === 0)
  })
}

/** The socket of the daemon that these tests run on; null where it is reached in another way. */
export const daemonSocket: string | null = real.endpoint?.kind === 'unix' ? real.endpoint.path : null
