import { generateKeyPairSync, randomBytes } from 'node:crypto'
import { copyFile, mkdir, readdir, rm, writeFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import { dirname, join } from 'node:path'
import { Cancelled } from '../../../errors.ts'
import { asUserError, exists } from '../../../files.ts'
import { packageRoot } from '../../../paths.ts'
import { words } from '../../../words/index.ts'
import type { EngineOptions, StartOptions } from '../../model.ts'
import { choosePorts } from '../../ports.ts'
import { command, hostsFile } from '../config.ts'
import { javaAndKafka } from '../java-and-kafka.ts'
import { promisePorts } from '../promised.ts'
import { makeArchive } from './archive.ts'
import { endProcesses } from './processes.ts'
import { type InstanceFile, type Layout, readState, writeState } from './state.ts'

/** What the learner's home begins with, the same as on Docker. */
const SKELETON = join(packageRoot, 'compose', 'instance', 'home')
/** On a computer that runs other JVMs too. */
const JPS = join(packageRoot, 'src', 'engine', 'local', 'instance', 'jps.sh')
const KEY = 'test-kafka-server-key.pem'

/** An instance that is there: as it was, or a new one. Its servers are the learner's own to start. */
export async function startInstance(
  at: Layout,
  options: EngineOptions,
  start: StartOptions,
): Promise<InstanceFile> {
  // Where its home was removed by hand, there is no instance any more.
  const old = (await exists(at.home)) ? await readState(at) : null
  const { java, kafkaHome } = await javaAndKafka(options, start)
  try {
    // Without what was written down of it, nothing is known of what else is there, and runs.
    if (old === null) {
      await endProcesses(at)
      await rm(at.dir, { recursive: true, force: true, maxRetries: 5 })
    }
    await mkdir(at.dir, { recursive: true })
    const home = dirname(at.dir)
    const state: InstanceFile = {
      version: 1,
      id: old?.id ?? `i-0${randomBytes(8).toString('hex')}`,
      // What the learner's own files say by now stays true.
      ports: await promisePorts(options.paths.cache, home, async (others) =>
        old === null ? choosePorts(null, null, others) : old.ports,
      ),
      java,
      kafkaHome,
    }
    start.onProgress({ task: words.instance.starting, done: 0, total: null, unit: null })
    for (const dir of [at.dir, at.home, at.sessions, at.data, at.tools]) await mkdir(dir, { recursive: true })
    if (old === null) await furnish(at)
    if (!(await exists(at.archive)))
      await makeArchive(at.archive, kafkaHome, { data: at.data, ports: state.ports })
    await writeFile(at.hosts, hostsFile(hostname()))
    await writeFile(join(at.tools, 'jps'), command(['bash', JPS, at.home, dirname(java.bin)]), {
      mode: 0o755,
    })
    start.signal.throwIfAborted()
    await writeState(at, state)
    return state
  } catch (error) {
    if (old === null) await rm(at.dir, { recursive: true, force: true })
    if (start.signal.aborted) throw new Cancelled()
    throw asUserError(error, at.dir)
  }
}

async function furnish(at: Layout): Promise<void> {
  for (const name of await readdir(SKELETON)) await copyFile(join(SKELETON, name), join(at.home, name))
  // Nothing is opened with it here: it is there to be taken care of.
  const { privateKey } = generateKeyPairSync('ed25519')
  await writeFile(join(at.home, KEY), privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o644 })
}
