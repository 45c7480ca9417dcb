import { PassThrough } from 'node:stream'
import type Dockerode from 'dockerode'

/** The last lines that a container said. */
export async function lastLines(container: Dockerode.Container, count: number): Promise<string[]> {
  const text = unframed(await container.logs({ stdout: true, stderr: true, follow: false, tail: count }))
  return text.split('\n').filter((line) => line.trim() !== '')
}

/** All that a container said; `follow`: and what it goes on saying, until it ends. */
export async function* readLog(
  container: Dockerode.Container,
  { follow }: { readonly follow: boolean },
): AsyncGenerator<string> {
  if (!follow) {
    yield unframed(await container.logs({ stdout: true, stderr: true, follow: false }))
    return
  }
  const stream = await container.logs({ stdout: true, stderr: true, follow: true })
  const text = new PassThrough({ encoding: 'utf8' })
  container.modem.demuxStream(stream, text, text)
  stream.once('close', () => text.end()).once('error', () => text.end())
  yield* text
}

const HEADER = 8

/** Both streams of a container come in frames: a byte that says which, three of nothing, four of length. */
function unframed(raw: Buffer): string {
  const parts: Buffer[] = []
  for (let at = 0; at + HEADER <= raw.length; ) {
    const end = at + HEADER + raw.readUInt32BE(at + 4)
    parts.push(raw.subarray(at + HEADER, end))
    at = end
  }
  return Buffer.concat(parts).toString('utf8')
}
