import { connect as connectSocket } from 'node:net'
import type { Duplex } from 'node:stream'
import { errorCode } from '../../../errors.ts'
import { ConnectFailed } from '../../../instance/handshake.ts'
import type { Address, Machine, NoAnswer } from '../../../instance/model.ts'
import { runHere } from '../run.ts'
import { javaOn } from './processes.ts'
import { loginEnv } from './session.ts'
import type { InstanceFile, Layout } from './state.ts'

/** How long a connection may take, in ms. */
const CONNECTS = 2000

/** The instance that is a directory: what is asked of it is asked of this computer. */
export function machineAt(at: Layout, state: InstanceFile, env: Readonly<Record<string, string>>): Machine {
  const place = { cwd: at.home, env }
  const bash = async (script: string, ...args: readonly string[]) =>
    (await runHere(place, ['bash', '-c', script, 'labs', ...args], { output: 'capture' })).output
  return {
    id: state.id,
    home: at.home,
    sessions: at.sessions,
    zooKeeperPort: state.ports.zookeeper,
    bash,
    loginEnvironment: async () => {
      const login = { cwd: at.home, env: loginEnv(env) }
      return (await runHere(login, ['bash', '-lc', 'export -p'], { output: 'capture' })).output
    },
    java: () => javaOn(at),
    connect: (_, address) => connectTo(address),
    network: null,
  }
}

/** Every name of the instance is this computer, as it is for its JVMs. */
function connectTo({ host, port }: Address): Promise<Duplex> {
  const here = host === 'my-kafka' || host === 'localhost'
  return new Promise((resolve, reject) => {
    const socket = connectSocket({ host: here ? '127.0.0.1' : host, port, noDelay: true })
    const fail = (reason: NoAnswer) => {
      socket.destroy()
      reject(new ConnectFailed(reason))
    }
    socket.setTimeout(CONNECTS, () => fail('silent'))
    socket.once('error', (error) =>
      fail(['ENOTFOUND', 'EAI_AGAIN'].includes(errorCode(error) ?? '') ? 'unknown-host' : 'refused'),
    )
    socket.once('connect', () => {
      socket.setTimeout(0)
      socket.removeAllListeners('error')
      resolve(socket)
    })
  })
}
