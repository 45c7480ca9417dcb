import type Dockerode from 'dockerode'
import { UserError } from '../../errors.ts'
import { until } from '../../until.ts'
import { words } from '../../words/index.ts'
import { createOptions, furtherNetworks } from '../compose/create.ts'
import type { ComposeDependency } from '../compose/model.ts'
import { networkLabels, type ProjectNames, volumeLabels } from '../compose/naming.ts'
import type { PlanStep } from '../compose/plan.ts'
import { cannotBind, diskFull, isConflict, portTaken } from '../daemon/failures.ts'
import { statusOf } from '../daemon/trouble.ts'
import { imageId, removeContainer, startContainer, unpauseContainer } from './containers.ts'

/** How long a service may take until it is what others wait for, in ms. */
const CONDITION = 120_000

export type Execution = {
  readonly docker: Dockerode
  readonly names: ProjectNames
  readonly signal: AbortSignal
  /** Makes or fetches an image. */
  build(step: Extract<PlanStep, { kind: 'build' }>): Promise<void>
  pull(step: Extract<PlanStep, { kind: 'pull' }>): Promise<void>
}

type ServiceStep = Extract<PlanStep, { service: unknown }>

/**
 * Does what a plan says: images, removals, networks and volumes in their order, then all services at once, each as
 * soon as those it depends on let it. Where one thing fails, what is under way is waited for before that is thrown:
 * nothing comes into being behind the back of whoever cleans up.
 */
export async function execute(plan: readonly PlanStep[], run: Execution): Promise<void> {
  const services: ServiceStep[] = []
  const parts: Promise<void>[] = []
  for (const step of plan) {
    run.signal.throwIfAborted()
    if ('service' in step) services.push(step)
    else if (step.kind === 'network' || step.kind === 'volume') parts.push(prepare(step, run))
    else await prepare(step, run)
  }
  await allOf(parts)
  const failed = new AbortController()
  const signal = AbortSignal.any([run.signal, failed.signal])
  const ready = new Map<string, Promise<string>>()
  const begin = (step: ServiceStep, first: Promise<unknown>) =>
    ready.set(
      step.service.name,
      serve(step, ready, first, { ...run, signal }).catch((error: unknown) => {
        failed.abort(error)
        throw error
      }),
    )
  for (const step of services) if (!standsAlone(step, services)) begin(step, Promise.resolve())
  const others = Promise.allSettled([...ready.values()])
  // A daemon starts one container after another: those that nobody waits for let the others go first.
  for (const step of services) if (standsAlone(step, services)) begin(step, others)
  await allOf([...ready.values()]).catch((error: unknown) => {
    run.signal.throwIfAborted()
    throw failed.signal.aborted ? failed.signal.reason : error
  })
}

function standsAlone(step: ServiceStep, all: readonly ServiceStep[]): boolean {
  const { name } = step.service
  return step.after.length === 0 && !all.some(({ after }) => after.some(({ service }) => service === name))
}

/** Waits until all are over, and only then throws what the first one that failed did. */
async function allOf(promises: readonly Promise<unknown>[]): Promise<void> {
  const bad = (await Promise.allSettled(promises)).find((result) => result.status === 'rejected')
  if (bad !== undefined) throw bad.reason
}

async function prepare(step: Exclude<PlanStep, ServiceStep>, run: Execution): Promise<void> {
  const { docker, names } = run
  switch (step.kind) {
    case 'missing':
      throw new UserError(words.docker.missingPart(step.what, step.name), {
        help: words.docker.missingPartHelp,
      })
    case 'build':
      return run.build(step)
    case 'pull':
      return run.pull(step)
    case 'remove':
      return removeContainer(docker, step.container.id)
    case 'network':
      await docker
        .createNetwork({
          Name: step.name,
          CheckDuplicate: true,
          Internal: step.network.internal,
          Labels: networkLabels(step.network, names),
          ...(step.network.driver === null ? {} : { Driver: step.network.driver }),
        })
        .catch(unlessThere)
      return
    case 'volume':
      await docker.createVolume({ Name: step.name, Labels: volumeLabels(step.volume, names) })
      return
  }
}

/** Another start of the same project was a moment faster. */
function unlessThere(error: unknown): void {
  if (!isConflict(error)) throw error
}

/** Brings one service up; it is started after `first`. @returns its container's id, once it was started */
async function serve(
  step: ServiceStep,
  ready: ReadonlyMap<string, Promise<string>>,
  first: Promise<unknown>,
  run: Execution,
): Promise<string> {
  const { docker } = run
  const id = await containerOf(step, run)
  await first
  await Promise.all(step.after.map((dependency) => waitFor(dependency, ready, run)))
  run.signal.throwIfAborted()
  if (step.kind === 'keep') return id
  if (step.kind === 'unpause') await unpauseContainer(docker, id)
  else if (step.kind === 'start') return startOrRecreate(step, run)
  else await startContainer(docker, id)
  return id
}

/** One that its daemon can't start any more (it was killed while that one ran) is made anew; its volumes stay. */
async function startOrRecreate(
  step: Extract<ServiceStep, { kind: 'keep' | 'start' | 'unpause' }>,
  run: Execution,
): Promise<string> {
  const { id } = step.container
  try {
    await startContainer(run.docker, id)
    return id
  } catch (error) {
    if (statusOf(error) !== 500 || portTaken(error) !== null || cannotBind(error) || diskFull(error))
      throw error
  }
  await removeContainer(run.docker, id)
  const anew = await createOne(step, run)
  await startContainer(run.docker, anew)
  return anew
}

async function containerOf(step: ServiceStep, run: Execution): Promise<string> {
  if (step.kind !== 'create' && step.kind !== 'recreate') return step.container.id
  if (step.kind === 'recreate') await removeContainer(run.docker, step.container.id)
  return createOne(step, run)
}

async function createOne(step: ServiceStep, { docker, names }: Execution): Promise<string> {
  const image = await imageId(docker, step.image)
  const container = await docker.createContainer(createOptions(step.service, names, image ?? step.image))
  for (const { network, aliases } of furtherNetworks(step.service, names))
    await docker
      .getNetwork(network)
      .connect({ Container: container.id, EndpointConfig: { Aliases: aliases } })
  return container.id
}

/** Until another service is what this one waits for. @throws UserError where it never will be */
async function waitFor(
  { service, condition }: ComposeDependency,
  ready: ReadonlyMap<string, Promise<string>>,
  { docker, signal }: Execution,
): Promise<void> {
  const id = await ready.get(service)
  if (id === undefined || condition === 'service_started') return
  const met = await until(
    async () => {
      const { State } = await docker.getContainer(id).inspect()
      if (condition === 'service_healthy' && State.Health?.Status === 'healthy') return true
      if (State.Running || State.Status === 'created') {
        if (State.Health?.Status !== 'unhealthy') return null
        throw new UserError(words.docker.unhealthy(service), { help: words.docker.seeLogs(service) })
      }
      if (condition === 'service_completed_successfully' && State.ExitCode === 0) return true
      throw new UserError(words.docker.ended(service, State.ExitCode), {
        help: words.docker.seeLogs(service),
      })
    },
    { deadline: CONDITION, every: 100, signal },
  )
  if (met === null)
    throw new UserError(words.docker.conditionLate(service, CONDITION / 1000), {
      help: words.docker.seeLogs(service),
    })
}
