import { once } from 'node:events'
import { rename } from 'node:fs/promises'
import { createServer as createHttpServer } from 'node:http'
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net'

/** Something that listens on a socket's path, or on a free port of loopback. */
export type Listening = { readonly port: number; stop(): Promise<void> }

/** A daemon that says what is given, by path; for another path, it is no daemon but some web server. */
export function daemonThatSays(answers: Readonly<Record<string, unknown>>, status = 200): Server {
  return createHttpServer((request, response) => {
    const answer = answers[request.url ?? '']
    if (answer === undefined) {
      response.writeHead(404).end('no such page')
      return
    }
    response.writeHead(status, { 'Api-Version': '1.41' })
    response.end(typeof answer === 'string' ? answer : JSON.stringify(answer))
  })
}

/** Takes connections, and does with them as told. */
export function socketsThat(does: (socket: Socket) => void): Server {
  return createServer((socket) => {
    socket.on('error', () => {})
    does(socket)
  })
}

/** Passes each connection on to a socket's path: a daemon at another place. */
export function forwarder(path: string): Server {
  // Who has said all may still hear.
  return createServer({ allowHalfOpen: true }, (from) => passOn(from, path))
}

export function passOn(from: Socket, path: string): void {
  const to = connect({ path, allowHalfOpen: true })
  from.on('error', () => to.destroy())
  to.on('error', () => from.destroy())
  from.pipe(to)
  to.pipe(from)
}

/** @param at a socket's path, or a port; a free port without one */
export async function listen(server: Server, at: string | number = 0): Promise<Listening> {
  const sockets = new Set<Socket>()
  server.on('connection', (socket: Socket) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
  })
  if (typeof at === 'number') server.listen(at, '127.0.0.1')
  else server.listen(at)
  await once(server, 'listening')
  const address = server.address() as AddressInfo | string
  return {
    port: typeof address === 'string' ? 0 : address.port,
    stop: async () => {
      const closed = once(server, 'close')
      server.close()
      for (const socket of sockets) socket.destroy()
      await closed
    },
  }
}

/** A socket's file that nobody listens on any more. */
export async function staleSocket(path: string): Promise<void> {
  const { stop } = await listen(createServer(), `${path}.before`)
  await rename(`${path}.before`, path)
  await stop()
}
