import { createServer } from 'node:net'

/** Whether this machine lets us listen there now, on loopback and on every address. */
export async function isFree(port: number): Promise<boolean> {
  // A listener on all addresses takes loopback too, but on some systems does not keep us from binding it.
  return (await canListen(port, '127.0.0.1')) && (await canListen(port, '0.0.0.0'))
}

function canListen(port: number, host: string): Promise<boolean> {
  return new Promise((done) => {
    const server = createServer()
    server.once('error', () => done(false))
    server.listen({ port, host, exclusive: true }, () => server.close(() => done(true)))
  })
}

/** The port wanted where it is free, else the next free one a thousand further on, and so forth. */
export async function choosePort(
  wanted: number,
  isTaken: (port: number) => Promise<boolean>,
): Promise<number> {
  for (let port = wanted; port < 65536; port += 1000) if (!(await isTaken(port))) return port
  return anyPort()
}

/** A free port that the system picks: two programs that ask at once get two. */
function anyPort(): Promise<number> {
  return new Promise((done, fail) => {
    const server = createServer()
    server.once('error', fail)
    server.listen({ port: 0, host: '127.0.0.1' }, () => {
      const address = server.address()
      const port = typeof address === 'object' && address ? address.port : 0
      server.close(() => done(port))
    })
  })
}

export type Ports = { readonly zookeeper: number; readonly kafka: number }

/**
 * Free ports for both services: those it had where they are free, the book's for a new cluster, else others.
 *
 * @param ours a port that is taken by a service of the same cluster, which keeps it; null where none is
 * @param promised ports that are not taken now, and will be: those of servers that the learner is still to start
 */
export async function choosePorts(
  had: Ports | null,
  ours: number | null,
  promised: readonly Ports[] = [],
): Promise<Ports> {
  const isPromised = (port: number) => promised.some((each) => [each.kafka, each.zookeeper].includes(port))
  const taken = async (port: number) => port !== ours && (isPromised(port) || !(await isFree(port)))
  const zookeeper = await choosePort(had?.zookeeper ?? 2181, taken)
  const kafka = await choosePort(had?.kafka ?? 9092, async (port) => port === zookeeper || taken(port))
  return { zookeeper, kafka }
}

/** Ports after those chosen were taken at the last moment: many clusters start at once, and would go on to meet. */
export async function otherPorts(): Promise<Ports> {
  return { zookeeper: await anyPort(), kafka: await anyPort() }
}
