import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { lookAtInstance } from '../../src/instance/facts.ts'
import type { JavaProcess, Machine, Network } from '../../src/instance/model.ts'
import { ADDRESSES, machine } from './machine.ts'

const printing = (text: string): Partial<Machine> => ({ bash: async () => text })
const JVM = '/usr/bin/java -Xmx1G -Xms1G -server -cp /home/ec2-user/kafka_2.12-2.5.0/libs/a.jar'
const BROKER = `${JVM} kafka.Kafka config/server.properties`
const ZOOKEEPER = `${JVM} org.apache.zookeeper.server.quorum.QuorumPeerMain config/zookeeper.properties`

describe('servers', () => {
  const servers = (...commands: string[]) =>
    lookAtInstance(
      machine({
        java: async () =>
          commands.map((command, i): JavaProcess => ({ pid: i + 1, user: 'ec2-user', command })),
      }),
    ).servers()

  test('each JVM that is one, with its heap in bytes', async () => {
    expect(await servers(ZOOKEEPER, `${JVM} kafka.tools.ConsoleProducer`, BROKER)).toEqual([
      { server: 'zookeeper', pid: 1, user: 'ec2-user', maxHeap: 1n << 30n, minHeap: 1n << 30n },
      { server: 'broker', pid: 3, user: 'ec2-user', maxHeap: 1n << 30n, minHeap: 1n << 30n },
    ])
  })

  test('the class may stand at the end of the line', async () => {
    expect(await servers('java kafka.Kafka')).toMatchObject([{ server: 'broker' }])
  })

  test.each([
    'java -cp kafka.Kafka.jar other.Main',
    'java other.Main --name=kafka.Kafka',
    'java kafka.KafkaOther',
    'java x.kafka.Kafka',
  ])('%s is none', async (command) => expect(await servers(command)).toEqual([]))

  test.each([
    ['-Xmx256m -Xms128m', 256n << 20n, 128n << 20n],
    ['-Xmx256m -Xms256m -Xmx400m', 400n << 20n, 256n << 20n],
    ['-Xmx1G -Xms1G -Xmx512M -Xms64k', 512n << 20n, 64n << 10n],
    ['-Xmx1048576', 1n << 20n, null],
    ['-XX:+UseG1GC', null, null],
    ['-Xmxmany', null, null],
  ])('of a flag the last one counts: %s', async (flags, maxHeap, minHeap) => {
    expect(await servers(`java ${flags} kafka.Kafka server.properties`)).toMatchObject([{ maxHeap, minHeap }])
  })
})

