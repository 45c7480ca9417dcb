import type { InstanceFacts, JavaProcess, Login, Machine, ServerFacts, SessionFacts } from './model.ts'
import { BROKER_PROPERTIES, propertiesIn } from './properties.ts'
import { bytesOf } from './size.ts'

/** How long the instance may take for one answer, in seconds. */
const ANSWER = 3

const FILE = '[ -f "$1" ] || exit 0; printf F; cat -- "$1"'
const TREE = 'cd -- "$1" 2>/dev/null || exit 0; printf "%s\\n" .; find . -mindepth 1 -maxdepth 2'
/** A record each: its name, whether its shell lives, and what it says. */
const SESSIONS = `for record in "$1"/*; do
  [ -f "$record" ] || continue
  kill -0 "\${record##*-}" 2>/dev/null && open=open || open=
  printf '\\036%s\\037%s\\037' "\${record##*/}" "$open"
  cat -- "$record"
done`
/** RFC 1952: ID1 and ID2. */
const GZIP = '[ "$(head -c 2 -- "$1" | od -An -tx1 | tr -d " ")" != 1f8b ] || printf yes'
const META = 'cat -- "$1/meta.properties" 2>/dev/null || :'
const JAVA = 'java -version 2>&1'
/**
 * `srvr` says nothing of who answers, and another program may have the port. So it is asked only where one of these processes
 * listens there; where that can't be seen (no /proc, somebody else's process) it is taken for granted. Nor is it asked while
 * it starts: ZooKeeper 3.5.7 answers a connection of that moment with a NullPointerException, which stays in its log. Its
 * thread that writes transactions is begun once its database is there.
 */
const SRVR = `port=$1; shift
listens() {
  [ -r /proc/net/tcp ] || return 0
  local pid sockets
  sockets=$(cat /proc/net/tcp /proc/net/tcp6 2>/dev/null |
    awk -v port="$(printf ':%04X' "$port")" '$4 == "0A" && substr($2, length($2) - 4) == port { print "socket:[" $10 "]" }')
  [ -n "$sockets" ] || return 1
  for pid; do
    [ -r "/proc/$pid/fd" ] || return 0
    ! ls -l "/proc/$pid/fd" 2>/dev/null | grep -qF -e "$sockets" || { serves "$pid"; return; }
  done
  return 1
}
serves() { cat "/proc/$1/task/"*/comm 2>/dev/null | grep -q '^SyncThread:'; }
listens "$@" || exit 0
exec 3<>/dev/tcp/127.0.0.1/"$port" || exit 0
printf srvr >&3; timeout ${ANSWER} cat <&3`
/** Size and what of it is cached, of each log segment of the topic, in bytes. */
const CACHED = `shopt -s nullglob
segments=("$1"/"$2"-*/*.log)
[ \${#segments[@]} -gt 0 ] || exit 0
fincore --bytes --noheadings --output RES,SIZE "\${segments[@]}"`

/** A fresh look at the instance: what one look has read is read once and kept. */
export function lookAtInstance(machine: Machine): InstanceFacts {
  const { network } = machine
  const files = new Map<string, Promise<string | null>>()
  const file = (path: string) => {
    const known = files.get(path) ?? machine.bash(FILE, `${machine.home}/${path}`).then(textOf)
    files.set(path, known)
    return known
  }
  const servers = once(async () => serversAmong(await machine.java()))
  return {
    id: machine.id,
    network,
    ingress: once(async () => (network === null ? [] : network.ingress())),
    logins: once(async () => (network === null ? [] : loginsIn(await network.sshLog()))),
    servers,
    sessions: once(async () => sessionsIn(await machine.bash(SESSIONS, machine.sessions))),
    newSession: once(async () => declarationsIn(await machine.loginEnvironment()).exported),
    file,
    tree: async (path) => {
      const found = await machine.bash(TREE, `${machine.home}/${path}`)
      return found === '' ? null : found.split('\n').flatMap((line) => line.replace(/^\.\/?/, '') || [])
    },
    isGzip: async (path) => (await machine.bash(GZIP, `${machine.home}/${path}`)) === 'yes',
    javaVersion: once(async () => /^\S+ version .*$/m.exec(await machine.bash(JAVA))?.[0] ?? null),
    zooKeeper: once(async () => {
      const own = (await servers()).flatMap(({ server, pid }) =>
        server === 'zookeeper' ? [String(pid)] : [],
      )
      return (await machine.bash(SRVR, String(machine.zooKeeperPort), ...own)) || null
    }),
    broker: async (from, address) => (await import('./handshake.ts')).askBroker(machine, from, address),
    clusterId: once(async () => {
      const written = await machine.bash(META, await logDirectory(file, machine))
      return propertiesIn(written)['cluster.id'] ?? null
    }),
    cached: async (topic) => cachedIn(await machine.bash(CACHED, await logDirectory(file, machine), topic)),
  }
}

