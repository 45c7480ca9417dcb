import type { Duplex } from 'node:stream'

/** From where an address is tried: the instance itself, the learner's own computer, and two others' addresses. */
export type Vantage = 'instance' | 'computer' | 'colleague' | 'stranger'

/** What an engine lets us do on the book's EC2 machine. None of it leaves a trace there. */
export type Machine = {
  readonly id: string
  /** The learner's home there: an absolute path. */
  readonly home: string
  /** Where each session's record is (`rc.sh` and `session.sh` write them): an absolute path. */
  readonly sessions: string
  /** The port that the learner's ZooKeeper is to have. */
  readonly zooKeeperPort: number
  /** Runs a script of bash there, with rights over all that is the learner's, and gives what it printed. */
  bash(script: string, ...args: readonly string[]): Promise<string>
  /** What a login that begins now would have in its environment, as bash's `export -p` prints it. */
  loginEnvironment(): Promise<string>
  java(): Promise<readonly JavaProcess[]>
  /** A connection, as one makes it from there. @throws ConnectFailed */
  connect(from: Vantage, address: Address): Promise<Duplex>
  /** Null where there is no network between it and others: it is a part of the learner's own computer. */
  readonly network: Network | null
}

export type Address = { readonly host: string; readonly port: number }

/** A JVM of the learner's. `command`: its command line, with a blank between its arguments. */
export type JavaProcess = { readonly pid: number; readonly user: string; readonly command: string }

/** What lies between the instance and others. */
export type Network = {
  /** Of the instance, and of those who come from elsewhere. */
  readonly addresses: Readonly<Record<Vantage, string>>
  /** The rules that the kernel applies to what comes in. */
  ingress(): Promise<readonly IngressRule[]>
  /** The address that a name has on the learner's own computer; null where it has none. */
  resolve(name: string): Promise<string | null>
  /** That computer's /etc/hosts. */
  hosts(): Promise<string>
  /** What sshd has said so far, a line each. */
  sshLog(): Promise<readonly string[]>
}

/** Lets in what comes from `cidr` to these ports; `protocol` -1: any. */
export type IngressRule = {
  readonly protocol: 'tcp' | 'udp' | '-1'
  readonly from: number
  readonly to: number
  readonly cidr: string
}

export type ServerName = 'zookeeper' | 'broker'

/** A ZooKeeper or a broker that the learner started. Heaps are in bytes; null where its flags name none. */
export type ServerFacts = {
  readonly server: ServerName
  readonly pid: number
  readonly user: string
  readonly maxHeap: bigint | null
  readonly minHeap: bigint | null
}

/** A shell of the learner's on the instance. */
export type SessionFacts = {
  /** In the order in which they began. */
  readonly number: number
  readonly isOpen: boolean
  /** What its programs get to see. */
  readonly exported: Readonly<Record<string, string>>
  /** What only the shell itself knows. */
  readonly unexported: Readonly<Record<string, string>>
}

/** A login that sshd decided on. */
export type Login = { readonly user: string; readonly accepted: boolean; readonly from: string }

/** How a broker was found, or not, from somewhere. */
export type BrokerAnswer =
  | {
      readonly kind: 'answers'
      readonly clusterId: string
      /** Where it sends its clients to. */
      readonly advertised: readonly (Address & { readonly id: number })[]
      /** The highest version in which it understands each request, by the request's number. */
      readonly versions: ReadonlyMap<number, number>
    }
  | { readonly kind: NoAnswer }

/** `silent`: nothing comes back, as where a rule drops what is sent. `stranger`: no broker answers there. */
export type NoAnswer = 'unknown-host' | 'refused' | 'silent' | 'stranger'

/** What can be asked of the instance. Each answer is read once and kept. */
export type InstanceFacts = {
  readonly id: string
  readonly network: Pick<Network, 'addresses' | 'resolve' | 'hosts'> | null
  ingress(): Promise<readonly IngressRule[]>
  logins(): Promise<readonly Login[]>
  servers(): Promise<readonly ServerFacts[]>
  sessions(): Promise<readonly SessionFacts[]>
  /** The environment of a login that begins now. */
  newSession(): Promise<Readonly<Record<string, string>>>
  /** A file's text, by its path from the learner's home; null where there is none. */
  file(path: string): Promise<string | null>
  /** The paths below a directory, from there, as deep as two levels; null where there is none. */
  tree(path: string): Promise<readonly string[] | null>
  /** Whether a file begins as what gzip makes does, by its path from the learner's home. */
  isGzip(path: string): Promise<boolean>
  /** What `java -version` says there, its first line; null where there is no Java. */
  javaVersion(): Promise<string | null>
  /** What the learner's ZooKeeper says to `srvr`; null where none of theirs answers. */
  zooKeeper(): Promise<string | null>
  broker(from: Vantage, address: Address): Promise<BrokerAnswer>
  /** The id that the learner's broker has written down beside its records; null where none has. */
  clusterId(): Promise<string | null>
  /** How much of a topic's log files is in the page cache, in bytes; null where that can't be told. */
  cached(topic: string): Promise<{ readonly cached: bigint; readonly size: bigint } | null>
}
