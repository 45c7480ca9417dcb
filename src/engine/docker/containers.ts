import type Dockerode from 'dockerode'
import { LABEL, type ProjectNames } from '../compose/naming.ts'
import type { Existing, ExistingContainer } from '../compose/plan.ts'
import { isAlready, isConflict, isNotFound } from '../daemon/failures.ts'

/** All that a project has on the daemon. `images`: those that its services want, by name. */
export async function existing(
  docker: Dockerode,
  names: ProjectNames,
  images: readonly string[],
): Promise<Existing> {
  const [containers, networks, volumes, found] = await Promise.all([
    listContainers(docker, names.project),
    docker.listNetworks(),
    docker.listVolumes(),
    Promise.all(images.map(async (name) => [name, await imageId(docker, name)] as const)),
  ])
  return {
    containers,
    networks: new Set(networks.map(({ Name }) => Name)),
    volumes: new Set(volumes.Volumes.map(({ Name }) => Name)),
    images: new Map(found.flatMap(([name, id]) => (id === null ? [] : [[name, id] as const]))),
  }
}

/** The id of an image; null where the daemon has none of that name. */
export async function imageId(docker: Dockerode, name: string): Promise<string | null> {
  try {
    return (await docker.getImage(name).inspect()).Id
  } catch (error) {
    if (isNotFound(error)) return null
    throw error
  }
}

/** The containers of a project, those that stand still too; without one-off ones (`docker compose run`). */
export async function listContainers(docker: Dockerode, project: string): Promise<ExistingContainer[]> {
  const found = await docker.listContainers({
    all: true,
    filters: { label: [`${LABEL.project}=${project}`] },
  })
  return found
    .filter(({ Labels }) => Labels[LABEL.oneOff] !== 'True')
    .map(({ Id, Names, Labels, ImageID, State }) => ({
      id: Id,
      name: Names[0]?.replace(/^\//, '') ?? Id.slice(0, 12),
      service: Labels[LABEL.service] ?? null,
      configHash: Labels[LABEL.configHash] ?? null,
      imageId: ImageID,
      state: stateOf(State),
    }))
}

const STATES = ['created', 'running', 'paused', 'restarting', 'removing', 'exited', 'dead'] as const

function stateOf(text: string): ExistingContainer['state'] {
  return STATES.find((state) => state === text) ?? 'dead'
}

/** Starts a container. One that runs by now, since a start that was killed had asked for it, is as it should be. */
export async function startContainer(docker: Dockerode, id: string): Promise<void> {
  await docker
    .getContainer(id)
    .start()
    .catch((error: unknown) => {
      if (!isAlready(error)) throw error
    })
}

/** Lets a paused container go on; the same holds for one that does so by now, which the daemon calls an error. */
export async function unpauseContainer(docker: Dockerode, id: string): Promise<void> {
  const container = docker.getContainer(id)
  await container.unpause().catch(async (error: unknown) => {
    const { State } = await container.inspect()
    if (!State.Running || State.Paused) throw error
  })
}

/** Removes a container, running or not, and returns once it is gone. */
export async function removeContainer(docker: Dockerode, id: string): Promise<void> {
  const container = docker.getContainer(id)
  try {
    await container.remove({ force: true, v: true })
  } catch (error) {
    if (isNotFound(error)) return
    if (!isConflict(error)) throw error
    // Somebody else is removing it.
    await container.wait({ condition: 'removed' }).catch((late: unknown) => {
      if (!isNotFound(late)) throw late
    })
  }
}
