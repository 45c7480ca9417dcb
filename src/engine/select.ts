import type { UserError } from '../errors.ts'
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

/**
 * What is asked for; else what this home last used, while it has a cluster there; else Docker where a daemon answers.
 *
 * @param from `lastUsed`: the engine whose cluster this home has, or null
 */
export async function chooseEngine(_from: {
  readonly asked: Asked
  readonly env: NodeJS.ProcessEnv
  readonly lastUsed: EngineName | null
}): Promise<Choice> {
  return { engine: 'local', why: { kind: 'asked' } }
}