function once<T>(read: () => Promise<T>): () => Promise<T> {
  let known: Promise<T> | null = null
  return () => {
    known ??= read()
    return known
  }
}

function textOf(printed: string): string | null {
  return printed.startsWith('F') ? printed.slice(1) : null
}

/** The ZooKeepers and brokers among JVMs. */
export function serversAmong(processes: readonly JavaProcess[]): ServerFacts[] {
  return processes.flatMap(serverOf)
}

/** The last of a flag counts, as for the JVM. */
function serverOf({ pid, user, command }: JavaProcess): ServerFacts[] {
  const server = / kafka\.Kafka /.test(`${command} `)
    ? 'broker'
    : / org\.apache\.zookeeper\.server\.quorum\.QuorumPeerMain /.test(`${command} `)
      ? 'zookeeper'
      : null
  if (server === null) return []
  const heap = (flag: string) =>
    bytesOf([...command.matchAll(new RegExp(` -${flag}(\\S+)`, 'g'))].at(-1)?.[1])
  return [{ server, pid, user, maxHeap: heap('Xmx'), minHeap: heap('Xms') }]
}

function sessionsIn(printed: string): SessionFacts[] {
  return printed
    .split('\x1e')
    .filter((record) => record !== '')
    .map((record) => {
      const [name = '', open = '', ...text] = record.split('\x1f')
      const { exported, unexported } = declarationsIn(text.join('\x1f'))
      return { number: Number(name.split('-')[0]), isOpen: open === 'open', exported, unexported }
    })
    .sort((a, b) => a.number - b.number)
}

/**
 * What `declare -p` prints: `declare -x NAME="value"`; in bash's posix mode `export NAME="value"`; with control
 * characters in the value `$'value'`, in some versions.
 */
function declarationsIn(text: string): Pick<SessionFacts, 'exported' | 'unexported'> {
  const exported: Record<string, string> = {}
  const unexported: Record<string, string> = {}
  const declaration =
    /^(?:declare (-\S+) |(export) )([A-Za-z_]\w*)=(?:"((?:[^"\\]|\\[\s\S])*)"|\$'((?:[^'\\]|\\[\s\S])*)')$/gm
  for (const [, flags = '', posix, name = '', plain, escaped] of text.matchAll(declaration)) {
    const seen = posix !== undefined || flags.includes('x') ? exported : unexported
    seen[name] =
      escaped === undefined
        ? (plain ?? '').replaceAll(/\\([\s\S])/g, '$1')
        : escaped.replaceAll(/\\([0-7]{3}|[\s\S])/g, (_, code: string) => unescaped(code))
  }
  return { exported, unexported }
}

const CONTROL: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  E: '\x1b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
}

/** What stands behind a backslash between `$'` and `'`. */
function unescaped(code: string): string {
  return /^[0-7]{3}$/.test(code) ? String.fromCharCode(Number.parseInt(code, 8)) : (CONTROL[code] ?? code)
}

/**
 * sshd's own words: `Accepted publickey for ec2-user from 172.18.0.3 port 50310 ssh2: …`, and for others. A name may be
 * anything, so they count at the beginning only. One that is not known is told at once, and again when it is gone.
 */
function loginsIn(log: readonly string[]): Login[] {
  const refusals = new Set<string>()
  return log.flatMap((line): Login[] => {
    const said = /^.*?\]: (.*)$/.exec(line)?.[1] ?? ''
    const accepted = /^Accepted publickey for (\S+) from (\S+) /.exec(said)
    if (accepted) return [{ user: accepted[1] ?? '', from: accepted[2] ?? '', accepted: true }]
    const refused =
      /^(?:Invalid user (.*?) from|(?:Connection (?:closed|reset) by|Disconnected from) (?:authenticating|invalid) user (.*?)) (\S+) port (\d+)(?: \[preauth\])?$/.exec(
        said,
      )
    if (refused === null) return []
    const [, invalid, other, from = '', port] = refused
    const user = invalid ?? other ?? ''
    const connection = `${user} ${from} ${port}`
    if (refusals.has(connection)) return []
    refusals.add(connection)
    return [{ user, from, accepted: false }]
  })
}

/** Where the broker of the unpacked tree keeps its records. */
async function logDirectory(
  file: (path: string) => Promise<string | null>,
  machine: Machine,
): Promise<string> {
  const properties = propertiesIn((await file(BROKER_PROPERTIES)) ?? '')
  const directory = properties['log.dirs'] ?? properties['log.dir'] ?? '/tmp/kafka-logs'
  return directory.startsWith('/') ? directory : `${machine.home}/kafka_2.12-2.5.0/${directory}`
}

function cachedIn(printed: string): { cached: bigint; size: bigint } | null {
  const rows = [...printed.matchAll(/^\s*(\d+)\s+(\d+)\s*$/gm)]
  if (rows.length === 0) return null
  const sum = (column: 1 | 2) => rows.reduce((all, row) => all + BigInt(row[column] ?? 0), 0n)
  return { cached: sum(1), size: sum(2) }
}
