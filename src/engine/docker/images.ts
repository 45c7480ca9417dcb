import type Dockerode from 'dockerode'
import { makeDirectory } from '../../files.ts'
import { ensureKafkaHome } from '../../kafka/home.ts'
import type { KafkaHome } from '../../kafka/model.ts'
import { withLock } from '../../lock.ts'
import { words } from '../../words/index.ts'
import type { ComposeBuild } from '../compose/model.ts'
import type { EngineOptions, StartOptions } from '../model.ts'
import { buildImage } from './build.ts'
import { imageId } from './containers.ts'
import { buildContext, instanceContext, wantedImage } from './image.ts'

/** What images are got with. */
export type Images = {
  readonly docker: Dockerode
  readonly options: EngineOptions
  readonly start: StartOptions
}

type BuildStep = { readonly image: string; readonly build: ComposeBuild }

const note = (task: string) => ({ task, done: 0, total: null, unit: null }) as const

/** The image that a cluster's services are to run. */
export async function kafkaImage(from: Images): Promise<string> {
  const { env, givenHome } = from.options
  if (env.LABS_KAFKA_IMAGE) return env.LABS_KAFKA_IMAGE
  const given = givenHome?.from === '--kafka-home' ? await kafkaHome(from) : null
  return wantedImage(given, env.LABS_BASE_IMAGE || 'debian:bookworm-slim')
}

export function buildKafkaImage(from: Images, step: BuildStep): Promise<void> {
  return buildOnce(from, step.image, async () => {
    const home = await kafkaHome(from)
    from.start.onProgress(note(words.docker.building))
    await buildImage(from.docker, step.image, step.build, buildContext(home), from.start)
  })
}

/** On the image of the cluster, which is there. */
export function buildInstanceImage(from: Images, step: BuildStep): Promise<void> {
  return buildOnce(from, step.image, async () => {
    from.start.onProgress(note(words.docker.building))
    await buildImage(from.docker, step.image, step.build, instanceContext(), from.start)
  })
}

/** One build at a time for all homes of a cache: the others then find it done. */
async function buildOnce(
  { options, docker, start }: Images,
  image: string,
  build: () => Promise<void>,
): Promise<void> {
  await makeDirectory(options.paths.cache)
  await withLock(
    `${options.paths.cache}/image.lock`,
    { onWait: () => start.onProgress(note(words.docker.waitingForBuild)), signal: start.signal },
    async () => {
      if ((await imageId(docker, image)) === null) await build()
    },
  )
}

function kafkaHome({ options, start }: Images): Promise<KafkaHome> {
  return ensureKafkaHome({
    cacheDir: options.paths.cache,
    given: options.givenHome,
    env: options.env,
    onProgress: start.onProgress,
    signal: start.signal,
  })
}
