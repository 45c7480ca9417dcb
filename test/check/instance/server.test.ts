import { describe, expect, test } from 'vitest'
import type { ServerCheck } from '../../../src/check/model.ts'
import type { BrokerAnswer, ServerFacts } from '../../../src/instance/model.ts'
import type { InstanceNote } from '../../instance/machine.ts'
import { judge, said } from './judge.ts'

const M = 1n << 20n
const server = (
  name: ServerFacts['server'],
  maxHeap: bigint | null = 1024n * M,
  minHeap = maxHeap,
): ServerFacts => ({
  server: name,
  pid: 7,
  user: 'ec2-user',
  maxHeap,
  minHeap,
})
const broker = (id = 0): BrokerAnswer => ({
  kind: 'answers',
  clusterId: 'a',
  advertised: [{ id, host: 'my-kafka', port: 9092 }],
  versions: new Map(),
})
const answering = (id = 0, port = 9092) => ({ [`instance localhost:${port}`]: broker(id) })
const RUNNING: InstanceNote = { servers: [server('zookeeper')], zooKeeper: 'Zookeeper version: 3.5.7' }
const BOTH = {
  ...RUNNING,
  servers: [server('zookeeper'), server('broker')],
  brokers: answering(),
} satisfies InstanceNote

describe('right', () => {
  test.each<[spec: Omit<ServerCheck, 'kind'>, note: InstanceNote, message: string]>([
    [{ server: 'zookeeper' }, RUNNING, 'ZooKeeper runs and answers'],
    [{ server: 'broker' }, BOTH, 'the broker runs and answers'],
    [
      { server: 'zookeeper', maxHeap: '1024m', minHeap: '1g' },
      RUNNING,
      'ZooKeeper runs and answers, with at most 1024m of heap',
    ],
    [
      { server: 'broker', brokerId: 7, maxHeap: '1g' },
      { ...BOTH, brokers: answering(7) },
      'the broker runs and answers, with at most 1g of heap, as broker 7',
    ],
    [
      { server: 'zookeeper', maxHeap: '256m', minHeap: '256m', otherHeap: '400m' },
      { ...RUNNING, servers: [server('broker', 400n * M), server('zookeeper', 256n * M)] },
      'ZooKeeper runs and answers, with at most 256m of heap',
    ],
  ])('%j', async (spec, note, message) => {
    expect(await said({ kind: 'server', ...spec }, note)).toEqual(['passed', message])
  })

  test('what was there is kept', async () => {
    expect(await judge({ kind: 'server', server: 'broker' }, BOTH)).toMatchObject({
      actual: { user: 'ec2-user', maxHeap: '1G', minHeap: '1G', ids: [0] },
      converging: false,
    })
  })

  test('where the broker’s port is another one here', async () => {
    const note = { ...BOTH, brokers: answering(0, 10_092) }
    expect(await said({ kind: 'server', server: 'broker' }, note, undefined, 'my-kafka:10092')).toEqual([
      'passed',
      'the broker runs and answers',
    ])
  })
})

test.each([
  ['zookeeper', { ...RUNNING, zooKeeper: null }, 'ZooKeeper runs, and does not answer yet'],
  ['broker', { ...BOTH, brokers: {} }, 'the broker runs, and does not answer yet'],
] as const)('%s that does not answer yet is looked at again', async (name, note, message) => {
  expect(await judge({ kind: 'server', server: name }, note)).toMatchObject({
    verdict: 'pending',
    message,
    help: null,
    converging: true,
  })
})

test.each([
  ['zookeeper', 2, 'ZooKeeper runs twice at once', 'bin/zookeeper-server-stop.sh'],
  ['broker', 3, 'a broker runs 3 times at once', 'bin/kafka-server-stop.sh'],
] as const)(
  '%s started beside one that runs: which of them answers can’t be told',
  async (name, count, runs, stop) => {
    const others = Array.from({ length: count - 1 }, () => server(name, 256n * M))
    const note = { ...BOTH, servers: [...BOTH.servers, ...others] }
    const spec: ServerCheck = { kind: 'server', server: name }
    expect(await said(spec, note)).toEqual([
      'pending',
      `${runs}, and only one can have the port`,
      `${stop} stops all of them; then start one`,
    ])
    expect(await judge(spec, note)).toMatchObject({ converging: true })
  },
)

