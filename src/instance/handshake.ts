import { connectOver } from '../kafka/facts.ts'
import type { Address, BrokerAnswer, Machine, NoAnswer, Vantage } from './model.ts'

/** How long a broker may take for one answer, in ms. */
const ANSWER = 3000

/** A connection could not be made, and why. */
export class ConnectFailed extends Error {
  readonly reason: NoAnswer

  constructor(reason: NoAnswer) {
    super(reason)
    this.name = 'ConnectFailed'
    this.reason = reason
  }
}

/**
 * What a broker says to one who comes from there: a Kafka handshake and its metadata, never a bare connect, which a
 * proxy or another program may take.
 */
export async function askBroker(machine: Machine, from: Vantage, address: Address): Promise<BrokerAnswer> {
  try {
    const broker = await connectOver(await machine.connect(from, address), ANSWER)
    try {
      const { clusterId, brokers } = await broker.look()
      return { kind: 'answers', clusterId, advertised: brokers, versions: broker.versions }
    } finally {
      await broker.close()
    }
  } catch (error) {
    if (error instanceof ConnectFailed) return { kind: error.reason }
    return { kind: 'stranger' }
  }
}
