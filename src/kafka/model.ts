/** The machine's Java: `bin` is the absolute path of the `java` program. */
export type Java = {
  readonly home: string
  readonly bin: string
  readonly version: string
  readonly major: number
}

/** One directory with `bin/`, `config/`, `libs/` of Kafka 2.5.0. */
export type KafkaHome = {
  readonly dir: string
  readonly source: 'cache' | 'given' | 'maven' | 'archive'
  /** The jars in class path order: sorted by file name in byte order. Absolute paths. */
  readonly jars: readonly string[]
}

/** A Kafka home that the user named. Only the option is binding; the variable may well mean another Kafka. */
export type GivenHome = { readonly dir: string; readonly from: '--kafka-home' | 'KAFKA_HOME' }

/** Something long is under way. `done`/`total` count what `unit` names (jars, bytes, steps); total is null where unknown. */
export type Progress = {
  readonly task: string
  readonly done: number
  readonly total: number | null
  readonly unit: 'jars' | 'bytes' | 'steps' | null
}

export type PartitionFacts = {
  readonly partition: number
  /** Broker id; null while no leader is elected. */
  readonly leader: number | null
  readonly replicas: readonly number[]
  readonly inSyncReplicas: readonly number[]
}

export type TopicFacts = {
  readonly topic: string
  readonly internal: boolean
  /** In the order of their numbers. */
  readonly partitions: readonly PartitionFacts[]
}

/** How far a partition's log reaches: from the low watermark (the first record that can be read) to the end offset. */
export type PartitionOffsets = {
  readonly partition: number
  readonly lowWatermark: bigint
  /** That of the next record to come. */
  readonly endOffset: bigint
}

/** One record. Key and value are read as UTF-8. */
export type KafkaRecord = {
  readonly partition: number
  readonly offset: bigint
  /** ms since 1970; -1 where it has none. */
  readonly timestamp: number
  readonly key: string | null
  readonly value: string | null
}

export type TopicPartitionOffset = {
  readonly topic: string
  readonly partition: number
  readonly offset: bigint
}

export type MemberFacts = {
  readonly memberId: string
  readonly clientId: string
  /** As Kafka gives it: an address, behind a slash. */
  readonly host: string
  readonly assignment: readonly { readonly topic: string; readonly partition: number }[]
}

export type GroupFacts = {
  readonly group: string
  readonly state: 'Empty' | 'Stable' | 'PreparingRebalance' | 'CompletingRebalance' | 'Dead'
  readonly members: readonly MemberFacts[]
  readonly committed: readonly TopicPartitionOffset[]
}

/** What can be asked of a live cluster without leaving a trace in it. Each answer is read once and kept. */
export type Facts = {
  readonly clusterId: string
  readonly brokers: readonly { readonly id: number; readonly host: string; readonly port: number }[]
  topics(): Promise<ReadonlyMap<string, TopicFacts>>
  /** The configs set on the topic itself (not the broker's defaults), by name. */
  overrides(topic: string): Promise<Readonly<Record<string, string>>>
  /** The config in force, whoever set it; null where there is no such config. */
  config(topic: string, name: string): Promise<string | null>
  /** In the order of the partitions; empty where there is no such topic. */
  offsets(topic: string): Promise<readonly PartitionOffsets[]>
  /**
   * What lies in a topic, by partition and then offset; `whole` is false where there was more than is looked at
   * (5000 a partition, from the low watermark on).
   */
  records(topic: string): Promise<{ readonly records: readonly KafkaRecord[]; readonly whole: boolean }>
  /** Every consumer group, by its id. */
  groups(): Promise<ReadonlyMap<string, GroupFacts>>
}

/** All that makes a topic what it is, but for its records: enough to make it anew. */
export type TopicState = {
  readonly topic: string
  /** Broker ids of each partition's replicas, in the order of the partitions. */
  readonly replicas: readonly (readonly number[])[]
  readonly overrides: Readonly<Record<string, string>>
}
