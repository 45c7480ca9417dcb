import type { Cluster, EngineName } from './engine/model.ts'
import { nearest } from './nearest.ts'
import { words } from './words/index.ts'

/** The shell found no program of that name. */
const NOT_FOUND = 127

/** Every tool of the labs, as it is typed. */
const TOOLS = [
  'kafka-topics.sh',
  'kafka-configs.sh',
  'kafka-console-producer.sh',
  'kafka-console-consumer.sh',
  'kafka-consumer-groups.sh',
  'kafka-verifiable-producer.sh',
  'kafka-verifiable-consumer.sh',
  'kafka-delete-records.sh',
  'kafka-broker-api-versions.sh',
  'kafka-server-start.sh',
  'kafka-server-stop.sh',
  'zookeeper-server-start.sh',
  'zookeeper-server-stop.sh',
]

/**
 * A word on a command that did not do what it was for, where the command itself shows why: a tool's name mistyped, or
 * an address where no broker of ours listens (another cluster may well have taken what was sent there). Null where it
 * shows nothing.
 *
 * @param cluster null where more than one address is right: on the instance, beside the broker
 */
export function remark(
  command: string | null,
  exit: number,
  cluster: Pick<Cluster, 'engine' | 'bootstrapServer' | 'zookeeper'> | null,
): string | null {
  if (command === null) return null
  if (exit === NOT_FOUND) {
    const typed = /^\s*(?:\S*\/)?(\S+)/.exec(command)?.[1] ?? ''
    const meant = TOOLS.includes(typed) ? null : nearest(typed, TOOLS)
    return meant === null ? null : words.walk.mistypedTool(typed, meant)
  }
  if (cluster === null) return null
  for (const [option, right] of [
    ['--bootstrap-server', cluster.bootstrapServer],
    ['--broker-list', cluster.bootstrapServer],
    ['--zookeeper', cluster.zookeeper],
  ] as const) {
    const typed = new RegExp(`${option}(?:=|\\s+)["']?([\\w.-]+(?::\\d+)?)(?=["';|&\\s]|$)`).exec(
      command,
    )?.[1]
    if (typed !== undefined && !isSame(typed, right, cluster.engine))
      return words.walk.otherAddress(typed, right)
  }
  return exit !== 0 && namesNoCluster(command) ? words.walk.noAddress(cluster.bootstrapServer) : null
}

/** Where a question is asked: the shell takes an answer that is typed as it is for a program. */
export function bareAnswer(command: string | null, exit: number): string | null {
  const typed = command?.trim() ?? ''
  return exit === NOT_FOUND && /^[^\s/]{1,40}$/.test(typed) ? words.walk.bareAnswer(typed) : null
}

/**
 * A word on a console consumer that has shown no record, where its command shows why: another topic than the labs have,
 * or a start at the end. Null where it shows nothing.
 */
export function noRecord(
  command: string | null,
  printed: string,
  topics: readonly string[],
  cluster: Pick<Cluster, 'bootstrapServer'> | null,
): string | null {
  if (cluster === null || command === null || !command.includes('kafka-console-consumer.sh')) return null
  if (!/Processed a total of 0 messages/.test(printed)) return null
  const typed = /--topic(?:=|\s+)["']?([\w.-]+)/.exec(command)?.[1]
  const meant = typed === undefined || topics.includes(typed) ? null : nearest(typed, topics)
  if (typed !== undefined && meant !== null)
    return words.walk.mistypedTopic(typed, meant, cluster.bootstrapServer)
  return /--(from-beginning|offset)\b/.test(command) ? null : words.walk.noRecordCame
}

/** One tool of the labs alone, without an option that says where the cluster is, or that needs none. */
function namesNoCluster(command: string): boolean {
  return (
    /^\s*\S*kafka-[a-z-]+\.sh\b[^|;&<]*$/.test(command) &&
    !/--(bootstrap-server|zookeeper|broker-list|help|version)\b/.test(command)
  )
}

/** What else my-kafka is called in the workbench: this machine itself, or the services of the stack. */
const ALSO: Readonly<Record<EngineName, readonly string[]>> = {
  local: ['localhost', '127.0.0.1'],
  docker: ['kafka', 'zookeeper'],
}

function isSame(typed: string, right: string, engine: EngineName): boolean {
  return ['my-kafka', ...ALSO[engine]].some((host) => typed === right.replace('my-kafka', host))
}
