import { readSync, writeSync } from 'node:fs'
import { StringDecoder } from 'node:string_decoder'
import type { IPty } from '@lydell/node-pty'
import { errorCode } from '../errors.ts'

/** How long keys wait before they are offered again to a program that does not read them. */
const RETRY_MS = 10

/**
 * node-pty's own write blocks the whole process while the program behind the pty reads nothing and the kernel's buffer
 * is full (a long paste during `sleep`). The file is non-blocking, so we write to it ourselves, and wait.
 */
export function writer(pty: IPty, over: () => boolean): (data: string) => void {
  const queue: Buffer[] = []
  let waiting = false
  const flush = (): void => {
    waiting = false
    for (let next = queue[0]; next !== undefined; next = queue[0]) {
      const file = openFile(pty)
      if (over() || file === null) {
        queue.length = 0
        return
      }
      try {
        const written = writeSync(file, next)
        if (written < next.length) queue[0] = next.subarray(written)
        else queue.shift()
      } catch (error) {
        if (errorCode(error) !== 'EAGAIN') queue.length = 0
        else {
          waiting = true
          setTimeout(flush, RETRY_MS).unref()
          return
        }
      }
    }
  }
  return (data) => {
    if (data === '' || over()) return
    if (process.platform === 'win32') return pty.write(data)
    queue.push(Buffer.from(data))
    if (!waiting) flush()
  }
}

/**
 * When the program is gone, Node takes a read that did not fill its buffer for the last one, and a terminal's reads never
 * do: what is still in the kernel's buffer is read here, before the file is closed.
 */
export function onLastRead(pty: IPty, emit: (text: string) => void): void {
  socketOf(pty)?.on?.('end', () => readRest(pty, emit))
}

function readRest(pty: IPty, emit: (text: string) => void): void {
  const decoder = new StringDecoder('utf8')
  const buffer = Buffer.alloc(65_536)
  try {
    for (let file = openFile(pty); file !== null; file = openFile(pty)) {
      const size = readSync(file, buffer)
      if (size === 0) return
      emit(decoder.write(buffer.subarray(0, size)))
    }
  } catch {
    // EIO: that was all.
  }
}

interface PtySocket {
  destroyed?: unknown
  on?(event: 'end', listener: () => void): unknown
}

/** What node-pty's typings do not name. */
function socketOf(pty: IPty): PtySocket | undefined {
  return (pty as { _socket?: PtySocket })._socket
}

/** The pty's file while it is open; once it is closed, its number may be another file's. */
function openFile(pty: IPty): number | null {
  const { fd } = pty as { fd?: unknown }
  return typeof fd === 'number' && socketOf(pty)?.destroyed === false ? fd : null
}
