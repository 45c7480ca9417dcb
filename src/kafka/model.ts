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

/** What can be asked of a live cluster without leaving a trace in it. Each answer is read once and kept. */
export type Facts = {
  readonly clusterId: string
  readonly brokers: readonly { readonly id: number; readonly host: string; readonly port: number }[]
  topics(): Promise<ReadonlyMap<string, TopicFacts>>
  /** The configs set on the topic itself (not the broker's defaults), by name. */
  overrides(topic: string): Promise<Readonly<Record<string, string>>>
  /** The config in force, whoever set it; null where there is no such config. */
  config(topic: string, name: string): Promise<string | null>
}

/** All that makes a topic what it is, but for its records: enough to make it anew. */
export type TopicState = {
  readonly topic: string
  /** Broker ids of each partition's replicas, in the order of the partitions. */
  readonly replicas: readonly (readonly number[])[]
  readonly overrides: Readonly<Record<string, string>>
}
