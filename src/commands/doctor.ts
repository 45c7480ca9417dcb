import { constants } from 'node:fs'
import { access, rm, statfs, writeFile } from 'node:fs/promises'
import { arch, hostname, platform, release } from 'node:os'
import { join } from 'node:path'
import { currentEngine } from '../engine/current.ts'
import type { DaemonInfo } from '../engine/daemon/model.ts'
import type { ClusterState, EngineName } from '../engine/model.ts'
import { isFree } from '../engine/ports.ts'
import { askedByEnvironment, chooseEngine, type DockerLook, lookForDocker } from '../engine/select.ts'
import { EXIT, UserError } from '../errors.ts'
import { makeDirectory } from '../files.ts'
import { findKafkaHome, verifyKafkaHome } from '../kafka/home.ts'
import { findJava, onPath } from '../kafka/java.ts'
import { sign } from '../render.ts'
import type { Context } from '../session/context.ts'
import { wrap } from '../text.ts'
import { visible } from '../visible.ts'
import { words } from '../words/index.ts'

/** `fatal`: the labs can't run like this; `odd`: they can, and something is worth knowing. */
type Finding = {
  readonly what: string
  readonly state: 'good' | 'odd' | 'fatal'
  readonly detail: string
  readonly help: string | null
}

/** Free space that a first start needs, in bytes: the Kafka home while it is made, Java's archives, the cluster's data. */
const NEEDED = 400e6

/** What Docker's machine should have for a broker, ZooKeeper, a workbench with its tools, and their image, in bytes. */
const DOCKER_MEMORY = 1.5e9
const DOCKER_DISK = 1.5e9

/** `labs doctor`: can this machine run the labs, on which engine, and if not, what to do about it. */
export async function run(context: Context): Promise<number> {
  const asked = askedByEnvironment(context.env)
  const [look, state] = await Promise.all([lookForDocker(context.env), stateIfReadable(context)])
  const lastUsed = await currentEngine(context.paths.home).catch(() => null)
  const { engine, why } = await chooseEngine({ asked, env: context.env, lastUsed, look })
  const here = await Promise.all([java(context), shell(context), terminal()])
  const findings = [
    await node(),
    await docker(look, engine),
    ...here.map((each) => neededBy(engine, each)),
    await kafka(context),
    ...(await home(context)),
    ...(engine === 'local' ? [await ports(state)] : []),
  ]
  const ok = findings.every(({ state }) => state !== 'fatal')
  const { out } = context
  if (context.json) out.json({ ok, engine: ok ? engine : null, why: why.kind, findings })
  else {
    const names = Math.max(...findings.map(({ what }) => what.length))
    for (const { what, state, detail, help } of findings) {
      const mark = sign(state === 'good' ? 'passed' : state === 'odd' ? 'pending' : 'failed', out.style)
      const indent = ' '.repeat(names + 4)
      out.line(...wrap(`${mark} ${what.padEnd(names)}  ${visible(detail)}`, out.columns(), indent))
      if (help !== null)
        out.line(
          ...wrap(`→ ${visible(help)}`, out.columns() - indent.length, '  ').map((line) => indent + line),
        )
    }
    const last = ok ? words.cli.doctorGood(engine, words.engine.why(why.kind)) : words.cli.doctorBad
    out.line('', ...wrap(last, out.columns()))
  }
  return ok ? EXIT.done : EXIT.usage
}

function finding(what: string, state: Finding['state'], detail: string, help: string | null = null): Finding {
  return { what, state, detail, help }
}

/** A look that may end in the one-line error that a command would end in. */
async function orError(
  what: string,
  look: () => Promise<Finding>,
  state: 'odd' | 'fatal' = 'fatal',
): Promise<Finding> {
  try {
    return await look()
  } catch (error) {
    if (error instanceof UserError) return finding(what, state, error.message, error.help)
    throw error
  }
}

async function node(): Promise<Finding> {
  return finding('Node', 'good', `${process.version} (${platform()} ${arch()}, ${release()})`)
}

/** Java, bash and a terminal of our own are the local engine's; with Docker, containers have them. */
function neededBy(engine: EngineName, found: Finding): Finding {
  if (engine === 'local' || found.state === 'good') return found
  return { ...found, state: 'odd', help: words.cli.onlyLocally }
}

