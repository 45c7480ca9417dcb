import { dirname, resolve } from 'node:path'
import type { WrittenFile } from './file.ts'
import type { Environment } from './interpolate.ts'
import { DEFAULT_NETWORK, isActive } from './links.ts'
import type {
  ComposeBuild,
  ComposeHealthcheck,
  ComposeNetwork,
  ComposeProject,
  ComposeService,
  ComposeVolume,
} from './model.ts'
import { inOrderOfDependency } from './order.ts'
import type { WrittenService } from './service.ts'

/** What a file is read with. */
export type From = {
  /** The file's absolute path. */
  readonly file: string
  readonly env: Environment
  /** The active ones; `*`: all. */
  readonly profiles: readonly string[]
  /** Only services that belong to one of them: those of no profile are somebody else's to run. */
  readonly alone?: boolean
}

/** What a file without faults means: every default in place, every path and variable looked up. */
export function projectOf(of: WrittenFile, from: From): ComposeProject {
  const ordered = inOrderOfDependency(of.services).flatMap((name) => {
    const service = of.services.get(name)
    if (service === undefined) return []
    const spared = from.alone === true && (service.profiles ?? []).length === 0
    return [{ name, service, active: isActive(service, from.profiles) && !spared }]
  })
  const services = ordered
    .filter(({ active }) => active)
    .map(({ name, service }) => serviceOf(name, service, from))
  const used = (key: string) => services.some((each) => each.networks.some(({ network }) => network === key))
  const mounted = (key: string) => services.some((each) => each.volumes.some(({ volume }) => volume === key))
  const networks = new Map([[DEFAULT_NETWORK, null], ...(of.networks ?? [])])
  return {
    file: from.file,
    name: of.name ?? null,
    services,
    inactive: ordered.filter(({ active }) => !active).map(({ name }) => name),
    networks: [...networks].filter(([key]) => used(key)).map(([key, network]) => networkOf(key, network)),
    volumes: [...(of.volumes ?? [])]
      .filter(([key]) => mounted(key))
      .map(([key, each]) => volumeOf(key, each)),
  }
}

type Pairs = ReadonlyMap<string, string | null>

/** A name without a value has the environment's, and is left out where there is none. */
function fromEnvironment(pairs: Pairs | undefined, env: Environment): Record<string, string> {
  return Object.fromEntries(
    [...(pairs ?? [])].flatMap(([name, value]) => {
      const known = value ?? (Object.hasOwn(env, name) ? env[name] : undefined)
      return known === undefined ? [] : [[name, known]]
    }),
  )
}

function labels(pairs: Pairs | undefined): Record<string, string> {
  return Object.fromEntries([...(pairs ?? [])].map(([name, value]) => [name, value ?? '']))
}

function serviceOf(name: string, of: WrittenService, from: From): ComposeService {
  const networks = of.networks ?? new Map([[DEFAULT_NETWORK, null]])
  return {
    name,
    image: of.image ?? null,
    build: of.build === undefined ? null : buildOf(of.build, from),
    command: of.command ?? null,
    entrypoint: of.entrypoint ?? null,
    environment: fromEnvironment(of.environment, from.env),
    labels: labels(of.labels),
    user: of.user ?? null,
    workingDir: of.working_dir ?? null,
    hostname: of.hostname ?? null,
    containerName: of.container_name ?? null,
    init: of.init ?? false,
    tty: of.tty ?? false,
    stdinOpen: of.stdin_open ?? false,
    readOnly: of.read_only ?? false,
    restart: of.restart ?? { name: 'no' },
    stopSignal: of.stop_signal ?? null,
    stopGracePeriod: of.stop_grace_period ?? null,
    memory: of.mem_limit ?? of.deploy?.resources?.limits?.memory ?? null,
    memorySwap: of.memswap_limit ?? null,
    capAdd: of.cap_add ?? [],
    capDrop: of.cap_drop ?? [],
    securityOpt: of.security_opt ?? [],
    extraHosts: of.extra_hosts ?? [],
    tmpfs: of.tmpfs ?? [],
    ports: of.ports ?? [],
    networks: [...networks].map(([network, it]) => ({ network, aliases: it?.aliases ?? [] })),
    volumes: of.volumes ?? [],
    dependsOn: [...(of.depends_on ?? [])].map(([service, { condition }]) => ({ service, condition })),
    healthcheck: of.healthcheck === undefined ? null : healthcheckOf(of.healthcheck),
    profiles: of.profiles ?? [],
  }
}

function buildOf(of: NonNullable<WrittenService['build']>, { file, env }: From): ComposeBuild {
  return {
    context: resolve(dirname(file), of.context ?? '.'),
    dockerfile: of.dockerfile ?? 'Dockerfile',
    args: fromEnvironment(of.args, env),
    labels: labels(of.labels),
    target: of.target ?? null,
  }
}

function healthcheckOf(of: NonNullable<WrittenService['healthcheck']>): ComposeHealthcheck {
  if (of.disable === true || of.test?.[0] === 'NONE') return { kind: 'none' }
  return {
    kind: 'test',
    test: of.test ?? [],
    interval: of.interval ?? null,
    timeout: of.timeout ?? null,
    startPeriod: of.start_period ?? null,
    retries: of.retries ?? null,
  }
}

function networkOf(key: string, of: ValueOf<WrittenFile['networks']>): ComposeNetwork {
  return {
    key,
    name: of?.name ?? null,
    driver: of?.driver ?? null,
    internal: of?.internal ?? false,
    labels: labels(of?.labels),
    external: of?.external ?? false,
  }
}

function volumeOf(key: string, of: ValueOf<WrittenFile['volumes']>): ComposeVolume {
  return { key, name: of?.name ?? null, labels: labels(of?.labels), external: of?.external ?? false }
}

type ValueOf<M> = M extends ReadonlyMap<string, infer V> ? V : never
