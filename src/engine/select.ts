import { UserError } from '../errors.ts'
import { words } from '../words/index.ts'
import type { DaemonInfo, Endpoint } from './daemon/model.ts'
import type { EngineName } from './model.ts'

export type Asked = 'auto' | EngineName

/** What is there of Docker. */
export type DockerLook =
  | { readonly kind: 'answers'; readonly endpoint: Endpoint; readonly daemon: DaemonInfo }
  /** `error` says why Docker can't be used. */
  | { readonly kind: 'no-docker'; readonly error: UserError }

/** Which engine, and why. */
export type Choice =
  | { readonly engine: EngineName; readonly why: { readonly kind: 'asked' | 'last-used' } }
  | { readonly engine: 'docker'; readonly why: Extract<DockerLook, { kind: 'answers' }> }
  | { readonly engine: 'local'; readonly why: Extract<DockerLook, { kind: 'no-docker' }> }

/** What `LABS_ENGINE` asks for, where no option does. @throws UserError (exit 2) where it is no engine */
export function askedByEnvironment(env: NodeJS.ProcessEnv): Asked {
  const asked = env.LABS_ENGINE || 'auto'
  if (asked === 'auto' || asked === 'docker' || asked === 'local') return asked
  throw new UserError(words.engine.badEngine(asked), { help: words.engine.badEngineHelp })
}

/**
 * What is asked for; else what this home last used, while it has a cluster there; else Docker where a daemon answers.
 * Only then is a daemon looked for: some 50 ms where one answers, a few where there is no socket.
 *
 * @param from `lastUsed`: the engine whose cluster this home has, or null; `look`: for who has looked already
 */
export async function chooseEngine(from: {
  readonly asked: Asked
  readonly env: NodeJS.ProcessEnv
  readonly lastUsed: EngineName | null
  readonly look?: DockerLook
}): Promise<Choice> {
  if (from.asked !== 'auto') return { engine: from.asked, why: { kind: 'asked' } }
  if (from.lastUsed !== null) return { engine: from.lastUsed, why: { kind: 'last-used' } }
  const why = from.look ?? (await lookForDocker(from.env))
  return why.kind === 'answers' ? { engine: 'docker', why } : { engine: 'local', why }
}

/** Finds a daemon and asks it who it is. Waits 3 s at most, 15 s by ssh. */
export async function lookForDocker(env: NodeJS.ProcessEnv): Promise<DockerLook> {
  try {
    const [{ findEndpoint }, { pingDaemon }] = await Promise.all([
      import('./daemon/endpoint.ts'),
      import('./daemon/ping.ts'),
    ])
    const endpoint = await findEndpoint(env)
    return { kind: 'answers', endpoint, daemon: await pingDaemon(endpoint, env) }
  } catch (error) {
    if (error instanceof UserError) return { kind: 'no-docker', error }
    throw error
  }
}
