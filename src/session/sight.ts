import type { CheckContext, Files, World } from '../check/model.ts'
import type { Cluster, ClusterEngine, Engine, Instance, InstanceEngine, Workbench } from '../engine/model.ts'
import { EXIT, UserError } from '../errors.ts'
import type { BrokerConnection } from '../kafka/facts.ts'
import type { Lab } from '../lab/model.ts'
import { words } from '../words/index.ts'

/** What a lab happens on, which answers: what can be looked at, and graded. */
export type OpenSight = ClusterSight | InstanceSight

type Seen = {
  readonly kind: 'open'
  /** The cluster's id, or the instance's: what was seen on one says nothing of another. */
  readonly id: string
  readonly files: Files
  /** A fresh look. */
  look(): Promise<World>
  close(): Promise<void>
}

export type ClusterSight = Seen & {
  readonly on: 'cluster'
  readonly host: Cluster
  readonly broker: BrokerConnection
}

type InstanceSight = Seen & { readonly on: 'instance'; readonly host: Instance }

/** A live one, or why there is none to look at. */
export type Sight = OpenSight | { readonly kind: 'blocked'; readonly message: string; readonly help: string }

/** How long one answer of the broker may take before it counts as none, in ms. */
const ANSWER = 4000

/** Looks for what an engine runs, and makes sure that it is that one. */
export function openSight(engine: Engine): Promise<Sight> {
  return engine.on === 'cluster' ? openCluster(engine) : openInstance(engine)
}

/** Another broker that happens to listen on the same port is never graded. */
async function openCluster(engine: ClusterEngine): Promise<Sight> {
  const host = await engine.recall()
  if (host === null)
    return { kind: 'blocked', message: words.engine.notRunning, help: words.engine.notRunningHelp }
  try {
    const { connect } = await import('../kafka/facts.ts')
    const broker = await connect(host.address, ANSWER)
    const { clusterId } = await broker.look()
    const files = filesOf(engine)
    if (clusterId === host.id)
      return {
        kind: 'open',
        on: 'cluster',
        id: host.id,
        host,
        broker,
        files,
        look: async () => ({ on: 'cluster', facts: await broker.look(), files }),
        close: () => broker.close(),
      }
    await broker.close()
    return {
      kind: 'blocked',
      message: words.engine.otherCluster(host.address.port),
      help: words.engine.restartHelp,
    }
  } catch {
    return { kind: 'blocked', ...(await whyNoAnswer(engine, host)) }
  }
}

async function openInstance(engine: InstanceEngine): Promise<Sight> {
  const host = await engine.recall()
  if (host === null)
    return { kind: 'blocked', message: words.instance.notThere, help: words.instance.notThereHelp }
  try {
    const [machine, { lookAtInstance }] = await Promise.all([
      engine.machine(),
      import('../instance/facts.ts'),
    ])
    const files = filesOf(engine)
    return {
      kind: 'open',
      on: 'instance',
      id: host.id,
      host,
      files,
      look: async () => ({ on: 'instance', instance: lookAtInstance(machine), files }),
      close: async () => {},
    }
  } catch (error) {
    if (error instanceof UserError) return { kind: 'blocked', message: error.message, help: error.help ?? '' }
    throw error
  }
}

/** The workbench is not looked for before a check wants a file of it. */
function filesOf(engine: Engine): Files {
  let found: Promise<Workbench> | null = null
  const files = async () => {
    found ??= engine.workbench()
    return (await found).files
  }
  return {
    read: async (path) => (await files()).read(path),
    mode: async (path) => (await files()).mode(path),
  }
}

async function whyNoAnswer(
  engine: ClusterEngine,
  cluster: Cluster,
): Promise<{ message: string; help: string }> {
  try {
    const state = await engine.state()
    if (state.kind === 'absent') return { message: words.engine.gone, help: words.engine.notRunningHelp }
    const down = state.services.filter((each) => each.state !== 'running')
    const message =
      down.length > 0 ? words.engine.downServices(down) : words.engine.noAnswer(cluster.address.port)
    return { message, help: words.engine.restartHelp }
  } catch (error) {
    if (error instanceof UserError) return { message: error.message, help: error.help ?? '' }
    throw error
  }
}

/**
 * A live one, for what can't be done without.
 * @throws UserError (exit 3) where there is none to look at
 */
export async function requireSight(engine: Engine): Promise<OpenSight> {
  const sight = await openSight(engine)
  if (sight.kind === 'open') return sight
  throw new UserError(sight.message, { help: sight.help, exit: EXIT.blocked })
}

export async function closeSight(sight: Sight): Promise<void> {
  if (sight.kind === 'open') await sight.close()
}

export function contextOf(lab: Lab, host: { bootstrapServer: string }): CheckContext {
  return { bootstrapServer: host.bootstrapServer, labTopics: new Set(lab.courseTopics) }
}
