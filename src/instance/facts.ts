import type { InstanceFacts, Login, Machine, ServerFacts, SessionFacts } from './model.ts'
import { propertiesIn } from './properties.ts'
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
const JAVA = 'java -version 2>&1 | head -n 1'
const SRVR = `exec 3<>/dev/tcp/127.0.0.1/"$1" || exit 0
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
  return {
    id: machine.id,
    network,
    ingress: once(async () => (network === null ? [] : network.ingress())),
    logins: once(async () => (network === null ? [] : loginsIn(await network.sshLog()))),
    servers: once(async () => (await machine.java()).flatMap(serverOf)),
    sessions: once(async () => sessionsIn(await machine.bash(SESSIONS, machine.sessions))),
    newSession: once(async () => declarationsIn(await machine.loginEnvironment()).exported),
    file,
    tree: async (path) => {
      const found = await machine.bash(TREE, `${machine.home}/${path}`)
      return found === '' ? null : found.split('\n').flatMap((line) => line.replace(/^\.\/?/, '') || [])
    },
    javaVersion: once(async () => /^\S+ version .*$/m.exec(await machine.bash(JAVA))?.[0] ?? null),
    zooKeeper: once(async () => (await machine.bash(SRVR, String(machine.zooKeeperPort))) || null),
    broker: async (from, address) => (await import('./handshake.ts')).askBroker(machine, from, address),
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

/** The last of a flag counts, as for the JVM. */
function serverOf({ pid, user, command }: { pid: number; user: string; command: string }): ServerFacts[] {
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

/** What `declare -p` prints: `declare -x NAME="value"`; in bash's posix mode `export NAME="value"`. */
function declarationsIn(text: string): Pick<SessionFacts, 'exported' | 'unexported'> {
  const exported: Record<string, string> = {}
  const unexported: Record<string, string> = {}
  const declaration = /^(?:declare (-\S+) |(export) )([A-Za-z_]\w*)="((?:[^"\\]|\\[\s\S])*)"$/gm
  for (const [, flags = '', posix, name = '', value = ''] of text.matchAll(declaration)) {
    const seen = posix !== undefined || flags.includes('x') ? exported : unexported
    seen[name] = value.replaceAll(/\\([\s\S])/g, '$1')
  }
  return { exported, unexported }
}

/** sshd's own words: `Accepted publickey for ec2-user from 172.18.0.3 port 50310 ssh2: …`, and for others. */
function loginsIn(log: readonly string[]): Login[] {
  return log.flatMap((line): Login[] => {
    const accepted = /Accepted publickey for (\S+) from (\S+) /.exec(line)
    if (accepted) return [{ user: accepted[1] ?? '', from: accepted[2] ?? '', accepted: true }]
    const refused =
      /(?:Invalid user (\S*) from|Connection closed by (?:authenticating|invalid) user (\S*)) (\S+) /.exec(
        line,
      )
    return refused ? [{ user: refused[1] ?? refused[2] ?? '', from: refused[3] ?? '', accepted: false }] : []
  })
}

/** Where the broker of the unpacked tree keeps its records. */
async function logDirectory(
  file: (path: string) => Promise<string | null>,
  machine: Machine,
): Promise<string> {
  const properties = propertiesIn((await file('kafka_2.12-2.5.0/config/server.properties')) ?? '')
  const directory = properties['log.dirs'] ?? properties['log.dir'] ?? '/tmp/kafka-logs'
  return directory.startsWith('/') ? directory : `${machine.home}/kafka_2.12-2.5.0/${directory}`
}

function cachedIn(printed: string): { cached: bigint; size: bigint } | null {
  const rows = [...printed.matchAll(/^\s*(\d+)\s+(\d+)\s*$/gm)]
  if (rows.length === 0) return null
  const sum = (column: 1 | 2) => rows.reduce((all, row) => all + BigInt(row[column] ?? 0), 0n)
  return { cached: sum(1), size: sum(2) }
}
