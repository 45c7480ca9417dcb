import { createHash } from 'node:crypto'
import { readdir, readFile, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Readable } from 'node:stream'
import { pack } from 'tar-stream'
import type { KafkaHome } from '../../kafka/model.ts'
import { COMPOSE_FILE } from './stack.ts'

/** What the images are made of, that of the cluster beside a Kafka home. */
const OURS = join(dirname(COMPOSE_FILE), 'kafka')
const INSTANCE = join(dirname(COMPOSE_FILE), 'instance')

/** The names under which images of ours are, and a label that all of them have. */
export const IMAGE = 'kafka-labs/kafka'
export const INSTANCE_IMAGE = 'kafka-labs/instance'
export const IMAGE_LABEL = 'kafka-labs.image'

/**
 * The image that this version of the program wants: named by what goes into it, so that one of another version, of
 * another Kafka home or of another base is never taken for it, and each is there but once.
 *
 * @param given a Kafka home that the user named; null: the one with the committed jars
 */
export async function wantedImage(given: KafkaHome | null, base: string): Promise<string> {
  const hash = createHash('sha256').update(`${base}\n`)
  for (const path of await filesBelow(OURS)) hash.update(`${path}\n`).update(await readFile(join(OURS, path)))
  for (const jar of given?.jars ?? []) {
    const { size, mtimeMs } = await stat(jar)
    hash.update(`${jar} ${size} ${mtimeMs}\n`)
  }
  return `${IMAGE}:2.5.0-${hash.digest('hex').slice(0, 12)}`
}

/** The instance's, which is built on that one. */
export async function wantedInstanceImage(kafkaImage: string): Promise<string> {
  const hash = createHash('sha256').update(`${kafkaImage}\n`)
  for (const path of await filesBelow(INSTANCE))
    hash.update(`${path}\n`).update(await readFile(join(INSTANCE, path)))
  return `${INSTANCE_IMAGE}:2.5.0-${hash.digest('hex').slice(0, 12)}`
}

/** Relative to the directory, in one order everywhere. What Python compiled beside its sources is none of them. */
async function filesBelow(directory: string): Promise<string[]> {
  const found = await readdir(directory, { recursive: true, withFileTypes: true })
  return found
    .filter((entry) => entry.isFile() && !entry.name.endsWith('.pyc'))
    .map((entry) => join(entry.parentPath, entry.name).slice(directory.length + 1))
    .sort()
}

/** What is sent to the daemon to build from: our files, with `libs/` (and what else it has) of the Kafka home. */
export function buildContext(home: KafkaHome): Readable {
  return packed(async (add) => {
    const own = home.source === 'given' ? ['bin', 'config'] : []
    for (const path of await filesBelow(OURS))
      if (!own.some((folder) => path.startsWith(`${folder}/`))) await add(path, join(OURS, path))
    for (const folder of own)
      for (const name of await readdir(join(home.dir, folder)))
        if ((await stat(join(home.dir, folder, name))).isFile())
          await add(`${folder}/${name}`, join(home.dir, folder, name))
    for (const jar of home.jars) await add(`libs/${jar.slice(dirname(jar).length + 1)}`, jar)
  })
}

/** The same for the instance's image. */
export function instanceContext(): Readable {
  return packed(async (add) => {
    for (const path of await filesBelow(INSTANCE)) await add(path, join(INSTANCE, path))
  })
}

/** A tar of the files that are added, each under a path. */
function packed(addAll: (add: (path: string, file: string) => Promise<void>) => Promise<void>): Readable {
  const tar = pack()
  const add = async (path: string, file: string) => {
    const [content, { mode, mtime }] = await Promise.all([readFile(file), stat(file)])
    // Not every way of packing keeps modes; times only to the second, as a layer keeps them.
    const executable = /\.sh$|^bin\/|-api\.py$|-log\.py$/.test(path) || (mode & 0o100) !== 0
    tar.entry(
      {
        name: path,
        mode: executable ? 0o755 : 0o644,
        mtime: new Date(Math.floor(mtime.getTime() / 1000) * 1000),
      },
      content,
    )
  }
  addAll(add).then(
    () => tar.finalize(),
    (error: Error) => tar.destroy(error),
  )
  return tar
}
