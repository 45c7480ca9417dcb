import type Dockerode from 'dockerode'
import type { Machine } from '../../../instance/model.ts'
import { untilAnswering } from '../../../instance/settled.ts'
import type { Keeper } from '../../model.ts'
import type { As } from '../exec.ts'
import { runInside } from '../run.ts'
import type { Containers } from './containers.ts'
import { AT_COMPUTER, ON_INSTANCE } from './places.ts'

const KEPT = '/var/tmp/labs-kept'
const FIRST = 'first'

/** What is root's on the instance: the rules, and what sshd has said. */
const ROOT = `state=/var/lib/instance kept=${KEPT}-root/$2
case $1 in
  save) mkdir -p "$kept"; cp "$state/ingress" /var/log/secure "$kept" ;;
  restore)
    cmp -s "$kept/ingress" "$state/ingress" || { cat "$kept/ingress" >"$state/ingress"; /opt/instance/ec2-api.py --apply; }
    cat "$kept/secure" >/var/log/secure ;;
esac`
/** What is the learner's on their own computer. */
const COMPUTER = `kept=${KEPT}/$2
case $1 in
  save) mkdir -p "$kept"; cp /etc/hosts "$kept"; tar -C ~ -cpf "$kept/home.tar" . ;;
  restore)
    cmp -s "$kept/hosts" /etc/hosts || cat "$kept/hosts" >/etc/hosts
    find ~ -mindepth 1 -delete; tar -C ~ -xpf "$kept/home.tar" ;;
esac`

export function keeperOf({ instance, computer }: Containers, machine: Machine): Keeper {
  const run = async (
    container: Dockerode.Container,
    argv: readonly [string, ...string[]],
    as: { as?: As; env?: Record<string, string> } = {},
  ) => {
    const { exit, output } = await runInside(container, argv, { output: 'capture' }, as)
    if (exit !== 0) throw new Error(`${argv[0]} ended with ${exit}: ${output}`)
  }
  const keep = (what: 'save' | 'restore', name: string) => {
    const { home, sessions, zooKeeperPort } = machine
    const own = ['/tmp/zookeeper', '/tmp/kafka-logs']
    return Promise.all([
      run(
        instance,
        ['/opt/instance/keep.sh', what, name, KEPT, home, sessions, String(zooKeeperPort), ...own],
        { as: ON_INSTANCE },
      ),
      run(instance, ['bash', '-euc', ROOT, 'labs', what, name]),
      run(computer, ['bash', '-euc', COMPUTER, 'labs', what, name], {
        as: AT_COMPUTER,
        env: { HOME: AT_COMPUTER.cwd },
      }),
    ])
  }
  const settle = (signal: AbortSignal) => untilAnswering(machine, { host: 'localhost', port: 9092 }, signal)
  const isKept = async () =>
    (await runInside(instance, ['test', '-d', `${KEPT}-root/${FIRST}`], { output: 'capture' })).exit === 0
  return {
    save: async (name, signal) => {
      await keep('save', name)
      await settle(signal)
    },
    restore: async (name, signal) => {
      const isNew = name === null && !(await isKept())
      await keep(isNew ? 'save' : 'restore', name ?? FIRST)
      await settle(signal)
    },
  }
}
