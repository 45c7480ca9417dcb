import { createServer, type Server, type Socket } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { connect } from '../../src/kafka/facts.ts'
import { openWire } from '../../src/kafka/wire.ts'

const open: Server[] = []
const sockets: Socket[] = []
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy()
  await Promise.all(open.splice(0).map((server) => new Promise((done) => server.close(done))))
})

/** Someone who listens; gives back where. */
async function listener(onConnection: (socket: Socket) => void): Promise<{ host: string; port: number }> {
  const server = createServer((socket) => {
    sockets.push(socket)
    socket.on('error', () => {})
    onConnection(socket)
  })
  open.push(server)
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const address = server.address()
  return { host: '127.0.0.1', port: typeof address === 'object' && address ? address.port : 0 }
}

const framed = (text: string) => {
  const frame = Buffer.alloc(4 + Buffer.byteLength(text))
  frame.writeInt32BE(Buffer.byteLength(text), 0)
  frame.write(text, 4)
  return frame
}

test('answers come whole and in order, however they are cut up', async () => {
  const where = await listener((socket) => {
    let n = 0
    socket.on('data', async () => {
      for (const byte of framed(`answer ${++n}`)) socket.write(Buffer.from([byte]))
    })
  })
  const wire = await openWire(where, 5000)
  const answers = await Promise.all([wire.exchange(framed('a')), wire.exchange(framed('b'))])
  expect(answers.map(String)).toEqual(['answer 1', 'answer 2'])
  wire.close()
})

test('nobody listens: the system says so', async () => {
  const where = await listener(() => {})
  await Promise.all(open.splice(0).map((server) => new Promise((done) => server.close(done))))
  await expect(openWire(where, 5000)).rejects.toMatchObject({ code: 'ECONNREFUSED' })
})

test('a connection that is closed ends what waits on it, and what comes after', async () => {
  const where = await listener((socket) => socket.on('data', () => socket.destroy()))
  const wire = await openWire(where, 5000)
  await expect(wire.exchange(framed('a'))).rejects.toThrow()
  await expect(wire.exchange(framed('b'))).rejects.toThrow('the connection was closed')
})

test('one that accepts and says nothing is no broker, and is not waited for', async () => {
  await expect(connect(await listener(() => {}), 200)).rejects.toThrow('no answer in time')
})

test('one that speaks another language is no broker', async () => {
  const where = await listener((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'))
  await expect(connect(where, 2000)).rejects.toThrow()
})
