import type { Progress } from '../kafka/model.ts'

/** Which engine runs the cluster. */
export type EngineName = 'local' | 'docker'

export type Service = 'zookeeper' | 'kafka'

/** A cluster that answered. */
export type Cluster = {
  readonly engine: EngineName
  readonly clusterId: string
  /** Where this process reaches the broker. */
  readonly address: { readonly host: string; readonly port: number }
  /** What the learner types, in the workbench. */
  readonly bootstrapServer: string
  /** The same for ZooKeeper. */
  readonly zookeeper: string
}

type ServiceStatus = {
  readonly service: Service
  readonly pid: number | null
  readonly port: number
}

/** What is there of a cluster, without asking it anything. */
export type ClusterState =
  /** Nothing was ever started, or all was taken away. */
  | { readonly kind: 'absent' }
  /** It was started; `services` says which of its processes live. `cluster` is how it was when it last was ready. */
  | {
      readonly kind: 'present'
      readonly cluster: Cluster | null
      readonly services: readonly ServiceStatus[]
    }

/** Where a learner's command runs. */
export type Workbench = {
  readonly cwd: string
  readonly env: Readonly<Record<string, string>>
}

export type StartOptions = {
  readonly onProgress: (progress: Progress) => void
  readonly signal: AbortSignal
}

/** One way to run a cluster. */
export type Engine = {
  readonly name: EngineName
  /** The cluster as it was when it last was ready, without looking whether it lives; null where there is none. */
  recall(): Promise<Cluster | null>
  /** What lives of it. */
  state(): Promise<ClusterState>
  /** A ready cluster: the running one, the stopped one started again with its data, or a new one. */
  start(options: StartOptions): Promise<Cluster>
  /** Takes processes, data and logs away. Returns what was there. */
  stop(options: StartOptions): Promise<ClusterState>
  workbench(): Promise<Workbench>
  /** The log of one service; null where there is none. */
  logFile(service: Service): Promise<string | null>
}
