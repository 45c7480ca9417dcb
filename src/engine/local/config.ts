/** The files a local cluster starts from. Pure text. */

export type ClusterFiles = {
  readonly dataDir: string
  readonly ports: { readonly zookeeper: number; readonly kafka: number }
}

/**
 * A broker that was killed leaves its place in ZooKeeper taken until its session ends, a tick after this; 4 s lets the
 * next one in soon, and is still longer than any pause of a loaded laptop.
 */
const SESSION_MS = 4000
const TICK_MS = 1000

export function zookeeperProperties({ dataDir, ports }: ClusterFiles): string {
  return lines({
    dataDir: `${dataDir}/zookeeper`,
    clientPort: ports.zookeeper,
    clientPortAddress: '127.0.0.1',
    tickTime: TICK_MS,
    maxClientCnxns: 0,
    'admin.enableServer': false,
    '4lw.commands.whitelist': 'ruok,srvr,conf',
  })
}

export function brokerProperties({ dataDir, ports }: ClusterFiles): string {
  return lines({
    'broker.id': 0,
    listeners: `PLAINTEXT://127.0.0.1:${ports.kafka}`,
    'advertised.listeners': `PLAINTEXT://127.0.0.1:${ports.kafka}`,
    'log.dirs': `${dataDir}/kafka`,
    'zookeeper.connect': `127.0.0.1:${ports.zookeeper}`,
    'zookeeper.session.timeout.ms': SESSION_MS,
    'num.partitions': 1,
    'offsets.topic.replication.factor': 1,
    'transaction.state.log.replication.factor': 1,
    'transaction.state.log.min.isr': 1,
    'group.initial.rebalance.delay.ms': 0,
  })
}

export function log4jProperties(): string {
  return lines({
    'log4j.rootLogger': 'INFO, stdout',
    'log4j.appender.stdout': 'org.apache.log4j.ConsoleAppender',
    'log4j.appender.stdout.layout': 'org.apache.log4j.PatternLayout',
    'log4j.appender.stdout.layout.ConversionPattern': '[%d] %p %m (%c)%n',
  })
}

/** `-Djdk.net.hosts.file` replaces the system's names wholly, so all that are used stand here. */
export function hostsFile(hostname: string): string {
  return `127.0.0.1 localhost my-kafka ${hostname}\n`
}

/** A command of the learner's own shell that is these words, with more behind them. */
export function command(words: readonly string[]): string {
  const quoted = (word: string) => `'${word.replaceAll("'", "'\\''")}'`
  return `#!/bin/sh\nexec ${words.map(quoted).join(' ')} "$@"\n`
}

function lines(entries: Readonly<Record<string, string | number | boolean>>): string {
  return Object.entries(entries)
    .map(([key, value]) => `${key}=${value}\n`)
    .join('')
}
