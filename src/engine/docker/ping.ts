import type { DaemonInfo, Endpoint } from './model.ts'

/**
 * What the daemon says of itself. By plain HTTP, without dockerode, so that a look costs little.
 *
 * @throws DaemonError (exit 2) within 3 s (15 s by ssh) where it can't be used
 */
export async function pingDaemon(_endpoint: Endpoint): Promise<DaemonInfo> {
  throw new Error('not yet')
}
