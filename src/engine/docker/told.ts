import type Dockerode from 'dockerode'
import { Cancelled } from '../../errors.ts'
import { daemonError } from '../daemon/failures.ts'
import type { Endpoint } from '../daemon/model.ts'

/** Where a home's compose project is, or would be. */
export type Daemon = { readonly docker: Dockerode; readonly endpoint: Endpoint; readonly project: string }

/** Whatever goes wrong between us and the daemon, as one line and a way out. */
export function told<T>({ endpoint }: Daemon, promise: Promise<T>): Promise<T> {
  return promise.catch((error: unknown) => {
    throw error instanceof Cancelled ? error : daemonError(error, endpoint)
  })
}

type Asks = Readonly<Record<string, unknown>>

/** The same, for all that can be asked of something later on. */
export function toldLater<T extends Asks>(at: Daemon, asked: T): T {
  const wrapped = Object.entries(asked).map(([name, value]) => [
    name,
    typeof value === 'function' ? (...args: unknown[]) => told(at, Promise.resolve(value(...args))) : value,
  ])
  return Object.fromEntries(wrapped) as T
}