describe('logins, in the words of sshd', () => {
  const logins = (...lines: string[]) =>
    lookAtInstance(
      machine({
        network: network({ sshLog: async () => lines.map((line) => `Nov 25 17:55:48 ip-kafka ${line}`) }),
      }),
    ).logins()
  const network = (says: Partial<Network>): Network => ({
    addresses: ADDRESSES,
    ingress: async () => [],
    resolve: async () => null,
    hosts: async () => '',
    sshLog: async () => [],
    ...says,
  })

  test('let in', async () => {
    expect(
      await logins(
        'sshd[61]: Accepted publickey for ec2-user from 172.21.0.4 port 56820 ssh2: ED25519 SHA256:thN5Sw',
        'sshd[63]: Received disconnect from 172.21.0.4 port 56820:11: disconnected by user',
        'sshd[63]: Disconnected from user ec2-user 172.21.0.4 port 56820',
      ),
    ).toEqual([{ user: 'ec2-user', from: '172.21.0.4', accepted: true }])
  })

  test('a user who is not known is refused once, though it is said twice', async () => {
    expect(
      await logins(
        'sshd[71]: Invalid user ubuntu from 172.21.0.4 port 36626',
        'sshd[71]: Connection closed by invalid user ubuntu 172.21.0.4 port 36626 [preauth]',
      ),
    ).toEqual([{ user: 'ubuntu', from: '172.21.0.4', accepted: false }])
  })

  test.each([
    ['Connection closed by authenticating user ec2-user 172.21.0.4 port 36606 [preauth]', 'ec2-user'],
    ['Connection reset by authenticating user ec2-user 172.21.0.4 port 36606 [preauth]', 'ec2-user'],
    ['Disconnected from authenticating user ec2-user 172.21.0.4 port 36606 [preauth]', 'ec2-user'],
    ['Invalid user  from 172.21.0.4 port 36606', ''],
    ['Invalid user two words from 172.21.0.4 port 36606', 'two words'],
  ])('refused: %s', async (line, user) => {
    expect(await logins(`sshd[71]: ${line}`)).toEqual([{ user, from: '172.21.0.4', accepted: false }])
  })

  test('in their order, each connection for itself', async () => {
    const found = await logins(
      'sshd[1]: Connection closed by authenticating user ec2-user 172.21.0.4 port 1 [preauth]',
      'sshd[2]: Connection closed by authenticating user ec2-user 172.21.0.4 port 2 [preauth]',
      'sshd[3]: Accepted publickey for ec2-user from 172.21.0.4 port 3 ssh2: ED25519 SHA256:x',
      'sshd[4]: Invalid user root from 172.21.0.5 port 4',
    )
    expect(found.map(({ user, accepted }) => `${user} ${accepted}`)).toEqual([
      'ec2-user false',
      'ec2-user false',
      'ec2-user true',
      'root false',
    ])
  })

  test.each([
    'sshd[5]: Server listening on 0.0.0.0 port 22.',
    'sshd[5]: Connection closed by 172.21.0.4 port 36606 [preauth]',
    'sshd[5]: Failed publickey for ec2-user from 172.21.0.4 port 1 ssh2: x',
    'sudo: ec2-user : TTY=pts/0 ; COMMAND=/bin/ls',
    '',
  ])('no login: %s', async (line) => expect(await logins(line)).toEqual([]))

  test('a name that says it was let in was not', async () => {
    const name = 'x]: Accepted publickey for ec2-user from 1.2.3.4 port 1 ssh2'
    expect(
      await logins(
        `sshd[6]: Invalid user ${name} from 172.21.0.4 port 7`,
        `sshd[6]: Invalid user Accepted publickey for ec2-user from 172.21.0.4 port 8`,
      ),
    ).toMatchObject([{ accepted: false }, { accepted: false }])
  })

  test('without a network there are none', async () => {
    const facts = lookAtInstance(machine({ network: null }))
    expect(await facts.logins()).toEqual([])
    expect(await facts.ingress()).toEqual([])
    expect(facts.network).toBe(null)
  })
})

describe('sessions, as their records say', () => {
  const record = (name: string, open: boolean, text: string) =>
    `\x1e${name}\x1f${open ? 'open' : ''}\x1f${text}`
  const sessions = (...records: string[]) => lookAtInstance(machine(printing(records.join('')))).sessions()

  test('what is exported, what is not, whether they are open, in the order in which they began', async () => {
    expect(
      await sessions(
        record(
          '0010-4321',
          true,
          'declare -x A="b c"\ndeclare -x EMPTY=""\ndeclare -x NONE\ndeclare -- KAFKA_HEAP_OPTS="-Xmx400m"\n',
        ),
        record('0002-17', false, 'declare -rx KAFKA_HEAP_OPTS="-Xmx400m -Xms400m"\n'),
      ),
    ).toEqual([
      { number: 2, isOpen: false, exported: { KAFKA_HEAP_OPTS: '-Xmx400m -Xms400m' }, unexported: {} },
      {
        number: 10,
        isOpen: true,
        exported: { A: 'b c', EMPTY: '' },
        unexported: { KAFKA_HEAP_OPTS: '-Xmx400m' },
      },
    ])
  })

  test('none', async () => expect(await sessions()).toEqual([]))

  test('in bash’s posix mode', async () => {
    expect(await sessions(record('1-2', true, 'export A="b"\nexport NONE\ndeclare -- C="d"\n'))).toEqual([
      { number: 1, isOpen: true, exported: { A: 'b' }, unexported: { C: 'd' } },
    ])
  })

  test('lines of a value are no declarations', async () => {
    const text = 'declare -x A="one\ndeclare -x B=\\"two\\"\nthree"\ndeclare -x C="d"\n'
    expect(await sessions(record('1-2', true, text))).toMatchObject([
      { exported: { A: 'one\ndeclare -x B="two"\nthree', C: 'd' } },
    ])
  })

  const VALUES = [
    '-Xmx400m -Xms400m',
    'a "quoted" one',
    "it's",
    'back\\slash \\n',
    '$HOME `date` !',
    'two\nlines',
    'a tab\tand \x1b[31mred, \x07',
    'é 한글',
    '',
    ' blanks ',
    '=',
    'declare -x B="c"',
  ]
  test.each(['declare -p A', 'export -p', 'set -o posix; export -p'])(
    'every value comes back as it was set, as the bash here prints it: %s',
    async (print) => {
      for (const value of VALUES) {
        const env = { PATH: process.env.PATH, LC_ALL: 'C.UTF-8', A: value }
        const { stdout } = spawnSync('bash', ['-c', print], { env, encoding: 'utf8' })
        const [session] = await sessions(record('1-2', true, stdout))
        expect(session?.exported.A, JSON.stringify(value)).toBe(value)
      }
    },
  )

  test('a login that begins now has what its shell exports', async () => {
    const facts = lookAtInstance(
      machine({ loginEnvironment: async () => 'declare -x A="b"\ndeclare -x HOME="/home/ec2-user"\n' }),
    )
    expect(await facts.newSession()).toEqual({ A: 'b', HOME: '/home/ec2-user' })
  })
})

