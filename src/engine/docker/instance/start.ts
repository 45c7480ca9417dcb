import { rm } from 'node:fs/promises'
import type Dockerode from 'dockerode'
import { Cancelled, UserError } from '../../../errors.ts'
import { until } from '../../../until.ts'
import { words } from '../../../words/index.ts'
import { imageName } from '../../compose/naming.ts'
import { plan } from '../../compose/plan.ts'
import { diskFull } from '../../daemon/failures.ts'
import type { Endpoint } from '../../daemon/model.ts'
import type { EngineOptions, StartOptions } from '../../model.ts'
import { pullImage, removeOldImages } from '../build.ts'
import { existing, imageId } from '../containers.ts'
import { down, isThere } from '../down.ts'
import { execute } from '../execute.ts'
import { INSTANCE_IMAGE, wantedInstanceImage } from '../image.ts'
import { buildInstanceImage, buildKafkaImage, kafkaImage } from '../images.ts'
import { endOrphans } from '../orphans.ts'
import { runInside } from '../run.ts'
import { readInstanceStack, readStack } from '../stack.ts'
import { type Containers, containersOf } from './containers.ts'
import { AT_COMPUTER, ON_INSTANCE } from './places.ts'
import { directory, type InstanceFile, readState, writeState } from './state.ts'

/** How long the instance and the computers around it may take until all of it is there, in ms. */
const READY = 60_000

type Start = {
  readonly docker: Dockerode
  readonly endpoint: Endpoint
  readonly project: string
  /** The home's directory, without symbolic links. */
  readonly home: string
  readonly options: EngineOptions
  readonly start: StartOptions
}

/** An instance with the learner's computer beside it: what runs is kept, what is missing made. */
export async function startInstance(from: Start): Promise<InstanceFile> {
  const { docker, endpoint, project, home, start } = from
  const old = await readState(home)
  const isNew = !(await isThere(docker, project))
  try {
    const state: InstanceFile = { version: 1, project, endpoint, id: isNew ? null : (old?.id ?? null) }
    await writeState(home, state)
    await bringUp(from)
    const { id, instance, computer } = await ready(from)
    const settled = { ...state, id }
    await Promise.all([endOrphans(instance, ON_INSTANCE), endOrphans(computer, AT_COMPUTER)])
    await writeState(home, settled)
    return settled
  } catch (error) {
    if (isNew) {
      await down(docker, project)
      await rm(directory(home), { recursive: true, force: true })
    }
    if (start.signal.aborted) throw new Cancelled()
    if (!(error instanceof UserError) && diskFull(error))
      throw new UserError(words.docker.diskFull, { help: words.docker.diskFullHelp })
    throw error
  }
}

async function bringUp(from: Start): Promise<void> {
  const { docker, project: name, options, start } = from
  const kafka = await kafkaImage(from)
  const instance = options.env.LABS_INSTANCE_IMAGE || (await wantedInstanceImage(kafka))
  const { project, names } = await readInstanceStack(name, { kafka, instance }, options.env)
  const images = project.services.map((service) => imageName(names.project, service))
  const steps = plan(project, names, await existing(docker, names, images))
  let built = false
  if (!steps.some(({ kind }) => kind === 'build' || kind === 'pull'))
    start.onProgress({ task: words.instance.starting, done: 0, total: null, unit: null })
  await execute(steps, {
    docker,
    names,
    signal: start.signal,
    build: async (step) => {
      if (options.env.LABS_INSTANCE_IMAGE) return pullImage(docker, step.image, start)
      built = true
      if ((await imageId(docker, kafka)) === null) await buildBelow(from, kafka)
      return buildInstanceImage(from, step)
    },
    pull: (step) => pullImage(docker, step.image, start),
  })
  if (built) await removeOldImages(docker, INSTANCE_IMAGE, instance)
}

/** The cluster's image, which the instance's is built on. */
async function buildBelow(from: Start, image: string): Promise<void> {
  if (from.options.env.LABS_KAFKA_IMAGE) return pullImage(from.docker, image, from.start)
  const nowhere = { project: from.project, bind: '127.0.0.1', host: '127.0.0.1', port: 19092, image }
  const { project } = await readStack(nowhere, from.options.env)
  const build = project.services.find((service) => service.build !== null)?.build
  if (build == null) throw new Error('the compose file says how its image is built')
  await buildKafkaImage(from, { image, build })
}

/** What each of those around the instance does last before it can be worked with. */
const AROUND = {
  // Docker writes the file anew at each start; it is opened to the learner once their lines are back in it.
  computer: 'test -e /home/learner/test-kafka-server-key.pem && [ "$(stat -c %a /etc/hosts)" = 666 ]',
  colleague: "grep -q ' my-kafka$' /etc/hosts",
  // Its port, 80, is looked up among those listened on (0A).
  mirror: "cat /proc/net/tcp /proc/net/tcp6 2>/dev/null | grep -q ':0050 0*:0000 0A'",
} as const

/** The instance's id, and its containers, once it and those around it have all that they begin with. */
async function ready({ docker, project, start }: Start): Promise<Containers & { readonly id: string }> {
  start.onProgress({ task: words.instance.starting, done: 0, total: null, unit: null })
  const settled = await until(
    async () => {
      const containers = await containersOf(docker, project)
      const { instance, ended } = containers
      if (ended !== null)
        throw new UserError(words.docker.ended(ended.service, ended.exit), {
          help: words.docker.seeDockerLogs(ended.name),
        })
      const seen = await runInside(instance, ['cat', '/run/instance-ready', '/var/lib/instance/id'], {
        output: 'capture',
      })
      if (seen.exit !== 0) return null
      for (const place of ['computer', 'colleague', 'mirror'] as const) {
        const done = await runInside(containers[place], ['sh', '-c', AROUND[place]], { output: 'capture' })
        if (done.exit !== 0) return null
      }
      return { ...containers, id: seen.output.trim() }
    },
    { deadline: READY, every: 50, signal: start.signal },
  )
  if (settled === null)
    throw new UserError(words.instance.notReady(READY / 1000), { help: words.engine.diedHelp })
  return settled
}
