import { randomUUID } from 'node:crypto'
import type { Readable } from 'node:stream'
import type Dockerode from 'dockerode'
import { Cancelled, UserError } from '../../errors.ts'
import { lastLines } from '../../last-words.ts'
import { words } from '../../words/index.ts'
import type { ComposeBuild } from '../compose/model.ts'
import { diskFull } from '../daemon/failures.ts'
import type { StartOptions } from '../model.ts'
import { IMAGE_LABEL } from './image.ts'

/** How many of the last lines of a build that failed are shown. */
const LAST_LINES = 12

/** One event of a build's or pull's stream. https://docs.docker.com/reference/api/engine/version/v1.41/#tag/Image */
type Event = {
  readonly stream?: string
  readonly status?: string
  readonly id?: string
  readonly error?: string
  readonly progressDetail?: { readonly current?: number; readonly total?: number }
}

/**
 * Builds an image, and tells how far it is. A build that fails leaves nothing behind, and its last lines are shown.
 *
 * @param context what the daemon builds from, as a tar
 */
export async function buildImage(
  docker: Dockerode,
  image: string,
  build: ComposeBuild,
  context: Readable,
  { onProgress, signal }: StartOptions,
): Promise<void> {
  // Tells its images apart from those of other builds that run at the same time.
  const id = randomUUID()
  let said = ''
  try {
    const stream = await docker.buildImage(context, {
      t: image,
      dockerfile: build.dockerfile,
      buildargs: { ...build.args, BUILD_ID: id },
      labels: { ...build.labels },
      ...(build.target === null ? {} : { target: build.target }),
      rm: true,
      forcerm: true,
      abortSignal: signal,
    })
    for await (const event of events(stream)) {
      if (event.progressDetail === undefined) said += textOf(event)
      const step = /^Step (\d+)\/(\d+)/.exec(event.stream ?? '')
      if (step !== null)
        onProgress({
          task: words.docker.building,
          done: Number(step[1]),
          total: Number(step[2]),
          unit: 'steps',
        })
      if (event.error !== undefined) throw failed(event.error, said)
    }
  } catch (error) {
    await removeImages(docker, { dangling: ['true'], label: [`kafka-labs.build=${id}`] })
    if (signal.aborted) throw new Cancelled()
    throw error
  }
}

/** What an event adds to the build's output: a stream comes in pieces, which may end in the middle of a line. */
function textOf({ stream, status, error }: Event): string {
  return stream ?? `\n${status ?? error ?? ''}\n`
}

function failed(reason: string, said: string): UserError {
  return new UserError(words.docker.buildFailed(reason), {
    details: lastLines(said, LAST_LINES),
    help: diskFull(reason) ? words.docker.diskFullHelp : words.docker.buildFailedHelp,
  })
}

/** Fetches an image that no service says how to build. */
export async function pullImage(
  docker: Dockerode,
  image: string,
  { onProgress, signal }: StartOptions,
): Promise<void> {
  const layers = new Map<string, { current: number; total: number }>()
  try {
    const stream = await docker.pull(image, { abortSignal: signal })
    for await (const event of events(stream)) {
      if (event.error !== undefined) throw pullFailed(image, event.error)
      const { current = 0, total = 0 } = event.progressDetail ?? {}
      if (event.id === undefined || total === 0) continue
      layers.set(event.id, { current, total })
      const sum = (of: 'current' | 'total') => [...layers.values()].reduce((all, layer) => all + layer[of], 0)
      onProgress({
        task: words.docker.pulling(image),
        done: sum('current'),
        total: sum('total'),
        unit: 'bytes',
      })
    }
  } catch (error) {
    if (signal.aborted) throw new Cancelled()
    if (error instanceof UserError || !(error instanceof Error) || !('statusCode' in error)) throw error
    throw pullFailed(image, error.message)
  }
}

function pullFailed(image: string, reason: string): UserError {
  return new UserError(words.docker.pullFailed(image, reason), { help: words.docker.pullFailedHelp })
}

/** Every event of the stream, which is a JSON value a line; dockerode's own reader drops errors. */
async function* events(stream: NodeJS.ReadableStream): AsyncGenerator<Event> {
  const decoder = new TextDecoder()
  let rest = ''
  for await (const chunk of stream) {
    rest += typeof chunk === 'string' ? chunk : decoder.decode(chunk, { stream: true })
    const lines = rest.split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) if (line.trim() !== '') yield eventOf(line)
  }
  if (rest.trim() !== '') yield eventOf(rest)
}

function eventOf(line: string): Event {
  const value: unknown = JSON.parse(line)
  return typeof value === 'object' && value !== null ? value : {}
}

/** Takes away the images of that name that other versions of the program made, and that no container uses any more. */
export async function removeOldImages(docker: Dockerode, name: string, keep: string): Promise<void> {
  // Not `NAME:2.5.0` alone, which the compose command line makes.
  const madeByUs = new RegExp(`^${name}:2[.]5[.]0-[0-9a-f]{12}$`)
  const found = await docker.listImages({ filters: { label: [IMAGE_LABEL] } })
  // Refused while somebody uses it.
  for (const { RepoTags } of found)
    for (const tag of RepoTags ?? [])
      if (madeByUs.test(tag) && tag !== keep)
        await docker
          .getImage(tag)
          .remove()
          .catch(() => {})
}

async function removeImages(docker: Dockerode, filters: Record<string, string[]>): Promise<void> {
  await docker.pruneImages({ filters: JSON.stringify(filters) }).catch(() => {})
}