test.each([
  ['openjdk version "1.8.0_292"\nOpenJDK Runtime Environment\n', 'openjdk version "1.8.0_292"'],
  [
    'Picked up JAVA_TOOL_OPTIONS: -Dx=y\nopenjdk version "17.0.1" 2021-10-19\n',
    'openjdk version "17.0.1" 2021-10-19',
  ],
  ['labs: line 1: java: command not found\n', null],
  ['', null],
])('what Java says: %j', async (printed, version) => {
  expect(await lookAtInstance(machine(printing(printed))).javaVersion()).toBe(version)
})

test('how much of a topic is cached is the sum of its segments', async () => {
  const cached = (printed: string) =>
    lookAtInstance(machine({ bash: async (script) => (script.includes('fincore') ? printed : '') })).cached(
      'a',
    )
  expect(await cached(' 4096 8192\n12288   16384\n')).toEqual({ cached: 16_384n, size: 24_576n })
  expect(await cached('    0    0\n')).toEqual({ cached: 0n, size: 0n })
  expect(await cached('')).toBe(null)
  expect(await cached('bash: fincore: command not found\n')).toBe(null)
})

test.each([
  ['', '/tmp/kafka-logs'],
  ['log.dirs=/data/kafka\n', '/data/kafka'],
  ['log.dir=/data/one\n', '/data/one'],
  ['log.dirs=data\n', '/home/ec2-user/kafka_2.12-2.5.0/data'],
])('a topic’s log is looked for where the broker keeps it: %j', async (properties, directory) => {
  const asked: string[][] = []
  const bash: Machine['bash'] = async (script, ...args) => {
    if (script.includes('fincore')) asked.push([...args])
    return `F${properties}`
  }
  await lookAtInstance(machine({ bash })).cached('a')
  expect(asked).toEqual([[directory, 'a']])
})

test('each answer is read once and kept', async () => {
  let count = 0
  const facts = lookAtInstance(
    machine({
      bash: async () => `F${++count}`,
      java: async () => {
        count++
        return []
      },
    }),
  )
  expect([await facts.file('a'), await facts.file('a'), await facts.file('b')]).toEqual(['1', '1', '2'])
  await Promise.all([facts.servers(), facts.servers()])
  expect(count).toBe(3)
})