describe('runs otherwise: short, and never wrong', () => {
  const restart = (who: string) =>
    `KAFKA_HEAP_OPTS is read once, when a server starts: stop ${who}, and start it again from a session that has it (echo $KAFKA_HEAP_OPTS shows it, source ~/.bashrc brings it in)`
  test('with another heap', async () => {
    const spec: ServerCheck = { kind: 'server', server: 'broker', maxHeap: '400m', minHeap: '400m' }
    expect(await said(spec, BOTH)).toEqual([
      'pending',
      'the broker runs with -Xmx1G, want -Xmx400m; the broker runs with -Xms1G, want -Xms400m',
      restart('the broker'),
    ])
    expect(
      await said(
        { ...spec, server: 'zookeeper' },
        { ...RUNNING, servers: [server('zookeeper', 400n * M, null)] },
      ),
    ).toEqual(['pending', 'ZooKeeper runs with no -Xms, want -Xms400m', restart('it')])
  })
  test('which a ZooKeeper need not be asked for: that would be a line in its log', async () => {
    const spec: ServerCheck = { kind: 'server', server: 'zookeeper', maxHeap: '400m' }
    expect(await said(spec, { ...RUNNING, zooKeeper: null })).toEqual([
      'pending',
      'ZooKeeper runs with -Xmx1G, want -Xmx400m',
      restart('it'),
    ])
  })
  test('with another id', async () => {
    expect(await said({ kind: 'server', server: 'broker', brokerId: 7 }, BOTH)).toEqual([
      'pending',
      'the broker has the id 0, want 7',
      'config/server.properties is read when the broker starts: stop it, and start it again',
    ])
  })
  test('beside another one with another heap', async () => {
    const spec: ServerCheck = { kind: 'server', server: 'zookeeper', maxHeap: '1g', otherHeap: '400m' }
    expect(await said(spec, BOTH)).toEqual([
      'pending',
      'the broker runs with -Xmx1G, want -Xmx400m; the broker runs with -Xms1G, want -Xms400m',
      restart('the broker'),
    ])
  })
  test('and the other one does not run any more: that is wrong', async () => {
    const spec: ServerCheck = { kind: 'server', server: 'zookeeper', maxHeap: '1g', otherHeap: '400m' }
    expect(await said(spec, RUNNING)).toEqual(['failed', 'the broker does not run any more'])
  })
})

test.each([['b'], [null]])(
  'another one answers on the port (ours has written down %s): not yet',
  async (clusterId) => {
    expect(await said({ kind: 'server', server: 'broker' }, { ...BOTH, clusterId })).toEqual([
      'pending',
      'the broker runs, and does not answer yet',
    ])
  },
)

