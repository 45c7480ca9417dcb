import type { ShellRequest, Terminal } from '../console/model.ts'
import type { GivenHome, Progress } from '../kafka/model.ts'

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

export type ServiceStatus = {
  readonly service: Service | 'workbench'
  readonly state: 'running' | 'paused' | 'ended'
  /** The system ended it because it wanted more memory than it was given. */
  readonly outOfMemory: boolean
  /** Of a process of this machine. */
  readonly pid: number | null
  readonly container: string | null
  /** Where it listens on this machine (the daemon's machine), if it does; `host:port`. */
  readonly address: string | null
}

/** What is there of a cluster, without asking it anything. */
export type ClusterState =
  /** Nothing was ever started, or all was taken away. */
  | { readonly kind: 'absent' }
  /** It was started; `services` says what of it lives. `cluster` is how it was when it last was ready. */
  | {
      readonly kind: 'present'
      readonly cluster: Cluster | null
      readonly services: readonly ServiceStatus[]
    }

/** What a program printed, and its exit code: as a shell has it, 128 + n where signal n ended it. */
export type Ran = { readonly exit: number; readonly output: string }

/** Where the learner's commands run. */
export type Workbench = {
  /**
   * Runs a program to its end, without input.
   *
   * @param options `show` lets the user see what it prints, as it comes; an abort ends it with all that it started
   * @throws Cancelled on abort
   */
  run(
    argv: readonly [string, ...string[]],
    options: { readonly output: 'capture' | 'show'; readonly signal?: AbortSignal },
  ): Promise<Ran>
  /** Runs a program on our own terminal or streams, Ctrl-C and all, and gives its exit code; 127: there is none such. */
  attach(argv: readonly [string, ...string[]]): Promise<number>
  /** The same for a login shell. `historyFile`: of this machine, where it can have it. */
  login(historyFile: string): Promise<number>
  readonly files: WorkbenchFiles
  /** Ends Kafka's tools that still run there, as Ctrl-C does; gives the command lines of those that ran. */
  endTools(signal: AbortSignal): Promise<readonly string[]>
  readonly console: ConsolePlace
}

/** Paths are from the directory where commands run. */
export type WorkbenchFiles = {
  /** The file's text; null where there is none. */
  read(path: string): Promise<string | null>
  /** Null: the file is removed. */
  write(path: string, text: string | null): Promise<void>
}

/** Where terminals are opened: for the walk's bash, and for programs that are worked with by keys. */
type ConsolePlace =
  /** Behind a pty of this machine. */
  | { readonly kind: 'here'; readonly cwd: string; readonly env: Readonly<Record<string, string>> }
  /** Elsewhere, with files of its own. */
  | {
      readonly kind: 'elsewhere'
      readonly rcFile: string
      readonly historyFile: string
      open(shell: ShellRequest): Promise<Terminal>
      openProgram(
        argv: readonly [string, ...string[]],
        size: { readonly columns: number; readonly rows: number },
      ): Promise<Terminal>
    }

/** What every engine is made from. */
export type EngineOptions = {
  readonly paths: { readonly home: string; readonly cache: string }
  readonly env: NodeJS.ProcessEnv
  /** A Kafka directory that the user named. */
  readonly givenHome: GivenHome | null
}

export type StartOptions = {
  readonly onProgress: (progress: Progress) => void
  readonly signal: AbortSignal
}

/** What a service said: a file that may be begun anew, or a stream of text. */
export type Log =
  | { readonly kind: 'file'; readonly path: string }
  | {
      readonly kind: 'stream'
      /** `follow`: goes on until the service ends. */
      read(options: { readonly follow: boolean }): AsyncIterable<string>
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
  /** Takes all of it away: what runs, data, logs. Returns what was there. */
  stop(options: StartOptions): Promise<ClusterState>
  workbench(): Promise<Workbench>
  /** Null where the service was not started. */
  log(service: Service): Promise<Log | null>
}
