import type Dockerode from 'dockerode'
import { LABEL } from '../compose/naming.ts'
import { isNotFound } from '../daemon/failures.ts'
import { removeContainer } from './containers.ts'

/** Whether a daemon has anything of a project that would be lost with it: containers, or their data. */
export async function isThere(docker: Dockerode, project: string): Promise<boolean> {
  const filters = { label: [`${LABEL.project}=${project}`] }
  const [containers, { Volumes: volumes }] = await Promise.all([
    docker.listContainers({ all: true, filters }),
    docker.listVolumes({ filters }),
  ])
  return containers.length + volumes.length > 0
}

/** Takes a project away: containers (one-off ones too), networks and volumes. True where there was anything. */
export async function down(docker: Dockerode, project: string): Promise<boolean> {
  const filters = { label: [`${LABEL.project}=${project}`] }
  const containers = await docker.listContainers({ all: true, filters })
  await Promise.all(containers.map(({ Id }) => removeContainer(docker, Id)))
  const [networks, { Volumes: volumes }] = await Promise.all([
    docker.listNetworks({ filters }),
    docker.listVolumes({ filters }),
  ])
  await Promise.all([
    ...networks.map(({ Id }) => removeNetwork(docker, Id)),
    ...volumes.map(({ Name }) => docker.getVolume(Name).remove().catch(unlessGone)),
  ])
  return containers.length + networks.length + volumes.length > 0
}

/** Whoever else is on the network (a container that the learner put there) is let go. */
async function removeNetwork(docker: Dockerode, id: string): Promise<void> {
  const network = docker.getNetwork(id)
  try {
    const { Containers = {} } = await network.inspect()
    for (const container of Object.keys(Containers))
      await network.disconnect({ Container: container, Force: true }).catch(unlessGone)
    await network.remove()
  } catch (error) {
    unlessGone(error)
  }
}

function unlessGone(error: unknown): void {
  if (!isNotFound(error)) throw error
}
