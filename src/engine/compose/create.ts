import type { ContainerCreateOptions } from 'dockerode'
import type { ComposeHealthcheck, ComposeService } from './model.ts'
import { containerLabels, containerName, imageName, type ProjectNames } from './naming.ts'

type Endpoint = { readonly network: string; readonly aliases: string[] }

/**
 * The Engine API's body to create a service's container from the image `imageId` (`sha256:…`). It is on the first
 * of the service's networks; `furtherNetworks` has the others, as daemons older than 25 create with one only.
 * https://docs.docker.com/reference/api/engine/version/v1.41/#tag/Container/operation/ContainerCreate
 */
export function createOptions(
  service: ComposeService,
  names: ProjectNames,
  imageId: string,
): ContainerCreateOptions {
  const [first] = endpoints(service, names)
  return {
    name: containerName(names.project, service),
    Image: imageName(names.project, service),
    Env: Object.entries(service.environment).map(([name, value]) => `${name}=${value}`),
    Labels: containerLabels(service, names, imageId),
    Tty: service.tty,
    OpenStdin: service.stdinOpen,
    ...(service.command === null ? {} : { Cmd: [...service.command] }),
    ...(service.entrypoint === null ? {} : { Entrypoint: [...service.entrypoint] }),
    ...(service.user === null ? {} : { User: service.user }),
    ...(service.workingDir === null ? {} : { WorkingDir: service.workingDir }),
    ...(service.hostname === null ? {} : { Hostname: service.hostname }),
    ...(service.stopSignal === null ? {} : { StopSignal: service.stopSignal }),
    ...(service.stopGracePeriod === null ? {} : { StopTimeout: Math.ceil(service.stopGracePeriod / 1000) }),
    ...(service.healthcheck === null ? {} : { Healthcheck: healthcheck(service.healthcheck) }),
    ExposedPorts: Object.fromEntries(
      service.ports.map(({ target, protocol }) => [`${target}/${protocol}`, {}]),
    ),
    HostConfig: hostConfig(service, names, first),
    ...(first === undefined
      ? {}
      : { NetworkingConfig: { EndpointsConfig: { [first.network]: { Aliases: first.aliases } } } }),
  }
}

/** The networks that a created container is to be connected to before it is started, each with its names there. */
export function furtherNetworks(service: ComposeService, names: ProjectNames): readonly Endpoint[] {
  return endpoints(service, names).slice(1)
}

function endpoints(service: ComposeService, names: ProjectNames): Endpoint[] {
  return service.networks.map(({ network, aliases }) => ({
    network: names.networks.get(network) ?? network,
    aliases: [...new Set([service.name, ...aliases])],
  }))
}

function hostConfig(
  service: ComposeService,
  names: ProjectNames,
  first: Endpoint | undefined,
): NonNullable<ContainerCreateOptions['HostConfig']> {
  return {
    PortBindings: portBindings(service),
    Mounts: service.volumes.map(({ volume, target, readOnly }) => ({
      Type: 'volume',
      Source: names.volumes.get(volume) ?? volume,
      Target: target,
      ReadOnly: readOnly,
    })),
    RestartPolicy:
      service.restart.name === 'on-failure'
        ? { Name: 'on-failure', MaximumRetryCount: service.restart.retries }
        : { Name: service.restart.name },
    CapAdd: [...service.capAdd],
    CapDrop: [...service.capDrop],
    SecurityOpt: [...service.securityOpt],
    ExtraHosts: [...service.extraHosts],
    Tmpfs: Object.fromEntries(service.tmpfs.map(pathAndOptions)),
    ReadonlyRootfs: service.readOnly,
    ...(service.init ? { Init: true } : {}),
    ...(service.memory === null ? {} : { Memory: service.memory }),
    ...(service.memorySwap === null ? {} : { MemorySwap: service.memorySwap }),
    ...(first === undefined ? {} : { NetworkMode: first.network }),
  }
}

/** A container's port may be bound more than once. */
function portBindings(service: ComposeService): Record<string, { HostIp: string; HostPort: string }[]> {
  const bindings: Record<string, { HostIp: string; HostPort: string }[]> = {}
  for (const { host, published, target, protocol } of service.ports) {
    const binding = { HostIp: host, HostPort: published === null ? '' : String(published) }
    bindings[`${target}/${protocol}`] = [...(bindings[`${target}/${protocol}`] ?? []), binding]
  }
  return bindings
}

/** `/run:size=64m` → the path and its mount options. */
function pathAndOptions(tmpfs: string): [string, string] {
  const colon = tmpfs.indexOf(':')
  return colon < 0 ? [tmpfs, ''] : [tmpfs.slice(0, colon), tmpfs.slice(colon + 1)]
}

/** Times are in ns here; what is left out is Docker's default. */
function healthcheck(check: ComposeHealthcheck): NonNullable<ContainerCreateOptions['Healthcheck']> {
  if (check.kind === 'none') return { Test: ['NONE'] }
  const nanoseconds = (ms: number) => Math.round(ms * 1_000_000)
  return {
    Test: [...check.test],
    ...(check.interval === null ? {} : { Interval: nanoseconds(check.interval) }),
    ...(check.timeout === null ? {} : { Timeout: nanoseconds(check.timeout) }),
    ...(check.startPeriod === null ? {} : { StartPeriod: nanoseconds(check.startPeriod) }),
    ...(check.retries === null ? {} : { Retries: check.retries }),
  }
}
