import type { InstanceFacts, ServerFacts, ServerName } from '../../instance/model.ts'
import { bytesOf, sizeText } from '../../instance/size.ts'
import { tellingLine } from '../../last-words.ts'
import { words } from '../../words/index.ts'
import type { CheckContext, CheckResult, Json, ServerCheck } from '../model.ts'
import { result, verdictOf, type Wrong } from '../result.ts'
import { bookAddress } from './here.ts'

/** `server: zookeeper | broker`: the learner's own, which runs, answers, and has these flags. */
export async function judgeServer(
  spec: ServerCheck,
  facts: InstanceFacts,
  context: CheckContext,
): Promise<CheckResult> {
  const servers = await facts.servers()
  const [running, ...more] = servers.filter(({ server }) => server === spec.server)
  if (running === undefined) return notRunning(spec, facts)
  // One that is on its way out, or that will not get the port: which of them answers can't be told.
  if (more.length > 0)
    return result(spec, {
      verdict: 'pending',
      message: words.instance.severalRun(spec.server, 1 + more.length),
      actual: [running, ...more].map(({ pid }) => pid),
      help: words.instance.severalRunHelp(spec.server),
      converging: true,
    })
  const actual: Json = {
    user: running.user,
    maxHeap: heapText(running.maxHeap),
    minHeap: heapText(running.minHeap),
  }
  const beside = servers.find(({ server }) => server !== spec.server)
  const heaps = [...heapFaults(spec, running), ...besideFaults(spec, beside)]
  const about = [
    ...(spec.maxHeap === undefined ? [] : [words.instance.withHeap(spec.maxHeap)]),
    ...(spec.brokerId === undefined ? [] : [words.instance.withId(spec.brokerId)]),
  ]
  const right = words.instance.runs(spec.server, about)
  // Each question to a ZooKeeper is a line in its log, which the learner reads.
  if (spec.server === 'zookeeper' && heaps.length > 0) return verdictOf(spec, heaps, right, actual)
  const ids = await idsOf(spec.server, facts, context)
  if (ids === null)
    return result(spec, {
      verdict: 'pending',
      message: words.instance.answersNotYet(spec.server),
      actual,
      converging: true,
    })
  const wrong = [...heaps, ...idFaults(spec, ids)]
  return verdictOf(spec, wrong, right, { ...actual, ids })
}

/** What answers: the ids of the brokers there, none of a ZooKeeper; null where nothing does yet. */
async function idsOf(
  server: ServerName,
  facts: InstanceFacts,
  context: CheckContext,
): Promise<readonly number[] | null> {
  if (server === 'zookeeper') return (await facts.zooKeeper()) === null ? null : []
  const port = Number(bookAddress(context).split(':')[1])
  const answer = await facts.broker('instance', { host: 'localhost', port })
  // Another program may have taken the port: ours says the id that it has written down beside its records.
  if (answer.kind !== 'answers' || answer.clusterId !== (await facts.clusterId())) return null
  return answer.advertised.map(({ id }) => id)
}

function heapFaults(spec: ServerCheck, { server, maxHeap, minHeap }: ServerFacts): Wrong[] {
  const heaps = [
    { flag: '-Xmx', want: spec.maxHeap, have: maxHeap },
    { flag: '-Xms', want: spec.minHeap, have: minHeap },
  ]
  return heaps.flatMap(({ flag, want, have }) =>
    want === undefined || bytesOf(want) === have
      ? []
      : [
          {
            message: words.instance.otherHeap(server, flag, heapText(have), want),
            help:
              spec.otherHeap === undefined
                ? words.instance.otherHeapHelp(server)
                : words.instance.otherHeapAlone(server),
            // Of a start before the variable was set: nothing of it is wrong.
            short: true,
          },
        ],
  )
}

