import type { Endpoint } from './model.ts'

/** `bind`: the IP address on the daemon's machine that ports are bound to; `advertise`: the host that we come to. */
export type ReachableHost = { readonly bind: string; readonly advertise: string }

/**
 * Where ports of containers are reached. `LABS_BIND` and `LABS_ADVERTISED_HOST` override each.
 *
 * @throws UserError (exit 2) where a name has no address, or an override can't be one
 */
export async function reachableHost(_endpoint: Endpoint, _env: NodeJS.ProcessEnv): Promise<ReachableHost> {
  return { bind: '127.0.0.1', advertise: '127.0.0.1' }
}