describe('does not run', () => {
  const out = (name: 'broker' | 'zookeeper', ...lines: string[]): InstanceNote => ({
    files: {
      [`kafka_2.12-2.5.0/logs/${name === 'broker' ? 'kafkaServer' : 'zookeeper'}.out`]: `${lines.join('\n')}\n\n`,
    },
  })
  const STARTED = '[2020-06-01 10:00:01,123] INFO [KafkaServer id=0] started (kafka.server.KafkaServer)'
  const SERVES =
    '[2020-06-01 10:00:00,001] INFO Using checkIntervalMs=60000 maxPerMinute=10000 (org.apache.zookeeper.server.ContainerManager)'

  test.each([
    ['broker', {}, 'the broker does not run'],
    ['zookeeper', {}, 'ZooKeeper does not run'],
    ['broker', RUNNING, 'the broker does not run'],
    ['broker', out('broker', STARTED), 'the broker does not run any more'],
    ['zookeeper', out('zookeeper', SERVES), 'ZooKeeper does not run any more'],
    // A connection while it started, or while it ended.
    [
      'zookeeper',
      out('zookeeper', 'java.lang.NullPointerException: because "this.zkDb" is null', SERVES),
      'ZooKeeper does not run any more',
    ],
    // A start beside it, which came to nothing, has begun its output anew.
    [
      'broker',
      { files: { ...out('broker', 'x').files, 'kafka_2.12-2.5.0/logs/server.log': `${STARTED}\n` } },
      'the broker does not run any more',
    ],
    [
      'broker',
      out('broker', '[2020-06-01 10:00:00,000] INFO starting (kafka.server.KafkaServer)'),
      'the broker does not run',
    ],
    // What a stop says.
    [
      'broker',
      out('broker', STARTED, '[2020-06-01 10:10:00,000] ERROR Error while reading (kafka.network.Processor)'),
      'the broker does not run any more',
    ],
  ] as const)('%s: never started, or stopped', async (name, note, message) => {
    expect(await said({ kind: 'server', server: name }, note)).toEqual(['pending', message])
  })

  test.each<[server: 'broker' | 'zookeeper', lines: string[], reason: string, help: string]>([
    [
      'broker',
      [
        '[2020-06-01 10:00:18,000] ERROR Fatal error during KafkaServer startup. Prepare to shutdown (kafka.server.KafkaServer)',
        'kafka.zookeeper.ZooKeeperClientTimeoutException: Timed out waiting for connection while in state: CONNECTING',
        '\tat kafka.zookeeper.ZooKeeperClient.waitUntilConnected(ZooKeeperClient.scala:262)',
        '[2020-06-01 10:00:18,010] INFO shut down completed (kafka.server.KafkaServer)',
        '[2020-06-01 10:00:18,010] ERROR Exiting Kafka. (kafka.server.KafkaServerStartable)',
      ],
      'kafka.zookeeper.ZooKeeperClientTimeoutException: Timed out waiting for connection while in state: CONNECTING',
      'the broker registers with ZooKeeper first: is that running, and where zookeeper.connect in config/server.properties says?',
    ],
    [
      'broker',
      [
        '[2020-06-01 10:00:01,000] ERROR [KafkaServer id=0] Fatal error during KafkaServer startup. Prepare to shutdown (kafka.server.KafkaServer)',
        'org.apache.kafka.common.KafkaException: Socket server failed to bind to 0.0.0.0:9092: Address already in use.',
        '\tat kafka.network.Acceptor.openServerSocket(SocketServer.scala:632)',
        'Caused by: java.net.BindException: Address already in use',
        ...Array.from(
          { length: 40 },
          (_, i) => `[2020-06-01 10:00:02,000] INFO shutting down ${i} (kafka.X)`,
        ),
        '[2020-06-01 10:00:03,000] ERROR Exiting Kafka. (kafka.server.KafkaServerStartable)',
        '[2020-06-01 10:00:03,000] INFO [KafkaServer id=0] shutting down (kafka.server.KafkaServer)',
      ],
      'org.apache.kafka.common.KafkaException: Socket server failed to bind to 0.0.0.0:9092: Address already in use.',
      'something has that port already: one of your own servers, which jps shows and the stop script in bin/ ends, or another program',
    ],
    [
      'broker',
      [
        "kafka.common.InconsistentBrokerIdException: Configured broker.id 7 doesn't match stored broker.id 0 in meta.properties.",
        '[2020-06-01 10:00:01,000] ERROR Exiting Kafka. (kafka.server.KafkaServerStartable)',
      ],
      "kafka.common.InconsistentBrokerIdException: Configured broker.id 7 doesn't match stored broker.id 0 in meta.properties.",
      'the id is also written down beside the records, in meta.properties: both must say the same, or the data directory must be a new one',
    ],
    [
      'broker',
      [
        "kafka.common.InconsistentClusterIdException: The Cluster ID a doesn't match stored clusterId Some(b) in meta.properties.",
      ],
      "kafka.common.InconsistentClusterIdException: The Cluster ID a doesn't match stored clusterId Some(b) in meta.properties.",
      'the records there belong to another cluster (meta.properties): remove that data directory, or use the ZooKeeper that goes with it',
    ],
    [
      'broker',
      [
        '[2020-06-01 10:00:01,000] ERROR Exiting Kafka due to fatal exception (kafka.Kafka$)',
        "java.lang.IllegalArgumentException: Error creating broker listeners from 'my-kafka:9092': Unable to parse my-kafka:9092 to a broker endpoint",
      ],
      "java.lang.IllegalArgumentException: Error creating broker listeners from 'my-kafka:9092': Unable to parse my-kafka:9092 to a broker endpoint",
      'a listener is a protocol, a host and a port: PLAINTEXT://my-kafka:9092',
    ],
    [
      'zookeeper',
      [
        'Error: Could not create the Java Virtual Machine.',
        'Error occurred during initialization of VM',
        'Could not reserve enough space for object heap',
      ],
      'Could not reserve enough space for object heap',
      'there is not so much memory: a smaller heap leaves room',
    ],
    [
      'zookeeper',
      [
        '[2020-06-01 10:00:00,001] INFO binding to port 0.0.0.0/0.0.0.0:2181 (org.apache.zookeeper.server.NIOServerCnxnFactory)',
        '[2020-06-01 10:00:00,002] ERROR Unexpected exception, exiting abnormally (org.apache.zookeeper.server.ZooKeeperServerMain)',
        'java.net.BindException: Address already in use',
      ],
      'java.net.BindException: Address already in use',
      'something has that port already: one of your own servers, which jps shows and the stop script in bin/ ends, or another program',
    ],
    [
      'broker',
      ['[2020-06-01 10:00:01,000] FATAL it is broken (kafka.Kafka$)'],
      'it is broken',
      'the rest stands in logs/ of the Kafka directory',
    ],
  ])('%s that ended by itself: %j', async (name, lines, reason, help) => {
    expect(await said({ kind: 'server', server: name }, out(name, ...lines))).toEqual([
      'failed',
      `${name === 'broker' ? 'the broker' : 'ZooKeeper'} ended by itself: ${reason}`,
      help,
    ])
  })
})
