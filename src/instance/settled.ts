import { until } from '../until.ts'
import { lookAtInstance } from './facts.ts'
import type { Address, Machine } from './model.ts'

/** How long servers that were started again may take until they answer, in ms. */
const ANSWER = 60_000

/** Waits until every server of the learner's that runs answers. */
export async function untilAnswering(machine: Machine, broker: Address, signal: AbortSignal): Promise<void> {
  const settled = async () => {
    const facts = lookAtInstance(machine)
    for (const { server } of await facts.servers()) {
      const answers =
        server === 'zookeeper'
          ? (await facts.zooKeeper()) !== null
          : (await facts.broker('instance', broker)).kind === 'answers'
      if (!answers) return null
    }
    return true
  }
  await until(settled, { deadline: ANSWER, every: 50, signal })
}
