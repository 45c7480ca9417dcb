import { Duplex, PassThrough } from 'node:stream'
import type Dockerode from 'dockerode'
import { ConnectFailed } from '../../../instance/handshake.ts'
import type { Address, NoAnswer } from '../../../instance/model.ts'
import { ended, startExec } from '../exec.ts'

/** How long a connection may take, in seconds: what a rule drops is never answered. */
const CONNECTS = 2

/** A connection as a container makes it: socat there is our end of it. @throws ConnectFailed */
export async function connectFrom(container: Dockerode.Container, { host, port }: Address): Promise<Duplex> {
  const started = await startExec(container, {
    argv: ['socat', '-', `TCP4:${host}:${port},connect-timeout=${CONNECTS}`],
    env: {},
    tty: null,
    stdin: true,
  })
  const { stream } = started
  const [output, errors] = [new PassThrough(), new PassThrough()]
  let said = ''
  errors.setEncoding('utf8').on('data', (text: string) => {
    said += text
  })
  container.modem.demuxStream(stream, output, errors)
  const connection = new Duplex({
    read: () => void output.resume(),
    write: (chunk: Buffer, _, done) => void stream.write(chunk, done),
    destroy: (error, done) => {
      stream.destroy()
      done(error)
    },
  })
  output.on('data', (chunk: Buffer) => {
    if (!connection.push(chunk)) output.pause()
  })
  // What socat says when it can't connect comes before it ends.
  void ended(stream).then(() => connection.destroy(new ConnectFailed(reasonOf(said))))
  return connection
}

function reasonOf(said: string): NoAnswer {
  if (/Name or service not known|No address associated|Temporary failure in name|nodename/i.test(said))
    return 'unknown-host'
  if (/timed out|No route to host|unreachable/i.test(said)) return 'silent'
  return /refused/i.test(said) ? 'refused' : 'stranger'
}
