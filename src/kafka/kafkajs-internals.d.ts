/**
 * The few inner parts of kafkajs 2.2.4 (pinned; no release since) that this folder speaks to: how requests are written
 * and answers read. Its client above them is 160 files, 50 ms more at each start, and would not be asked for more.
 */
declare module 'kafkajs/src/protocol/request.js' {
  export interface KafkaRequest {
    readonly apiName: string
  }
  export default function createRequest(options: {
    correlationId: number
    clientId: string
    request: KafkaRequest
  }): Promise<{ readonly buffer: Buffer }>
}

declare module 'kafkajs/src/protocol/requests/apiVersions/index.js' {
  const api: Api<void, { apiVersions: { apiKey: number; minVersion: number; maxVersion: number }[] }>
  export default api
}

declare module 'kafkajs/src/protocol/requests/metadata/index.js' {
  const api: Api<
    { topics: string[]; allowAutoTopicCreation: boolean },
    {
      brokers: { nodeId: number; host: string; port: number }[]
      clusterId: string
      topicMetadata: {
        topic: string
        isInternal: boolean
        partitionMetadata: { partitionId: number; leader: number; replicas: number[]; isr: number[] }[]
      }[]
    }
  >
  export default api
}

declare module 'kafkajs/src/protocol/requests/describeConfigs/index.js' {
  const api: Api<
    { resources: { type: number; name: string }[]; includeSynonyms: boolean },
    {
      resources: {
        resourceName: string
        configEntries: { configName: string; configValue: string | null; configSource: number }[]
      }[]
    }
  >
  export default api
}

declare module 'kafkajs/src/protocol/requests/createTopics/index.js' {
  const api: Api<
    {
      topics: {
        topic: string
        replicaAssignment: { partition: number; replicas: readonly number[] }[]
        configEntries: { name: string; value: string }[]
      }[]
      validateOnly: boolean
      /** ms */
      timeout: number
    },
    unknown
  >
  export default api
}

declare module 'kafkajs/src/protocol/requests/deleteTopics/index.js' {
  /** timeout in ms */
  const api: Api<{ topics: string[]; timeout: number }, unknown>
  export default api
}

declare module 'kafkajs/src/protocol/requests/listOffsets/index.js' {
  const api: Api<
    {
      /** 0: whatever lies there; 1: without transactions that are still open. */
      isolationLevel: 0 | 1
      topics: { topic: string; partitions: { partition: number; timestamp: number }[] }[]
    },
    { responses: { topic: string; partitions: { partition: number; offset: string }[] }[] }
  >
  export default api
}

declare module 'kafkajs/src/protocol/requests/fetch/index.js' {
  const api: Api<
    {
      isolationLevel: 0 | 1
      /** ms */
      maxWaitTime: number
      minBytes: number
      maxBytes: number
      topics: {
        topic: string
        partitions: { partition: number; fetchOffset: string; maxBytes: number }[]
      }[]
    },
    {
      responses: {
        topicName: string
        partitions: {
          partition: number
          messages: {
            offset: string
            /** ms; missing in the oldest format. */
            timestamp?: string
            key: Buffer | null
            value: Buffer | null
            /** Missing in the older formats. */
            isControlRecord?: boolean
          }[]
        }[]
      }[]
    }
  >
  export default api
}

declare module 'kafkajs/src/protocol/requests/listGroups/index.js' {
  const api: Api<void, { groups: { groupId: string; protocolType: string }[] }>
  export default api
}

declare module 'kafkajs/src/protocol/requests/describeGroups/index.js' {
  const api: Api<
    { groupIds: string[] },
    {
      groups: {
        groupId: string
        state: 'Empty' | 'Stable' | 'PreparingRebalance' | 'CompletingRebalance' | 'Dead'
        members: { memberId: string; clientId: string; clientHost: string; memberAssignment: Buffer }[]
      }[]
    }
  >
  export default api
}

declare module 'kafkajs/src/protocol/requests/offsetFetch/index.js' {
  const api: Api<
    { groupId: string; topics: { topic: string; partitions: { partition: number }[] }[] },
    /** The offset is -1 where nothing is committed. */
    { responses: { topic: string; partitions: { partition: number; offset: string }[] }[] }
  >
  export default api
}

declare module 'kafkajs/src/protocol/requests/alterConfigs/index.js' {
  const api: Api<
    {
      resources: { type: number; name: string; configEntries: { name: string; value: string }[] }[]
      validateOnly: boolean
    },
    unknown
  >
  export default api
}

declare module 'kafkajs/src/protocol/requests/produce/index.js' {
  const api: Api<
    {
      acks: number
      /** ms */
      timeout: number
      topicData: {
        topic: string
        partitions: {
          partition: number
          /** timestamp in ms since 1970 */
          messages: readonly { timestamp: number; key: Buffer | null; value: Buffer | null }[]
        }[]
      }[]
    },
    unknown
  >
  export default api
}

declare module 'kafkajs/src/protocol/requests/deleteRecords/index.js' {
  /** Of one topic: an error of another would not be told right. timeout in ms */
  const api: Api<
    {
      topics: [{ topic: string; partitions: { partition: number; offset: string }[] }]
      timeout: number
    },
    unknown
  >
  export default api
}

declare module 'kafkajs/src/protocol/requests/findCoordinator/index.js' {
  const api: Api<{ groupId: string }, unknown>
  export default api
}

declare module 'kafkajs/src/protocol/requests/offsetCommit/index.js' {
  const api: Api<
    {
      groupId: string
      groupGenerationId: number
      memberId: string
      topics: { topic: string; partitions: { partition: number; offset: string }[] }[]
    },
    unknown
  >
  export default api
}

declare module 'kafkajs/src/protocol/requests/deleteGroups/index.js' {
  /** What was refused is told, not thrown. */
  const api: Api<string[], { results: { groupId: string; error?: Error & { readonly type: string } }[] }>
  export default api
}

declare module 'kafkajs/src/protocol/requests/joinGroup/index.js' {
  const api: Api<
    {
      groupId: string
      /** ms */
      sessionTimeout: number
      rebalanceTimeout: number
      memberId: string
      protocolType: string
      groupProtocols: { name: string }[]
    },
    { memberId: string }
  >
  export default api
}

declare module 'kafkajs/src/protocol/requests/leaveGroup/index.js' {
  const api: Api<{ groupId: string; memberId: string }, unknown>
  export default api
}

declare module 'kafkajs/src/consumer/assignerProtocol.js' {
  export const MemberAssignment: {
    /** Null where there are no bytes. */
    decode(bytes: Buffer): { assignment: Record<string, number[]> } | null
  }
}

/** One kind of request, in each version that kafkajs knows. */
interface Api<Options, Answer> {
  readonly versions: readonly string[]
  protocol(of: { version: number }): (options: Options) => {
    readonly request: import('kafkajs/src/protocol/request.js').KafkaRequest & { readonly apiKey: number }
    readonly response: { decode(payload: Buffer): Promise<unknown>; parse(decoded: unknown): Promise<Answer> }
  }
}
