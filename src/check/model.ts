import type { InstanceFacts, ServerName } from '../instance/model.ts'
import type { Facts } from '../kafka/model.ts'

/** JSON as `labs check --json` prints it. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json }

/**
 * passed · failed (something is there and it is not right) · pending (nothing to judge so far, or still converging) ·
 * blocked (can't tell). Only `failed` is the learner's.
 */
export type Verdict = 'passed' | 'failed' | 'pending' | 'blocked'

/** One statement on the state of the world, as a lab's `yaml check` fence has it. */
export type CheckSpec = ClusterCheck | InstanceCheck | FileCheck

/** On a cluster's state. */
type ClusterCheck = TopicCheck | RecordsCheck | OffsetsCheck | GroupCheck

/** On the instance, and on what lies between it and others. */
export type InstanceCheck =
  | InboundCheck
  | LoginCheck
  | ResolvesCheck
  | ReachableCheck
  | UnpackedCheck
  | PropertiesCheck
  | ServerCheck
  | SessionCheck

export type TopicCheck = {
  readonly kind: 'topic'
  readonly topic: string
  readonly partitions?: number
  readonly replicationFactor?: number
  /** Overrides that the topic itself must carry (a broker default does not count). */
  readonly config?: Readonly<Record<string, string>>
}

/** What lies in a topic now: from its low watermarks to its end offsets. */
export type RecordsCheck = {
  readonly kind: 'records'
  readonly topic: string
  /** Exactly so many. */
  readonly count?: number
  readonly atLeast?: number
  /** Every record has a key; none has one. */
  readonly keys?: 'all' | 'none'
  /** Each is there, as often as it is listed. */
  readonly values?: readonly string[]
  /** The `values` stand in this order in one partition; others may lie between them. */
  readonly inOrder?: true
  /** By key, values that are there under it, in this order in their partition. */
  readonly pairs?: Readonly<Record<string, readonly string[]>>
  /** All records of a key are on one partition. */
  readonly sameKey?: 'one-partition'
}

export type OffsetsCheck = {
  readonly kind: 'offsets'
  readonly topic: string
  readonly partition: number
  /** The lowest offset that can be read; `end`: all is deleted. */
  readonly lowWatermark?: number | 'end'
  readonly endOffset?: number
  readonly endAtLeast?: number
}

export type GroupCheck = {
  readonly kind: 'group'
  readonly group: string
  readonly state?: 'empty' | 'stable'
  readonly members?: number
  /** What `committed` and `lag` are about. */
  readonly topic?: string
  /** The sum over the topic's partitions of the committed offsets. */
  readonly committed?: number
  readonly committedAtLeast?: number
  /** The sum over the topic's partitions. */
  readonly lag?: number
  readonly lagAtLeast?: number
}

/** A file of the workbench, by its path from the directory where commands run. */
export type FileCheck = {
  readonly kind: 'file'
  readonly file: string
  /** What it must say as JSON, however it is laid out. */
  readonly json?: Json
  /** Who may read, write and run it, in octal: `400`. */
  readonly mode?: string
}

/** A port of the instance that its inbound rules open to these addresses, and to no other. */
export type InboundCheck = {
  readonly kind: 'inbound'
  readonly port: number
  readonly from: 'own' | 'own-and-colleague'
  /** The colleague gets in at no other port, but for ssh. */
  readonly alone?: true
}

/** The instance's sshd let this user in. */
export type LoginCheck = { readonly kind: 'login'; readonly user: string }

/** A name that the learner's own computer knows as the instance. */
export type ResolvesCheck = { readonly kind: 'resolves'; readonly name: string }

/** A broker that answers there, and then also where it sends its clients. */
export type ReachableCheck = {
  readonly kind: 'reachable'
  /** `host:port`. */
  readonly address: string
  readonly from: 'computer' | 'colleague'
}

/** The Kafka archive, unpacked in the learner's home on the instance. */
export type UnpackedCheck = { readonly kind: 'unpacked'; readonly directory: string }

/** What a properties file on the instance sets. */
export type PropertiesCheck = {
  readonly kind: 'properties'
  readonly file: string
  readonly set: Readonly<Record<string, string>>
}

/** A server that the learner started, which answers. Heaps are as the JVM's flags have them: `400m`. */
export type ServerCheck = {
  readonly kind: 'server'
  readonly server: ServerName
  readonly maxHeap?: string
  readonly minHeap?: string
  /** The heap, at first and at most, that the other server has beside it. */
  readonly otherHeap?: string
  /** Of a broker: the id that it registered with. */
  readonly brokerId?: number
}

