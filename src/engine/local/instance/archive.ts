import { createWriteStream } from 'node:fs'
import { mkdir, readdir, readFile, rename, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import { pack } from 'tar-stream'
import type { KafkaHome } from '../../../kafka/model.ts'
import type { Ports } from '../../ports.ts'

const NAME = 'kafka_2.12-2.5.0'

/**
 * Makes the archive that the learner fetches, of a Kafka home. On a computer of one's own Kafka's files can't keep
 * their data in /tmp, where another learner's are, nor listen to everybody: those few lines are others.
 */
export async function makeArchive(
  file: string,
  home: KafkaHome,
  place: { readonly data: string; readonly ports: Ports },
): Promise<void> {
  await mkdir(dirname(file), { recursive: true })
  const tar = pack()
  const add = async (path: string, from: string) => {
    const content = await readFile(from)
    const mode = path.endsWith('.sh') ? 0o755 : 0o644
    tar.entry({ name: `${NAME}/${path}`, mode }, adapted(path, content, place))
  }
  const addAll = async () => {
    for (const folder of ['bin', 'config'])
      for (const name of (await readdir(join(home.dir, folder))).sort())
        if ((await stat(join(home.dir, folder, name))).isFile())
          await add(`${folder}/${name}`, join(home.dir, folder, name))
    for (const jar of home.jars) await add(`libs/${basename(jar)}`, jar)
    tar.finalize()
  }
  const part = `${file}.${process.pid}.tmp`
  // Jars are packed already: more than the least effort gains nothing.
  const written = pipeline(tar, createGzip({ level: 1 }), createWriteStream(part))
  await Promise.all([written, addAll().catch((error: Error) => tar.destroy(error))])
  await rename(part, file)
}

function adapted(
  path: string,
  content: Buffer,
  { data, ports }: { readonly data: string; readonly ports: Ports },
): Buffer {
  if (path === 'config/server.properties')
    return setAll(content, {
      listeners: `PLAINTEXT://127.0.0.1:${ports.kafka}`,
      'log.dirs': join(data, 'kafka-logs'),
      'zookeeper.connect': `localhost:${ports.zookeeper}`,
    })
  if (path === 'config/zookeeper.properties')
    return setAll(content, {
      dataDir: join(data, 'zookeeper'),
      clientPort: String(ports.zookeeper),
      clientPortAddress: '127.0.0.1',
    })
  return content
}

/** A property is set where it stands, behind a # too; else at the end. */
function setAll(content: Buffer, values: Readonly<Record<string, string>>): Buffer {
  let text = content.toString('utf8')
  for (const [name, value] of Object.entries(values)) {
    const line = new RegExp(`^#?${name.replaceAll('.', '\\.')}=.*$`, 'm')
    const written = `${name}=${value}`
    text = line.test(text) ? text.replace(line, () => written) : `${text.trimEnd()}\n${written}\n`
  }
  return Buffer.from(text)
}
