import { findEndpoint } from '../../../src/engine/daemon/endpoint.ts'
import type { Endpoint } from '../../../src/engine/daemon/model.ts'
import { pingDaemon } from '../../../src/engine/daemon/ping.ts'
import { UserError } from '../../../src/errors.ts'

/** The daemon of the machine that tests run on; or why there is none, for the names of tests that are skipped. */
export type RealDocker =
  | { readonly endpoint: Endpoint; readonly missing: null }
  | { readonly endpoint: null; readonly missing: string }

export async function realDocker(): Promise<RealDocker> {
  try {
    const endpoint = await findEndpoint(process.env)
    await pingDaemon(endpoint)
    return { endpoint, missing: null }
  } catch (error) {
    if (error instanceof UserError) return { endpoint: null, missing: error.message }
    throw error
  }
}
