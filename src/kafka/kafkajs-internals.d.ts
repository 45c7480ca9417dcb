/**
 * The few inner parts of kafkajs 2.2.4 (pinned; no release since) that facts.ts speaks to. Going in below its
 * public client saves two thirds of the import time, and lets a read be one request that leaves no trace.
 */
declare module 'kafkajs/src/network/connectionPool.js' {
  import type { Socket } from 'node:net'

  type Log = (message: string, extra?: object) => void
  export interface Logger {
    namespace(name: string): Logger
    error: Log
    warn: Log
    info: Log
    debug: Log
  }

  export default class ConnectionPool {
    constructor(options: {
      host: string
      port: number
      clientId: string
      /** ms */
      connectionTimeout: number
      /** ms */
      requestTimeout: number
      logger: Logger
      socketFactory: (options: { host: string; port: number; onConnect: () => void }) => Socket
    })
    destroy(): Promise<void>
  }
}

declare module 'kafkajs/src/broker/index.js' {
  import type ConnectionPool from 'kafkajs/src/network/connectionPool.js'
  import type { Logger } from 'kafkajs/src/network/connectionPool.js'

  export interface Metadata {
    brokers: { nodeId: number; host: string; port: number }[]
    clusterId: string
    controllerId: number
    topicMetadata: {
      topic: string
      isInternal: boolean
      partitionMetadata: { partitionId: number; leader: number; replicas: number[]; isr: number[] }[]
    }[]
  }

  export interface Configs {
    resources: {
      resourceName: string
      configEntries: { configName: string; configValue: string | null; configSource: number }[]
    }[]
  }

  export default class Broker {
    constructor(options: {
      connectionPool: ConnectionPool
      logger: Logger
      authenticationTimeout: number
      allowAutoTopicCreation: boolean
    })
    connect(): Promise<void>
    disconnect(): Promise<void>
    metadata(topics: string[]): Promise<Metadata>
    describeConfigs(options: {
      resources: { type: number; name: string; configNames?: string[] }[]
    }): Promise<Configs>
    createTopics(options: {
      topics: {
        topic: string
        replicaAssignment: { partition: number; replicas: readonly number[] }[]
        configEntries: { name: string; value: string }[]
      }[]
      timeout: number
    }): Promise<unknown>
    deleteTopics(options: { topics: string[]; timeout: number }): Promise<unknown>
  }
}
