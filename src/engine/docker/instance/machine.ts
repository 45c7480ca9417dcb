import type Dockerode from 'dockerode'
import type { JavaProcess, Machine, Network, Vantage } from '../../../instance/model.ts'
import { runInside } from '../run.ts'
import { connectFrom } from './connect.ts'
import type { Containers } from './containers.ts'
import { AT_COMPUTER, ON_INSTANCE } from './places.ts'
import { rulesIn } from './rules.ts'

const HOME = '/home/ec2-user'
const SESSIONS = '/run/labs-sessions'

/** Every JVM of the learner's: its pid, its user, and its command line, each ended by a NUL. */
const JAVA = `for process in /proc/[0-9]*; do
  [ -O "$process" ] && read -r name 2>/dev/null <"$process/comm" && [ "$name" = java ] || continue
  printf '%s\\0%s\\0' "\${process#/proc/}" "$(id -un)"
  tr '\\0' ' ' <"$process/cmdline"
  printf '\\0'
done`
/** As sshd gives it to a shell: nothing of the container's own. */
const LOGIN = ['env', '-i', `HOME=${HOME}`, 'USER=ec2-user', 'LOGNAME=ec2-user', 'SHELL=/bin/bash', 'LANG=C.UTF-8',
  'PATH=/usr/local/bin:/usr/bin:/bin', 'TERM=dumb', 'bash', '-lc', 'export -p'] as const // biome-ignore format: one command

/** The instance that is a container of its own, with others beside it. */
export async function machineOf(containers: Containers, id: string): Promise<Machine> {
  const { instance, computer, colleague, mirror } = containers
  const from: Readonly<Record<Vantage, Dockerode.Container>> = {
    instance,
    computer,
    colleague,
    stranger: mirror,
  }
  const asLearner = async (argv: readonly [string, ...string[]]) =>
    (await runInside(instance, argv, { output: 'capture' }, { as: ON_INSTANCE })).output
  return {
    id,
    home: HOME,
    sessions: SESSIONS,
    zooKeeperPort: 2181,
    bash: (script, ...args) => asLearner(['bash', '-c', script, 'labs', ...args]),
    loginEnvironment: () => asLearner(LOGIN),
    java: async () => processesIn(await asLearner(['bash', '-c', JAVA])),
    connect: (who, address) => connectFrom(from[who], address),
    network: await networkOf(containers, from),
  }
}

async function networkOf(
  { instance, computer }: Containers,
  containers: Readonly<Record<Vantage, Dockerode.Container>>,
): Promise<Network> {
  const as = async (container: Dockerode.Container, argv: readonly [string, ...string[]]) =>
    (await runInside(container, argv, { output: 'capture' })).output
  const [here, own, colleagues, strangers] = await Promise.all(
    [containers.instance, containers.computer, containers.colleague, containers.stranger].map(addressOf),
  )
  return {
    addresses: {
      instance: here ?? '',
      computer: own ?? '',
      colleague: colleagues ?? '',
      stranger: strangers ?? '',
    },
    ingress: async () => rulesIn(await as(instance, ['nft', 'list', 'chain', 'inet', 'ingress', 'input'])),
    sshLog: async () => (await as(instance, ['cat', '/var/log/secure'])).split('\n'),
    resolve: async (name) => {
      const found = await runInside(
        computer,
        ['getent', 'ahostsv4', name],
        { output: 'capture' },
        { as: AT_COMPUTER },
      )
      return /^[\d.]+/.exec(found.output)?.[0] ?? null
    },
    hosts: () => as(computer, ['cat', '/etc/hosts']),
  }
}

async function addressOf(container: Dockerode.Container): Promise<string> {
  const { Networks } = (await container.inspect()).NetworkSettings
  return Object.values(Networks)[0]?.IPAddress ?? ''
}

function processesIn(printed: string): JavaProcess[] {
  const fields = printed.split('\0')
  const processes: JavaProcess[] = []
  for (let i = 0; i + 2 < fields.length; i += 3)
    processes.push({
      pid: Number(fields[i]),
      user: fields[i + 1] ?? '',
      command: (fields[i + 2] ?? '').trim(),
    })
  return processes
}
