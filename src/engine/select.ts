import { UserError } from '../errors.ts'
import { words } from '../words/index.ts'
import type { DaemonInfo, Endpoint } from './docker/model.ts'
import type { EngineName } from './model.ts'

export type Asked = 'auto' | EngineName

/** Which engine, and why. */
export type Choice =
  | { readonly engine: EngineName; readonly why: { readonly kind: 'asked' | 'last-used' } }
  | {
      readonly engine: 'docker'
      readonly why: { readonly kind: 'answers'; readonly endpoint: Endpoint; readonly daemon: DaemonInfo }
    }
  /** `error` says why Docker can't be used. */
  | { readonly engine: 'local'; readonly why: { readonly kind: 'no-docker'; readonly error: UserError } }

/** What `LABS_ENGINE` asks for, where no option does. @throws UserError (exit 2) where it is no engine */
export function askedByEnvironment(env: NodeJS.ProcessEnv): Asked {
  const asked = env.LABS_ENGINE || 'auto'
  if (asked === 'auto' || asked === 'docker' || asked === 'local') return asked
  throw new UserError(words.engine.badEngine(asked), { help: words.engine.badEngineHelp })
}

/**
 * What is asked for; else what this home last used, while it has a cluster there; else Docker where a daemon answers.
 * Only then is a daemon looked for, at its whole cost: some 50 ms where one answers, a few where no socket is there.
 *
 * @param from `lastUsed`: the engine whose cluster this home has, or null
 */
export async function chooseEngine(from: {
  readonly asked: Asked
  readonly env: NodeJS.ProcessEnv
  readonly lastUsed: EngineName | null
}): Promise<Choice> {
  if (from.asked !== 'auto') return { engine: from.asked, why: { kind: 'asked' } }
  if (from.lastUsed !== null) return { engine: from.lastUsed, why: { kind: 'last-used' } }
  try {
    const [{ findEndpoint }, { pingDaemon }] = await Promise.all([
      import('./docker/endpoint.ts'),
      import('./docker/ping.ts'),
    ])
    const endpoint = await findEndpoint(from.env)
    const daemon = await pingDaemon(endpoint, from.env)
    return { engine: 'docker', why: { kind: 'answers', endpoint, daemon } }
  } catch (error) {
    if (error instanceof UserError) return { engine: 'local', why: { kind: 'no-docker', error } }
    throw error
  }
}
