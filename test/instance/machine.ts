import type { InstanceFacts, Machine, Network } from '../../src/instance/model.ts'

export const ADDRESSES: Network['addresses'] = {
  instance: '172.21.0.2',
  computer: '172.21.0.4',
  colleague: '172.21.0.5',
  stranger: '172.21.0.6',
}

/** What the instance says of itself as a test writes it down; what is left out is as it is at the very beginning. */
export type InstanceNote = {
  readonly ingress?: Awaited<ReturnType<InstanceFacts['ingress']>>
  readonly logins?: Awaited<ReturnType<InstanceFacts['logins']>>
  readonly servers?: Awaited<ReturnType<InstanceFacts['servers']>>
  readonly sessions?: Awaited<ReturnType<InstanceFacts['sessions']>>
  readonly newSession?: Readonly<Record<string, string>>
  /** By their paths from the learner's home. */
  readonly files?: Readonly<Record<string, string>>
  /** By directory, what lies below it. */
  readonly trees?: Readonly<Record<string, readonly string[]>>
  /** Archives among the files; all that end so where nothing is said. */
  readonly noGzip?: readonly string[]
  readonly javaVersion?: string | null
  readonly zooKeeper?: string | null
  /** By who comes and where to, as in `computer my-kafka:9092`; `refused` where nothing is said. */
  readonly brokers?: Readonly<Record<string, Awaited<ReturnType<InstanceFacts['broker']>>>>
  /** What the learner's own broker has written down; `a` where nothing is said. */
  readonly clusterId?: string | null
  readonly cached?: Awaited<ReturnType<InstanceFacts['cached']>>
  /** False: it is a part of the learner's own computer. */
  readonly network?: false
  /** What the learner's own computer takes each name for. */
  readonly names?: Readonly<Record<string, string>>
  readonly hosts?: string
}

/** Facts that were written down, not read from a machine: data for what judges them. */
export function instance(note: InstanceNote = {}): InstanceFacts {
  return {
    id: 'i-0a',
    network:
      note.network === false
        ? null
        : {
            addresses: ADDRESSES,
            resolve: async (name) => note.names?.[name] ?? null,
            hosts: async () => note.hosts ?? '127.0.0.1 localhost\n',
          },
    ingress: async () => note.ingress ?? [],
    logins: async () => note.logins ?? [],
    servers: async () => note.servers ?? [],
    sessions: async () => note.sessions ?? [],
    newSession: async () => note.newSession ?? {},
    file: async (path) => note.files?.[path] ?? null,
    tree: async (path) => note.trees?.[path] ?? null,
    isGzip: async (path) => !(note.noGzip ?? []).includes(path),
    javaVersion: async () => note.javaVersion ?? null,
    zooKeeper: async () => note.zooKeeper ?? null,
    broker: async (from, { host, port }) => note.brokers?.[`${from} ${host}:${port}`] ?? { kind: 'refused' },
    clusterId: async () => (note.clusterId === undefined ? 'a' : note.clusterId),
    cached: async () => note.cached ?? null,
  }
}

/** A machine of which only some things are asked. */
export function machine(says: Partial<Machine>): Machine {
  const never = async () => {
    throw new Error('this was not to be asked')
  }
  return {
    id: 'i-0a',
    home: '/home/ec2-user',
    sessions: '/sessions',
    zooKeeperPort: 2181,
    bash: never,
    loginEnvironment: never,
    java: never,
    connect: never,
    network: null,
    ...says,
  }
}
