import type Dockerode from 'dockerode'
import { daemonError } from './failures.ts'
import type { Endpoint } from './model.ts'
import { type Transport, transportTo } from './transport.ts'

/**
 * The daemon behind an endpoint, through dockerode, which is loaded here (138 ms). Nothing is connected to yet.
 *
 * @param env what ssh is run with
 * @throws DaemonError where a certificate is none
 */
export async function openDaemon(
  endpoint: Endpoint,
  env: NodeJS.ProcessEnv = process.env,
): Promise<Dockerode> {
  const [{ default: Docker }, transport] = await Promise.all([
    import('dockerode'),
    transportTo(endpoint, env).catch((error: unknown) => {
      throw daemonError(error, endpoint)
    }),
  ])
  return new Docker({ ...NOTHING_OF_ITS_OWN, ...options(transport) })
}

/**
 * dockerode fills what is left out from DOCKER_HOST and its kin, as it understands them; an endpoint is decided already.
 * A host, above all, would win over a socket.
 */
const NOTHING_OF_ITS_OWN = {
  host: undefined,
  port: undefined,
  username: undefined,
  ca: undefined,
  cert: undefined,
  key: undefined,
  timeout: undefined,
  protocol: 'http',
  pathPrefix: '/',
} as const

function options(transport: Transport) {
  if (transport.kind === 'socket') return { socketPath: transport.path }
  const { protocol, host, port, agent } = transport
  return { protocol, host, port, ...(agent === null ? {} : { agent }) }
}
