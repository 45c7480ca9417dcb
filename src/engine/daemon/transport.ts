import { readFile } from 'node:fs/promises'
import { type Agent, request as http, type RequestOptions } from 'node:http'
import { inUrl } from './address.ts'
import type { Address, Tls } from './model.ts'
import { NoAnswer } from './trouble.ts'

/** How HTTP gets to a daemon: by a socket's path, or to a host, by an agent where a plain connection will not do. */
export type Transport =
  | { readonly kind: 'socket'; readonly path: string }
  | {
      readonly kind: 'host'
      readonly protocol: 'http' | 'https'
      /** In brackets where it is IPv6: docker-modem would take `fe80:` for a scheme. */
      readonly host: string
      readonly port: number
      readonly agent: Agent | null
    }

/** @throws the system's error for a certificate that can't be read, or that is none */
export async function transportTo(address: Address, env: NodeJS.ProcessEnv): Promise<Transport> {
  switch (address.kind) {
    case 'unix':
      return { kind: 'socket', path: address.path }
    case 'tcp': {
      const { port, tls } = address
      const agent = tls === null ? null : await tlsAgent(tls)
      const protocol = tls === null ? 'http' : 'https'
      return { kind: 'host', protocol, host: inUrl(address.host), port, agent }
    }
    case 'ssh': {
      const { SshAgent } = await import('./ssh.ts')
      // Host and port are ssh's; these stand in the request's header alone.
      return { kind: 'host', protocol: 'http', host: 'docker', port: 80, agent: new SshAgent(address, env) }
    }
  }
}

async function tlsAgent({ ca, cert, key, verify }: Tls): Promise<Agent> {
  const { Agent } = await import('node:https')
  const read = async (file: string | null) => (file === null ? undefined : await readFile(file))
  const files = { ca: await read(ca), cert: await read(cert), key: await read(key) }
  return new Agent({ ...files, rejectUnauthorized: verify, keepAlive: true })
}

export type Answer = {
  readonly status: number
  readonly headers: Readonly<Record<string, unknown>>
  readonly text: string
}

/** Answers that are longer, in characters, are no daemon's, and are not read to their end. */
const LONGEST = 1e6

/**
 * One GET.
 *
 * @param deadline in ms, for the whole answer
 * @throws NoAnswer at the deadline, or the system's error
 */
export async function get(transport: Transport, path: string, deadline: number): Promise<Answer> {
  const { request, options } = await requestTo(transport)
  return new Promise((done, fail) => {
    let connected = transport.kind === 'socket'
    const call = request({ ...options, path, method: 'GET' })
    const timer = setTimeout(() => call.destroy(new NoAnswer(connected)), deadline)
    call.once('socket', (socket) => {
      if (!socket.connecting) connected = true
      socket.once('connect', () => {
        connected = true
      })
    })
    call.once('response', (response) => {
      let text = ''
      const finish = () => done({ status: response.statusCode ?? 0, headers: response.headers, text })
      response.setEncoding('utf8')
      response.on('data', (part: string) => {
        text += part
        if (text.length <= LONGEST) return
        finish()
        call.destroy()
      })
      response.once('error', fail)
      response.once('end', finish)
    })
    call.once('error', fail)
    call.once('close', () => clearTimeout(timer))
    call.end()
  })
}

/** Ends the connections that are kept for a next request; ssh is a process each. */
export function close(transport: Transport): void {
  if (transport.kind === 'host') transport.agent?.destroy()
}

async function requestTo(transport: Transport): Promise<{ request: typeof http; options: RequestOptions }> {
  if (transport.kind === 'socket') return { request: http, options: { socketPath: transport.path } }
  const { protocol, host, port, agent } = transport
  const request = protocol === 'http' ? http : (await import('node:https')).request
  const options = { hostname: host.replace(/^\[(.*)\]$/, '$1'), port }
  return { request, options: agent === null ? options : { ...options, agent } }
}