/** The other server is to have its heap meanwhile. */
function besideFaults(spec: ServerCheck, beside: ServerFacts | undefined): Wrong[] {
  const { otherHeap } = spec
  if (otherHeap === undefined) return []
  const server = spec.server === 'broker' ? 'zookeeper' : 'broker'
  if (beside === undefined) return [{ message: words.instance.stopped(server), help: null }]
  return heapFaults({ kind: 'server', server, maxHeap: otherHeap, minHeap: otherHeap }, beside)
}

function idFaults({ brokerId }: ServerCheck, ids: readonly number[]): Wrong[] {
  if (brokerId === undefined || ids.includes(brokerId)) return []
  return [
    {
      message: words.instance.otherId(ids[0] ?? null, brokerId),
      help: words.instance.otherIdHelp,
      short: true,
    },
  ]
}

/** Never started, stopped, or ended at once: then what it said says why. */
async function notRunning(spec: ServerCheck, facts: InstanceFacts): Promise<CheckResult> {
  const said = ((await facts.file(OUTPUT[spec.server])) ?? '')
    .split('\n')
    .filter((line) => line.trim() !== '')
  // One that had come up was ended by somebody.
  const cameUp = said.some((line) => UP[spec.server].test(line))
  const last = said.slice(-LAST)
  const failed = last.some((line) => /\b(ERROR|FATAL)\b|^(\S+\.)?\w*(Exception|Error)\b|^Error/.test(line))
  if (failed && !cameUp) {
    // What a broker says while it ends is longer than what it ends of.
    const fatal = said.findIndex((line) => FATAL.test(line))
    const reason = reasonIn(fatal < 0 ? last : said.slice(fatal, fatal + LAST))
    return result(spec, {
      verdict: 'failed',
      message: words.instance.died(spec.server, reason),
      actual: last,
      help: helpFor(reason),
    })
  }
  // A start beside the one that ran has begun that file anew; the log goes on.
  const ran = cameUp || UP[spec.server].test((await facts.file(SERVER_LOG)) ?? '')
  return result(spec, {
    verdict: 'pending',
    message: ran ? words.instance.stopped(spec.server) : words.instance.notStarted(spec.server),
    actual: null,
  })
}

/** What a server printed since it was last started with -daemon: each start begins its file anew. */
const OUTPUT: Readonly<Record<ServerName, string>> = {
  broker: 'kafka_2.12-2.5.0/logs/kafkaServer.out',
  zookeeper: 'kafka_2.12-2.5.0/logs/zookeeper.out',
}
/** What either says when it has come up. */
const UP: Readonly<Record<ServerName, RegExp>> = {
  broker: /started \(kafka\.server\.KafkaServer\)/,
  zookeeper: /Using checkIntervalMs/,
}
const LAST = 30
/** What both log, each time. */
const SERVER_LOG = 'kafka_2.12-2.5.0/logs/server.log'
/** Where a broker says that it can't come up, and then why. */
const FATAL = /\bERROR\b.*(Fatal error during|due to fatal exception)/
/** The one line that names the port. */
const BIND = /failed to bind to \S+: Address already in use/

/** A log's line without its time and place. */
function reasonIn(said: readonly string[]): string {
  return (said.find((line) => BIND.test(line)) ?? tellingLine(said))
    .replace(/^Caused by: /, '')
    .replace(/^\[[^\]]*\] (ERROR|FATAL|WARN) /, '')
    .replace(/ \([\w.$]+\)$/, '')
}

function helpFor(reason: string): string {
  if (/Timed out waiting for connection|ConnectionLoss/.test(reason)) return words.instance.needsZooKeeper
  if (/Address already in use/.test(reason)) return words.instance.portInUse
  if (/InconsistentBrokerId/.test(reason)) return words.instance.inconsistentId
  if (/InconsistentClusterId/.test(reason)) return words.instance.inconsistentCluster
  if (/advertised\.listeners|listener/i.test(reason)) return words.instance.badListener
  if (/memory|heap/i.test(reason)) return words.instance.noMemory
  return words.instance.seeLog
}

function heapText(bytes: bigint | null): string | null {
  return bytes === null ? null : sizeText(bytes)
}
