import { createHash } from 'node:crypto'
import { dirname } from 'node:path'
import type { ComposeNetwork, ComposeProject, ComposeService, ComposeVolume } from './model.ts'

/**
 * Names and labels as Docker Compose v2 writes them, so that `docker compose ps` and `down`, and Docker Desktop, know
 * what we started. https://github.com/docker/compose/blob/main/pkg/api/labels.go
 */
export const LABEL = {
  project: 'com.docker.compose.project',
  service: 'com.docker.compose.service',
  containerNumber: 'com.docker.compose.container-number',
  oneOff: 'com.docker.compose.oneoff',
  configHash: 'com.docker.compose.config-hash',
  workingDir: 'com.docker.compose.project.working_dir',
  configFiles: 'com.docker.compose.project.config_files',
  dependsOn: 'com.docker.compose.depends_on',
  image: 'com.docker.compose.image',
  network: 'com.docker.compose.network',
  volume: 'com.docker.compose.volume',
  version: 'com.docker.compose.version',
} as const

type Labels = Record<string, string>

/** What a project's parts are called on the daemon; networks and volumes by their key in the file. */
export type ProjectNames = {
  readonly project: string
  /** The file's absolute path. */
  readonly file: string
  /** Of the program that makes the parts. */
  readonly version: string
  readonly networks: ReadonlyMap<string, string>
  readonly volumes: ReadonlyMap<string, string>
}

export function namesOf(project: ComposeProject, projectName: string, version: string): ProjectNames {
  const names = (parts: readonly (ComposeNetwork | ComposeVolume)[]) =>
    new Map(parts.map((part) => [part.key, ownName(projectName, part)]))
  return {
    project: projectName,
    file: project.file,
    version,
    networks: names(project.networks),
    volumes: names(project.volumes),
  }
}

/** The name of a network or a volume. An external one has its key for a name, where it has no other. */
export function ownName(projectName: string, part: ComposeNetwork | ComposeVolume): string {
  return part.name ?? (part.external ? part.key : `${projectName}_${part.key}`)
}

export function containerName(projectName: string, service: ComposeService): string {
  return service.containerName ?? `${projectName}-${service.name}-1`
}

/** The image that a service runs; one that is built has the service's name where it has no other. */
export function imageName(projectName: string, service: ComposeService): string {
  return service.image ?? `${projectName}-${service.name}`
}

/** `imageId`: the image that the container is made from, `sha256:…`. */
export function containerLabels(service: ComposeService, names: ProjectNames, imageId: string): Labels {
  return {
    ...service.labels,
    [LABEL.project]: names.project,
    [LABEL.service]: service.name,
    [LABEL.containerNumber]: '1',
    [LABEL.oneOff]: 'False',
    [LABEL.configHash]: configHash(service, names),
    [LABEL.workingDir]: dirname(names.file),
    [LABEL.configFiles]: names.file,
    // The last part says whether a restart of the other one restarts this one.
    [LABEL.dependsOn]: service.dependsOn.map((on) => `${on.service}:${on.condition}:false`).join(','),
    [LABEL.image]: imageId,
    [LABEL.version]: names.version,
  }
}

export function networkLabels(network: ComposeNetwork, names: ProjectNames): Labels {
  return {
    ...network.labels,
    [LABEL.project]: names.project,
    [LABEL.network]: network.key,
    [LABEL.version]: names.version,
  }
}

export function volumeLabels(volume: ComposeVolume, names: ProjectNames): Labels {
  return {
    ...volume.labels,
    [LABEL.project]: names.project,
    [LABEL.volume]: volume.key,
    [LABEL.version]: names.version,
  }
}

/**
 * Tells whether a container is still what the file says: sha256, in hex, of the service as it is to be run, with the
 * names of its networks and volumes on the daemon. What leads to an image, and when it is started, is not in it.
 */
export function configHash(service: ComposeService, names: ProjectNames): string {
  const { build: _build, dependsOn: _dependsOn, profiles: _profiles, ...run } = service
  const networks = service.networks.map((each) => names.networks.get(each.network) ?? each.network)
  const volumes = service.volumes.map((each) => names.volumes.get(each.volume) ?? each.volume)
  return createHash('sha256').update(stable({ run, networks, volumes })).digest('hex')
}

/** JSON with the keys of every object in order: the order of a file's lines means nothing there. */
function stable(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  )
}
