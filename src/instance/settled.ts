import { UserError } from '../errors.ts'
import { until } from '../until.ts'
import { words } from '../words/index.ts'
import { lookAtInstance } from './facts.ts'
import type { Address, Machine } from './model.ts'

/** How long servers that were started again may take until they answer, in ms. */
const ANSWER = 60_000

/** Waits until every server of the learner's that runs answers. @throws UserError (exit 2) where one never does */
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
  if ((await until(settled, { deadline: ANSWER, every: 50, signal })) === null)
    throw new UserError(words.instance.notReady(ANSWER / 1000), { help: words.instance.notReadyHelp })
}
