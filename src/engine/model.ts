import type { ShellRequest, Terminal } from '../console/model.ts'
import type { JavaProcess, Machine } from '../instance/model.ts'
import type { GivenHome, Progress } from '../kafka/model.ts'

/** Which engine runs the cluster, and the instance. */
export type EngineName = 'local' | 'docker'

export type Service = 'zookeeper' | 'kafka'

/** What stands in a lab's text for an address, as it is here. */
export type Addresses = {
  /** What the learner types, in the workbench. */
  readonly bootstrapServer: string
  /** The same for ZooKeeper. */
  readonly zookeeper: string
  /** Where the Kafka archive is fetched from; null: nothing is fetched. */
  readonly archive: string | null
}

/** A cluster that answered. */
export type Cluster = Addresses & {
  readonly engine: EngineName
  readonly id: string
  /** Where this process reaches the broker. */
  readonly address: { readonly host: string; readonly port: number }
}

/** The book's EC2 machine, once it answers. */
export type Instance = Addresses & {
  readonly engine: EngineName
  /** `i-…`, as EC2 has it. */
  readonly id: string
  /** Whether there are others beside it: the learner's own computer, a colleague's, a stranger's. */
  readonly hasNetwork: boolean
}

/** What a lab happens on. */
export type Host = Cluster | Instance

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

/** Where a command runs: where the lab's others do, or on the instance. */
export type Where = 'workbench' | 'instance'

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
  /** Where commands for the instance run, if that is elsewhere. */
  readonly instance: Workbench | null
}

/** Paths are from the directory where commands run. */
export type WorkbenchFiles = {
  /** The file's text; null where there is none. */
  read(path: string): Promise<string | null>
  /** Its mode in octal, such as 644; null where there is none. */
  mode(path: string): Promise<string | null>
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

/** One way to run what labs happen on. */
type Runs<H extends Host, S> = {
  readonly name: EngineName
  /** As it was when it last was ready, without looking whether it lives; null where there is none. */
  recall(): Promise<H | null>
  /** What lives of it. */
  state(): Promise<S>
  /** A ready one: the running one, the stopped one started again with its data, or a new one. */
  start(options: StartOptions): Promise<H>
  /** Takes all of it away: what runs, data, logs. Returns what was there. */
  stop(options: StartOptions): Promise<S>
  workbench(): Promise<Workbench>
}

/** One way to run a cluster. */
export type ClusterEngine = Runs<Cluster, ClusterState> & {
  readonly on: 'cluster'
  /** Null where the service was not started. */
  log(service: Service): Promise<Log | null>
}

/** What there is of an instance, and which JVMs of the learner's run on it. */
export type InstanceState =
  | { readonly kind: 'absent' }
  | {
      readonly kind: 'present'
      readonly instance: Instance | null
      readonly running: boolean
      readonly processes: readonly JavaProcess[]
    }

/** One way to run the instance. */
export type InstanceEngine = Runs<Instance, InstanceState> & {
  readonly on: 'instance'
  /** @throws UserError (exit 3) where it does not run */
  machine(): Promise<Machine>
  /** Where it is kept how the instance and the learner's own computer are, to be brought back to. */
  keeper(): Promise<Keeper>
}

/** An author's gate tries one way after another from one state. */
export type Keeper = {
  /** Keeps how all is now, in place of what was kept under that name. */
  save(name: string, signal: AbortSignal): Promise<void>
  /** Brings back what was kept: files, rules, servers that ran. Null: as it was when this was first asked for. */
  restore(name: string | null, signal: AbortSignal): Promise<void>
}

export type Engine = ClusterEngine | InstanceEngine
