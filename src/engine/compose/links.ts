import { nearest } from '../../nearest.ts'
import { words } from '../../words/index.ts'
import { at, type Fault } from '../../yaml/diagnostic.ts'
import type { Diagnostic } from '../../yaml/model.ts'
import type { Yaml } from '../../yaml/yaml.ts'
import type { WrittenFile } from './file.ts'
import { cycles } from './order.ts'
import type { WrittenService } from './service.ts'

/** The network of a service that names none. */
export const DEFAULT_NETWORK = 'default'

/** What is wrong between the parts of a file that are right in themselves. */
export function brokenLinks(yaml: Yaml, of: WrittenFile, profiles: readonly string[]): Diagnostic[] {
  const found = (fault: Fault, path: readonly unknown[]) =>
    at(yaml.file, yaml.lineOf(yaml.root, ['services', ...path]), fault)
  const diagnostics = [...of.services].flatMap(([name, service]) => [
    ...ofDependencies(name, service, of, profiles).map(([fault, path]) => found(fault, path)),
    ...ofService(name, service, of).map(([fault, path]) => found(fault, path)),
  ])
  const rounds = cycles(of.services).map((path) =>
    found(words.compose.cycle(path), [path[0], 'depends_on', ...(path[1] ? [path[1]] : [])]),
  )
  return [...diagnostics, ...rounds, ...differentBuilds(of).map(([fault, path]) => found(fault, path))]
}

/** Whether a service is run: it has no profiles, or one of them was asked for. */
export function isActive(service: WrittenService, profiles: readonly string[]): boolean {
  const own = service.profiles ?? []
  return own.length === 0 || own.some((profile) => profiles.includes(profile) || profiles.includes('*'))
}

type Found = readonly [fault: Fault, path: readonly unknown[]]

function ofDependencies(
  name: string,
  service: WrittenService,
  { services }: WrittenFile,
  profiles: readonly string[],
): Found[] {
  return [...(service.depends_on?.keys() ?? [])].flatMap((on): Found[] => {
    const path = [name, 'depends_on', on]
    const other = services.get(on)
    if (other === undefined) return [[words.compose.unknownService(on, nearest(on, services.keys())), path]]
    const left = isActive(service, profiles) && !isActive(other, profiles)
    return left ? [[words.compose.inactiveService(on, other.profiles ?? []), path]] : []
  })
}

function ofService(name: string, service: WrittenService, of: WrittenFile): Found[] {
  const networks = [...(service.networks?.keys() ?? [])].flatMap((network): Found[] =>
    network === DEFAULT_NETWORK || of.networks?.has(network)
      ? []
      : [[words.compose.unknownNetwork(network), [name, 'networks', network]]],
  )
  const volumes = (service.volumes ?? []).flatMap(({ volume }, index): Found[] =>
    of.volumes?.has(volume) ? [] : [[words.compose.unknownVolume(volume), [name, 'volumes', index]]],
  )
  const limit = service.deploy?.resources?.limits?.memory
  const twice = service.mem_limit !== undefined && limit !== undefined && limit !== service.mem_limit
  return [
    ...networks,
    ...volumes,
    ...(service.image === undefined && service.build === undefined
      ? [[words.compose.nothingToRun(name), [name]] as const]
      : []),
    ...(/^[a-z+]+:\/\/|^git@|^github\.com\//.test(service.build?.context ?? '')
      ? [[words.compose.remoteContext(), [name, 'build', 'context']] as const]
      : []),
    ...(twice ? [[words.compose.memoryTwice(), [name, 'mem_limit']] as const] : []),
  ]
}

/** Services that give one name to images which are built in two ways. */
function differentBuilds({ services }: WrittenFile): Found[] {
  const first = new Map<string, { name: string; built: string }>()
  return [...services].flatMap(([name, { image, build }]): Found[] => {
    if (image === undefined || build === undefined) return []
    const built = JSON.stringify(build, (_, value: unknown) =>
      value instanceof Map ? [...value].sort() : value,
    )
    const other = first.get(image)
    if (other === undefined) first.set(image, { name, built })
    return other && other.built !== built
      ? [[words.compose.twoBuilds(image, other.name), [name, 'build']]]
      : []
  })
}
