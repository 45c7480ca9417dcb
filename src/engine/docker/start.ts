import { rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import type Dockerode from 'dockerode'
import { Cancelled, UserError } from '../../errors.ts'
import { until } from '../../until.ts'
import { words } from '../../words/index.ts'
import { imageName } from '../compose/naming.ts'
import { type PlanStep, plan } from '../compose/plan.ts'
import { cannotBind, diskFull, portTaken } from '../daemon/failures.ts'
import type { Endpoint } from '../daemon/model.ts'
import { reachableHost } from '../daemon/reachable.ts'
import type { Cluster, EngineOptions, StartOptions } from '../model.ts'
import { pullImage, removeOldImages } from './build.ts'
import { existing } from './containers.ts'
import { down, isThere } from './down.ts'
import { execute } from './execute.ts'
import { IMAGE } from './image.ts'
import { buildKafkaImage, kafkaImage } from './images.ts'
import { endOrphans } from './orphans.ts'
import { freePort } from './port.ts'
import { answer, namesItsTopics, untilReady } from './ready.ts'
import { readStack } from './stack.ts'
import { clusterOf, type DockerState, projectName, readState, stateFile, writeState } from './state.ts'

/** How long a cluster whose containers run may stay silent before its broker is started again, in ms. */
const SILENT = 10_000
/** How long a broker may take until it names all its topics, in ms. */
const TOPICS = 5_000

const note = (task: string) => ({ task, done: 0, total: null, unit: null }) as const

type Start = {
  readonly docker: Dockerode
  readonly endpoint: Endpoint
  /** The home's directory, without symbolic links. */
  readonly home: string
  readonly options: EngineOptions
  readonly start: StartOptions
}

/** A ready cluster on a daemon: what runs is kept, what is missing made, what is out of date made anew. */
export async function startStack(from: Start): Promise<Cluster> {
  const { docker, home, start } = from
  const old = await readState(home)
  const project = old?.project ?? projectName(home)
  const isNew = !(await isThere(docker, project))
  try {
    const up = await bringUp(from, await settings(from, project, old))
    const [clusterId] = await Promise.all([ready(from, up), tidyWorkbench(from, up)])
    const settled = { ...up.state, clusterId }
    await writeState(home, settled)
    const cluster = clusterOf(settled)
    if (cluster === null) throw new Error('a cluster that answered has an id')
    return cluster
  } catch (error) {
    if (isNew) {
      await down(docker, project)
      await rm(dirname(stateFile(home)), { recursive: true, force: true })
    }
    if (start.signal.aborted) throw new Cancelled()
    throw error
  }
}

/** What this start uses; written down before anything is made. */
async function settings(from: Start, project: string, old: DockerState | null): Promise<DockerState> {
  const { endpoint, options, home } = from
  const { bind, advertise } = await reachableHost(endpoint, options.env)
  const state: DockerState = {
    version: 1,
    project,
    endpoint,
    bind,
    host: advertise,
    port: old?.port ?? (await freePort(options.env, endpoint)),
    image: await kafkaImage(from),
    clusterId: old?.clusterId ?? null,
  }
  await writeState(home, state)
  return state
}

type BroughtUp = { readonly state: DockerState; readonly steps: readonly PlanStep[] }

/** Does what the file says; at another port where this one is taken over there. */
async function bringUp(from: Start, wanted: DockerState): Promise<BroughtUp> {
  const { docker, home, options, start } = from
  let state = wanted
  let built = false
  for (;;) {
    const { project, names } = await readStack(state, options.env)
    const images = project.services.map((service) => imageName(names.project, service))
    const steps = plan(project, names, await existing(docker, names, images))
    const wantsImage = steps.some(({ kind }) => kind === 'build' || kind === 'pull')
    if (!wantsImage) start.onProgress(note(words.engine.startingServices))
    try {
      await execute(steps, {
        docker,
        names,
        signal: start.signal,
        build: (step) => {
          // An image of the user's own is theirs to make.
          if (options.env.LABS_KAFKA_IMAGE) return pullImage(docker, step.image, start)
          built = true
          return buildKafkaImage(from, step)
        },
        pull: (step) => pullImage(docker, step.image, start),
      })
      if (built) await removeOldImages(docker, IMAGE, state.image)
      return { state, steps }
    } catch (error) {
      if (portTaken(error) !== state.port || options.env.LABS_KAFKA_PORT) throw hostError(error, state)
      state = { ...state, port: await freePort(options.env, from.endpoint, state.port) }
      await writeState(home, state)
    }
  }
}

/** What the daemon's machine could not do, as one line and a way out. */
function hostError(error: unknown, { bind }: DockerState): unknown {
  if (error instanceof UserError) return error
  const port = portTaken(error)
  if (port !== null) return new UserError(words.docker.portTaken(port), { help: words.docker.portTakenHelp })
  if (cannotBind(error))
    return new UserError(words.docker.cannotBind(bind), { help: words.docker.cannotBindHelp })
  if (diskFull(error)) return new UserError(words.docker.diskFull, { help: words.docker.diskFullHelp })
  return error
}

/** The id of the cluster that answers; `steps` is what was done to bring it up. */
async function ready({ docker, start }: Start, { state, steps }: BroughtUp): Promise<string> {
  const { signal } = start
  const did = (service: string) => steps.find((step) => 'service' in step && step.service.name === service)
  const broker = did('kafka')
  start.onProgress(note(words.engine.startingServices))
  if (broker === undefined || !('container' in broker)) return untilReady(docker, state, signal)
  if (broker.kind === 'keep' || broker.kind === 'unpause') {
    const clusterId = await until(() => answer(state), { deadline: SILENT, signal })
    if (clusterId !== null && broker.kind === 'unpause') await untilKnown(docker, state, signal)
    if (clusterId !== null) return clusterId
    start.onProgress(note(words.engine.silent))
    await docker.getContainer(broker.container.id).restart({ t: 1 })
  }
  const clusterId = await untilReady(docker, state, signal)
  await untilKnown(docker, state, signal)
  return clusterId
}

async function untilKnown(docker: Dockerode, state: DockerState, signal: AbortSignal): Promise<void> {
  await until(() => namesItsTopics(docker, state), { deadline: TOPICS, every: 20, signal })
}

/** What a runner that was killed left in the workbench has an owner no more. */
async function tidyWorkbench({ docker }: Start, { steps }: BroughtUp): Promise<void> {
  const workbench = steps.find((step) => 'service' in step && step.service.name === 'workbench')
  if (workbench?.kind === 'keep') await endOrphans(docker.getContainer(workbench.container.id))
}
