import type Dockerode from 'dockerode'
import type { Endpoint } from './model.ts'

/** The daemon behind an endpoint, through dockerode, which is loaded here (138 ms). Nothing is connected to yet. */
export async function openDaemon(endpoint: Endpoint): Promise<Dockerode> {
  const { default: Docker } = await import('dockerode')
  if (endpoint.kind !== 'unix') throw new Error(endpoint.kind)
  return new Docker({ socketPath: endpoint.path, host: undefined })
}