async function docker(look: DockerLook, engine: EngineName): Promise<Finding> {
  if (look.kind === 'no-docker') {
    const { message, help } = look.error
    return finding('Docker', engine === 'docker' ? 'fatal' : 'odd', message, help)
  }
  const { endpoint, daemon } = look
  const free = await freeAt(daemon)
  const detail = words.docker.found(daemon, free, words.docker.at(endpoint.from, endpoint.url))
  if (daemon.memory < DOCKER_MEMORY)
    return finding('Docker', 'odd', detail, words.docker.littleMemory(DOCKER_MEMORY))
  if (free !== null && free < DOCKER_DISK)
    return finding('Docker', 'odd', detail, words.docker.littleDisk(DOCKER_DISK))
  return finding('Docker', 'good', detail)
}

/** What Docker has left to write to, in bytes; null where that is another machine's, a virtual one's too. */
async function freeAt({ name, root }: DaemonInfo): Promise<number | null> {
  if (name !== hostname() || root === '') return null
  return statfs(root).then(
    ({ bavail, bsize }) => bavail * bsize,
    () => null,
  )
}

function java({ env }: Context): Promise<Finding> {
  return orError('Java', async () => {
    const { version, bin } = await findJava(env)
    return finding('Java', 'good', `${version} (${bin})`)
  })
}

async function hasJava(context: Context): Promise<boolean> {
  return (await java(context)).state === 'good'
}

function kafka(context: Context): Promise<Finding> {
  return orError('Kafka', async () => {
    const found = await findKafkaHome({ cacheDir: context.paths.cache, given: context.givenKafkaHome })
    if (found === null) {
      // Maven is a Java program itself.
      const maven = (await onPath('mvn', context.env)) !== null && (await hasJava(context))
      return finding('Kafka', 'odd', maven ? words.cli.kafkaByMaven : words.cli.kafkaByArchive)
    }
    const damaged = await verifyKafkaHome(found)
    return damaged.length === 0
      ? finding('Kafka', 'good', `2.5.0 (${found.dir})`)
      : finding('Kafka', 'odd', words.cli.kafkaDamaged(damaged), words.cli.kafkaDamagedHelp)
  })
}

async function home({ paths }: Context): Promise<Finding[]> {
  const probe = join(paths.home, `doctor-${process.pid}.tmp`)
  const existed = await access(paths.home, constants.F_OK).then(
    () => true,
    () => false,
  )
  try {
    await makeDirectory(paths.home)
    await writeFile(probe, '')
    await rm(probe)
    const { bavail, bsize } = await statfs(paths.home)
    const free = bavail * bsize
    const space = words.cli.freeSpace(Math.round(free / 1e6))
    return [
      finding('Home', 'good', paths.home),
      free < NEEDED
        ? finding('Disk', 'fatal', space, words.cli.diskFullHelp)
        : finding('Disk', 'good', space),
    ]
  } catch {
    return [finding('Home', 'fatal', words.cli.notWritable(paths.home), words.cli.notWritableHelp)]
  } finally {
    if (!existed) await rm(paths.home, { recursive: true, force: true }).catch(() => {})
  }
}

async function ports(state: ClusterState | null): Promise<Finding> {
  const own =
    state?.kind === 'present'
      ? state.services.filter((s) => s.pid !== null).map((s) => Number(s.address?.split(':').at(-1)))
      : []
  const taken: number[] = []
  for (const port of [2181, 9092]) if (!own.includes(port) && !(await isFree(port))) taken.push(port)
  if (taken.length > 0) return finding('Ports', 'odd', words.cli.portsTaken(taken), words.cli.portsTakenHelp)
  return finding('Ports', 'good', own.length > 0 ? words.cli.portsOurs(own) : words.cli.portsFree)
}

/** Of a home that can't be nothing is known; what is wrong with it is a finding of its own. */
async function stateIfReadable(context: Context): Promise<ClusterState | null> {
  try {
    return await (await context.engine()).state()
  } catch (error) {
    if (error instanceof UserError) return null
    throw error
  }
}

async function shell({ env }: Context): Promise<Finding> {
  const bash = await onPath('bash', env)
  return bash === null
    ? finding('bash', 'fatal', words.cli.noBash, words.cli.noBashHelp)
    : finding('bash', 'good', bash)
}

async function terminal(): Promise<Finding> {
  try {
    await import('@lydell/node-pty')
    return finding('Console', 'good', words.cli.ptyGood)
  } catch {
    return finding(
      'Console',
      'odd',
      words.cli.ptyMissing(platform(), arch()),
      words.cli.walkNeedsTerminalHelp,
    )
  }
}