/** The environment of a session on the instance: one that is open, another one beside it, or one that begins now. */
export type SessionCheck = {
  readonly kind: 'session'
  readonly session: 'this' | 'another' | 'new'
  readonly has?: Readonly<Record<string, string>>
  readonly lacks?: string
  /** The start-up files set what it has but once. */
  readonly once?: true
}

/** All that a check can look at. */
export type World =
  | { readonly on: 'cluster'; readonly facts: Facts; readonly files: Files }
  | { readonly on: 'instance'; readonly instance: InstanceFacts; readonly files: Files }

/** Where the right answer to a question is read from: always the live cluster, or the live instance. */
export type AnswerSpec = ClusterAnswer | InstanceAnswer

export type InstanceAnswer =
  /** The major version of its Java. */
  | { readonly kind: 'java-version'; readonly on: 'instance' }
  | { readonly kind: 'max-heap-of'; readonly server: ServerName }
  /** Of its broker. */
  | { readonly kind: 'broker-id'; readonly on: 'instance' }
  /** The highest version in which its broker understands a request. */
  | { readonly kind: 'api-version-of'; readonly api: string }
  /** Where the contents of a topic's records lie in memory: in the page cache, or not. */
  | { readonly kind: 'contents-lie-in'; readonly topic: string }

export type ClusterAnswer =
  | { readonly kind: 'leader-of'; readonly topic: string; readonly partition: number }
  | { readonly kind: 'in-sync-replicas-of'; readonly topic: string; readonly partition: number }
  | { readonly kind: 'partitions-of'; readonly topic: string }
  | { readonly kind: 'topic-count'; readonly internal: boolean }
  | {
      readonly kind: 'config-of'
      readonly topic: string
      readonly name: string
      /** The unit the answer is asked in; the config itself is in ms. */
      readonly unit: 'ms' | 'hours' | 'days' | null
    }
  /** Of one partition, or of all together. */
  | { readonly kind: 'record-count'; readonly topic: string; readonly partition: number | null }
  | { readonly kind: 'value-at'; readonly topic: string; readonly partition: number; readonly offset: number }
  /** The partition of the newest record with this key, or with this value. */
  | { readonly kind: 'partition-of-key'; readonly topic: string; readonly key: string }
  | { readonly kind: 'partition-of-value'; readonly topic: string; readonly value: string }
  /** On how many partitions there is a record. */
  | { readonly kind: 'partitions-used-of'; readonly topic: string }
  | { readonly kind: 'low-watermark-of'; readonly topic: string; readonly partition: number }
  | { readonly kind: 'end-offset-of'; readonly topic: string; readonly partition: number }
  /** Of one partition, or summed up. */
  | {
      readonly kind: 'committed-of' | 'lag-of'
      readonly group: string
      readonly topic: string
      readonly partition: number | null
    }
  /** Of a group's only member. */
  | { readonly kind: 'client-id-of' | 'host-of' | 'member-count-of'; readonly group: string }
  /** `once`: not to be answered before the group has come to this state. */
  | { readonly kind: 'state-of'; readonly group: string; readonly once?: 'empty' | 'stable' | null }

/** What a command that runs until Ctrl-C is waited for: a state of the world, or text in what it shows. */
export type Until =
  | { readonly kind: 'check'; readonly check: CheckSpec }
  | { readonly kind: 'shows'; readonly text: string }

/** The workbench's files. */
export type Files = {
  /** The file's text; null where there is none. The path is from the directory where commands run. */
  read(path: string): Promise<string | null>
  /** Its mode in octal, such as 644; null where there is none. */
  mode(path: string): Promise<string | null>
}

/** What one check saw. `expected` and `actual` are facts, never cut short; `help` is the next move, if one is known. */
export type CheckResult = {
  readonly kind: string
  readonly verdict: Verdict
  readonly message: string
  readonly expected: Json
  readonly actual: Json
  readonly help: string | null
  /** True where waiting may change a pending verdict by itself (a leader being elected). */
  readonly converging: boolean
}

/** What a check needs to know besides the cluster, to give help that can be typed. */
export type CheckContext = {
  /** What the learner types after `--bootstrap-server`. */
  readonly bootstrapServer: string
  /** Topics that the labs speak of: none of them is a slip of another's name. */
  readonly labTopics: ReadonlySet<string>
}

/** How one step stands. `passedAt` and `evidence` are null until it passed once; a pass stays a pass. */
export type StepResult = {
  readonly id: string
  readonly verdict: Verdict
  readonly passedAt: string | null
  readonly evidence: Json
  readonly checks: readonly CheckResult[]
}
