import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { UserError } from '../../errors.ts'
import { packageRoot } from '../../paths.ts'
import { version } from '../../version.ts'
import { words } from '../../words/index.ts'
import { formatDiagnostic } from '../../yaml/diagnostic.ts'
import type { ComposeProject } from '../compose/model.ts'
import { namesOf, type ProjectNames } from '../compose/naming.ts'
import { readCompose } from '../compose/read.ts'
import type { From } from '../compose/resolve.ts'
import type { DockerState } from './state.ts'

export const COMPOSE_FILE = join(packageRoot, 'compose', 'docker-compose.yml')

/** The stack as the compose file says it, with what a home decided put in. */
export type Stack = { readonly project: ComposeProject; readonly names: ProjectNames }

/** The cluster's services. @throws UserError (exit 2) where the file is at fault: each fault with its line */
export function readStack(
  state: Pick<DockerState, 'project' | 'bind' | 'host' | 'port' | 'image'>,
  env: NodeJS.ProcessEnv,
): Promise<Stack> {
  const decided = {
    LABS_BIND: state.bind,
    LABS_ADVERTISED_HOST: state.host,
    LABS_KAFKA_PORT: String(state.port),
    LABS_KAFKA_IMAGE: state.image,
  }
  return read(state.project, { env: { ...env, ...decided }, profiles: [] })
}

/** The services of the instance alone. @throws UserError (exit 2) where the file is at fault */
export function readInstanceStack(
  project: string,
  images: { readonly kafka: string; readonly instance: string },
  env: NodeJS.ProcessEnv,
): Promise<Stack> {
  const decided = { LABS_KAFKA_IMAGE: images.kafka, LABS_INSTANCE_IMAGE: images.instance }
  return read(project, { env: { ...env, ...decided }, profiles: ['instance'], alone: true })
}

async function read(project: string, from: Omit<From, 'file'>): Promise<Stack> {
  const read = readCompose(await readFile(COMPOSE_FILE, 'utf8'), { file: COMPOSE_FILE, ...from })
  if (!read.ok)
    throw new UserError(words.docker.badCompose(COMPOSE_FILE), {
      details: read.diagnostics.map(formatDiagnostic),
      help: words.docker.badComposeHelp,
    })
  return { project: read.value, names: namesOf(read.value, project, version()) }
}
