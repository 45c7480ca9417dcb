import { connect, type Socket } from 'node:net'
import type { Duplex } from 'node:stream'

/** A connection that sends one framed message and waits for the answer to it, then the next. */
export type Wire = {
  /** @param message with its length in front. @returns the answer, without its length */
  exchange(message: Buffer): Promise<Buffer>
  close(): void
}

/** How a frame begins: its length, in bytes. https://kafka.apache.org/25/protocol.html#protocol_common */
const LENGTH = 4

/**
 * @param timeout ms until a connection, and until each whole answer
 * @throws the system's error (ECONNREFUSED, …), or one that says that there was no answer
 */
export async function openWire(address: { host: string; port: number }, timeout: number): Promise<Wire> {
  return wireOver(await connected(address, timeout), timeout)
}

/** The same over a connection that is there already. */
export function wireOver(socket: Duplex, timeout: number): Wire {
  let pending: { resolve: (answer: Buffer) => void; reject: (error: Error) => void } | null = null
  let received: Buffer[] = []
  const fail = (error: Error) => {
    socket.destroy()
    pending?.reject(error)
    pending = null
  }
  socket.on('data', (chunk: Buffer) => {
    received.push(chunk)
    const all = received.length === 1 ? chunk : Buffer.concat(received)
    if (all.length < LENGTH || all.length < LENGTH + all.readInt32BE(0)) return
    const end = LENGTH + all.readInt32BE(0)
    received = end === all.length ? [] : [all.subarray(end)]
    pending?.resolve(all.subarray(LENGTH, end))
    pending = null
  })
  socket.on('error', fail)
  socket.on('close', () => fail(new Error('the connection was closed')))

  let last: Promise<unknown> = Promise.resolve()
  const exchange = (message: Buffer) =>
    new Promise<Buffer>((resolve, reject) => {
      if (socket.destroyed) return reject(new Error('the connection was closed'))
      // Silence between two requests is nobody's fault.
      const late = setTimeout(() => fail(new Error('no answer in time')), timeout)
      const over = () => clearTimeout(late)
      pending = {
        resolve: (answer) => {
          over()
          resolve(answer)
        },
        reject: (error) => {
          over()
          reject(error)
        },
      }
      socket.write(message)
    })
  return {
    exchange: (message) => {
      const mine = last.then(() => exchange(message))
      last = mine.catch(() => {})
      return mine
    },
    close: () => {
      socket.destroy()
    },
  }
}

function connected(address: { host: string; port: number }, timeout: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ ...address, noDelay: true })
    const late = setTimeout(() => socket.destroy(new Error('no connection in time')), timeout)
    socket.once('error', (error) => {
      clearTimeout(late)
      reject(error)
    })
    socket.once('connect', () => {
      clearTimeout(late)
      socket.removeAllListeners('error')
      resolve(socket)
    })
  })
}