describe('what is run on the instance, by the bash here', () => {
  let home: string
  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), 'labs-instance-'))
  })
  afterEach(() => rmSync(home, { recursive: true, force: true }))
  const here = (more: Partial<Machine> = {}) =>
    lookAtInstance(
      machine({
        home,
        sessions: join(home, 'sessions'),
        bash: async (script, ...args) =>
          spawnSync('bash', ['-c', script, 'labs', ...args], { encoding: 'utf8', cwd: '/' }).stdout,
        ...more,
      }),
    )

  test('a file, with whatever is in it, or none', async () => {
    writeFileSync(join(home, 'a b'), 'F\n\n-n')
    writeFileSync(join(home, 'empty'), '')
    mkdirSync(join(home, 'folder'))
    const facts = here()
    expect(await facts.file('a b')).toBe('F\n\n-n')
    expect(await facts.file('empty')).toBe('')
    expect(await facts.file('folder')).toBe(null)
    expect(await facts.file('none')).toBe(null)
  })

  test('an archive, by how it begins', async () => {
    writeFileSync(join(home, 'an archive.tgz'), gzipSync('it'))
    writeFileSync(join(home, 'a page.tgz'), '<html>')
    writeFileSync(join(home, 'empty.tgz'), '')
    const facts = here()
    expect(await facts.isGzip('an archive.tgz')).toBe(true)
    for (const other of ['a page.tgz', 'empty.tgz', 'none.tgz']) expect(await facts.isGzip(other)).toBe(false)
  })

  test('what lies below a directory, as deep as two levels', async () => {
    mkdirSync(join(home, 'kafka/bin/deep'), { recursive: true })
    writeFileSync(join(home, 'kafka/bin/start.sh'), '')
    writeFileSync(join(home, 'kafka/bin/deep/er'), '')
    writeFileSync(join(home, '.bashrc'), '')
    const facts = here()
    expect([...((await facts.tree('kafka')) ?? [])].sort()).toEqual(['bin', 'bin/deep', 'bin/start.sh'])
    expect([...((await facts.tree('')) ?? [])].sort()).toEqual(['.bashrc', 'kafka', 'kafka/bin'])
    mkdirSync(join(home, 'empty'))
    expect(await facts.tree('empty')).toEqual([])
    expect(await facts.tree('none')).toBe(null)
  })

  test('a session is open as long as its shell lives', async () => {
    expect(await here().sessions()).toEqual([])
    mkdirSync(join(home, 'sessions'))
    expect(await here().sessions()).toEqual([])
    const gone = spawnSync('true').pid
    writeFileSync(join(home, `sessions/0000-${gone}`), 'declare -x A="was"\n')
    writeFileSync(join(home, `sessions/0001-${process.pid}`), 'declare -x A="is"\n')
    expect(await here().sessions()).toEqual([
      { number: 0, isOpen: false, exported: { A: 'was' }, unexported: {} },
      { number: 1, isOpen: true, exported: { A: 'is' }, unexported: {} },
    ])
  })

  describe('ZooKeeper', () => {
    const SAYS = 'srvr: Zookeeper version: 3.5.7\n'
    const children: ChildProcess[] = []
    afterEach(() => {
      for (const child of children.splice(0)) child.kill('SIGKILL')
    })
    /** A program that answers on a port of its own, and has a thread of that name. */
    const listening = async (thread: string) => {
      const program = `process.title = ${JSON.stringify(thread)}
        const server = require('node:net').createServer((socket) =>
          socket.once('data', (text) => socket.end(text + ': Zookeeper version: 3.5.7\\n')))
        server.listen(0, '127.0.0.1', () => console.log(server.address().port))`
      const child = spawn(process.execPath, ['-e', program], { stdio: ['ignore', 'pipe', 'inherit'] })
      children.push(child)
      const [port] = await once(child.stdout, 'data')
      return { pid: child.pid ?? 0, port: Number(port), child }
    }
    const answer = (port: number, ...pids: number[]) =>
      here({
        zooKeeperPort: port,
        java: async () => pids.map((pid) => ({ pid, user: 'me', command: ZOOKEEPER })),
      }).zooKeeper()

    test('answers where one of the learner’s listens and serves', async () => {
      const { pid, port } = await listening('SyncThread:0')
      expect(await answer(port, pid)).toBe(SAYS)
      expect(await answer(port, spawnSync('true').pid, process.pid, pid)).toBe(SAYS)
    })

    describe.runIf(existsSync('/proc/net/tcp'))('is not asked', () => {
      test('where another one has the port', async () => {
        const { port } = await listening('SyncThread:0')
        const other = await listening('SyncThread:0')
        expect(await answer(port, other.pid)).toBe(null)
        expect(await answer(port)).toBe(null)
      })

      test('while it starts, and has no database to answer from', async () => {
        const { pid, port } = await listening('java')
        expect(await answer(port, pid)).toBe(null)
      })
    })

    test('of which nobody listens', async () => {
      const { pid, port, child } = await listening('SyncThread:0')
      child.kill()
      await once(child, 'exit')
      expect(await answer(port, pid)).toBe(null)
    })
  })
})
