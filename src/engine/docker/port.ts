import { UserError } from '../../errors.ts'
import { words } from '../../words/index.ts'
import type { Endpoint } from '../daemon/model.ts'
import { choosePort, isFree } from '../ports.ts'

/** The broker's port outside the stack; inside it is 9092, and a broker can't have one port for two listeners. */
const USUAL = 19092
const INSIDE = 9092

/**
 * A port on the daemon's machine for the broker: what is asked for, else the usual one, else another. Whether it is
 * free can be seen on this machine only; on another, the daemon says so when it is bound.
 *
 * @param taken one that was found to be taken
 */
export async function freePort(env: NodeJS.ProcessEnv, endpoint: Endpoint, taken?: number): Promise<number> {
  const asked = env.LABS_KAFKA_PORT
  if (asked) return portAsked(asked)
  const here = endpoint.kind === 'unix'
  return choosePort(
    taken === undefined ? USUAL : taken + 1000,
    async (port) => port === INSIDE || (here && !(await isFree(port))),
  )
}

function portAsked(text: string): number {
  const port = Number(text)
  if (Number.isInteger(port) && port > 0 && port < 65536 && port !== INSIDE) return port
  throw new UserError(words.docker.badPort(text), { help: words.docker.badPortHelp })
}
