import { randomBytes } from 'node:crypto'
import type Dockerode from 'dockerode'
import { describe } from 'vitest'
import { imageName, namesOf } from '../../../src/engine/compose/naming.ts'
import { plan } from '../../../src/engine/compose/plan.ts'
import { openDaemon } from '../../../src/engine/daemon/open.ts'
import { pullImage } from '../../../src/engine/docker/build.ts'
import { existing } from '../../../src/engine/docker/containers.ts'
import { down } from '../../../src/engine/docker/down.ts'
import { execute } from '../../../src/engine/docker/execute.ts'
import { project as read } from '../compose/fixtures.ts'
import { realDocker } from '../daemon/real.ts'

const real = await realDocker()

/** Tests on a real daemon: where none answers they are skipped, and their name says so. */
export function onDaemon(name: string, tests: () => void): void {
  if (real.missing === null) describe(name, tests)
  else describe.skip(`${name} (skipped: ${real.missing})`, tests)
}

/** What the image of the labs is built on: the daemon of whoever works on them has it. */
export const IMAGE = 'debian:bookworm-slim'

/** A project of a name that nobody else has. */
export type Scratch = {
  readonly docker: Dockerode
  readonly project: string
  /**
   * Brings up what a compose file says.
   * @param planned what happens on the daemon once it was looked at
   * @returns the kinds of the steps that this took, by service or name
   */
  up(text: string, signal?: AbortSignal, planned?: () => Promise<void>): Promise<string[]>
  /** The container of a service. */
  inspect(service: string): Promise<Dockerode.ContainerInspectInfo>
  container(service: string): Promise<Dockerode.Container>
  remove(): Promise<void>
}

export async function scratch(): Promise<Scratch> {
  if (real.endpoint === null) throw new Error(real.missing)
  const docker = await openDaemon(real.endpoint)
  const project = `labs-test-${randomBytes(5).toString('hex')}`
  const label = (service: string) => [
    `com.docker.compose.project=${project}`,
    `com.docker.compose.service=${service}`,
  ]
  const container: Scratch['container'] = async (service) => {
    const found = await docker.listContainers({ all: true, filters: { label: label(service) } })
    if (found.length !== 1 || found[0] === undefined)
      throw new Error(`${found.length} containers of ${service}`)
    return docker.getContainer(found[0].Id)
  }
  return {
    docker,
    project,
    container,
    inspect: async (service) => (await container(service)).inspect(),
    up: async (text, signal = new AbortController().signal, planned = async () => {}) => {
      const file = read(text)
      const names = namesOf(file, project, '0.0.0')
      const images = file.services.map((service) => imageName(project, service))
      const steps = plan(file, names, await existing(docker, names, images))
      await planned()
      await execute(steps, {
        docker,
        names,
        signal,
        build: () => Promise.reject(new Error('nothing is built here')),
        pull: ({ image }) => pullImage(docker, image, { onProgress: () => {}, signal }),
      })
      return steps.map((step) => {
        if ('service' in step) return `${step.kind} ${step.service.name}`
        return step.kind === 'remove' ? `remove ${step.container.service}` : step.kind
      })
    },
    remove: async () => {
      await down(docker, project)
    },
  }
}
