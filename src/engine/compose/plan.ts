import type {
  ComposeBuild,
  ComposeDependency,
  ComposeNetwork,
  ComposeProject,
  ComposeService,
  ComposeVolume,
} from './model.ts'
import { configHash, containerName, imageName, ownName, type ProjectNames } from './naming.ts'

/** What the daemon has of a project. */
export type Existing = {
  /** Every container with the project's label, stopped ones too; one-off ones (`docker compose run`) left out. */
  readonly containers: readonly ExistingContainer[]
  /** The names of the networks and volumes that are there, whoever made them. */
  readonly networks: ReadonlySet<string>
  readonly volumes: ReadonlySet<string>
  /** The id (`sha256:…`) of each image that is there, by its name (`naming.imageName`). */
  readonly images: ReadonlyMap<string, string>
}

export type ExistingContainer = {
  readonly id: string
  /** Without the slash that the Engine API puts in front. */
  readonly name: string
  /** Of its labels; null where it has none. */
  readonly service: string | null
  readonly configHash: string | null
  /** The id of the image that it was made from. */
  readonly imageId: string
  /** As the Engine API says it. */
  readonly state: 'created' | 'running' | 'paused' | 'restarting' | 'removing' | 'exited' | 'dead'
}

/**
 * One thing to do. A step's service may be touched once each of `after` is what its condition says;
 * `recreate` removes the container first, and keeps its named volumes.
 */
export type PlanStep =
  /** The file says that others make it, and nobody did: nothing of the plan can be done. */
  | { readonly kind: 'missing'; readonly what: 'network' | 'volume'; readonly name: string }
  | { readonly kind: 'build'; readonly image: string; readonly build: ComposeBuild }
  | { readonly kind: 'pull'; readonly image: string }
  | {
      readonly kind: 'remove'
      readonly container: ExistingContainer
      /** An orphan's service is not in the file any more. */
      readonly why: 'orphan' | 'duplicate'
    }
  | { readonly kind: 'network'; readonly name: string; readonly network: ComposeNetwork }
  | { readonly kind: 'volume'; readonly name: string; readonly volume: ComposeVolume }
  | (OfService & {
      readonly kind: 'keep' | 'start' | 'unpause'
      readonly container: ExistingContainer
    })
  | (OfService & { readonly kind: 'create' })
  | (OfService & {
      readonly kind: 'recreate'
      readonly container: ExistingContainer
      readonly why: 'config' | 'image' | 'network' | 'dead'
    })

type OfService = {
  readonly service: ComposeService
  /** The container's name; for an existing one that is kept, the name that it has. */
  readonly name: string
  readonly image: string
  readonly after: readonly ComposeDependency[]
}

/**
 * From what is there to what the file says, in an order in which it can be done: what takes long or may fail comes
 * first (images), then what is in the way is removed, then networks and volumes, then the services.
 */
export function plan(project: ComposeProject, names: ProjectNames, existing: Existing): readonly PlanStep[] {
  const services = new Set([...project.services.map(({ name }) => name), ...project.inactive])
  const steps = project.services.map((service) => stepOf(service, names, existing))
  const used = new Set(steps.map((step) => ('container' in step ? step.container.id : null)))
  const wanted = new Set(project.services.map(({ name }) => name))
  const removals = existing.containers.flatMap((container): PlanStep[] => {
    if (container.service === null || !services.has(container.service))
      return [{ kind: 'remove', container, why: 'orphan' }]
    const spare = wanted.has(container.service) && !used.has(container.id)
    return spare ? [{ kind: 'remove', container, why: 'duplicate' }] : []
  })
  const parts = partsOf(project, names, existing)
  const missing = parts.filter(({ kind }) => kind === 'missing')
  const made = parts.filter(({ kind }) => kind !== 'missing')
  return [...missing, ...imagesOf(project, names, existing), ...removals, ...made, ...steps]
}

/** The networks and volumes that are not there. */
function partsOf(project: ComposeProject, names: ProjectNames, existing: Existing): PlanStep[] {
  const missing = (what: 'network' | 'volume', name: string) => ({ kind: 'missing', what, name }) as const
  return [
    ...project.networks.flatMap((network): PlanStep[] => {
      const name = ownName(names.project, network)
      if (existing.networks.has(name)) return []
      return [network.external ? missing('network', name) : { kind: 'network', name, network }]
    }),
    ...project.volumes.flatMap((volume): PlanStep[] => {
      const name = ownName(names.project, volume)
      if (existing.volumes.has(name)) return []
      return [volume.external ? missing('volume', name) : { kind: 'volume', name, volume }]
    }),
  ]
}

/** Each image that is not there, once; one that any service says how to build is built. */
function imagesOf(project: ComposeProject, names: ProjectNames, existing: Existing): PlanStep[] {
  const wanted = new Set(project.services.map((service) => imageName(names.project, service)))
  return [...wanted]
    .filter((image) => !existing.images.has(image))
    .map((image): PlanStep => {
      const build = project.services.find((each) => each.build && imageName(names.project, each) === image)
      return build?.build ? { kind: 'build', image, build: build.build } : { kind: 'pull', image }
    })
}

function stepOf(service: ComposeService, names: ProjectNames, existing: Existing): PlanStep {
  const name = containerName(names.project, service)
  const own = existing.containers.filter((each) => each.service === service.name)
  // With two, the one whose name nobody else can have, or the one in use.
  const container =
    own.find((each) => each.name === name) ?? own.find(({ state }) => state === 'running') ?? own[0]
  const common = { service, name, image: imageName(names.project, service), after: service.dependsOn }
  if (container === undefined) return { kind: 'create', ...common }
  const why = outdated(service, names, existing, container)
  if (why !== null) return { kind: 'recreate', ...common, container, why }
  const kept = { ...common, name: container.name, container }
  if (container.state === 'paused') return { kind: 'unpause', ...kept }
  const stopped = container.state === 'created' || container.state === 'exited'
  return { kind: stopped ? 'start' : 'keep', ...kept }
}

/** Why a container cannot serve any longer; null where it can. */
function outdated(
  service: ComposeService,
  names: ProjectNames,
  existing: Existing,
  container: ExistingContainer,
): 'config' | 'image' | 'network' | 'dead' | null {
  if (container.state === 'dead' || container.state === 'removing') return 'dead'
  if (container.configHash !== configHash(service, names)) return 'config'
  if (container.imageId !== existing.images.get(imageName(names.project, service))) return 'image'
  // It was made for a network that is gone; one of the same name is another to it.
  const networks = service.networks.map(({ network }) => names.networks.get(network) ?? network)
  return networks.every((network) => existing.networks.has(network)) ? null : 'network'
}
