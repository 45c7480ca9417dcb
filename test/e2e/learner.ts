import * as v from 'valibot'
import { afterAll, beforeAll, expect } from 'vitest'
import type { EngineName } from '../../src/engine/model.ts'
import { connect } from '../../src/kafka/facts.ts'
import { type Ended, type Home, newHome } from './home.ts'
import { dockerStack } from './stack.ts'
import type { ServiceName } from './view.ts'

const verdict = v.picklist(['passed', 'failed', 'pending', 'blocked'])
/** `labs check --json`, to the letter: no field more, no field less. */
const report = v.strictObject({
  lab: v.string(),
  number: v.number(),
  engine: v.picklist(['docker', 'local', 'external']),
  clusterId: v.nullable(v.string()),
  steps: v.array(
    v.strictObject({
      id: v.string(),
      verdict,
      passedAt: v.nullable(v.pipe(v.string(), v.isoTimestamp())),
      evidence: v.unknown(),
      checks: v.array(
        v.strictObject({
          kind: v.string(),
          verdict,
          message: v.pipe(v.string(), v.nonEmpty()),
          expected: v.unknown(),
          actual: v.unknown(),
          help: v.nullable(v.string()),
        }),
      ),
    }),
  ),
  score: v.strictObject({ passed: v.number(), total: v.number() }),
})
export type Report = v.InferOutput<typeof report>

/** A learner who has started lab 3 in their own terminal. */
export type Learner = {
  readonly home: Home
  /** What is typed in the workbench, `my-kafka:PORT`. */
  readonly bootstrap: string
  /** Where the broker is on this machine. */
  readonly port: number
  readonly clusterId: string
  /** The name of a service's container, on Docker. */
  container(service: ServiceName): Promise<string>
  /** Runs a line in the workbench, with the address of this cluster for `$B`. */
  inWorkbench(line: string): Promise<Ended>
  /** The topics there are, asked of the broker itself. */
  topics(): Promise<string[]>
  groups(): Promise<string>
  /** `labs check --json`, which holds to its contract. */
  check(...args: string[]): Promise<{ code: number; report: Report }>
  /** `labs reset`: no topics, no progress. */
  anew(): Promise<void>
}

/** An image that is to be built first takes longer than a hook may, in ms. */
export const FIRST_START = 600_000

/** For the tests of one `describe`, which share the cluster: started before them, and after them nothing of it is left. */
export function startedLearner(engine: EngineName = 'local'): Learner {
  let home: Home
  let bootstrap: string
  let port: number
  let clusterId: string
  beforeAll(async () => {
    home = await newHome('home', engine)
    const { code, value, stderr } = await home.json('start', '3', '--detach')
    const text = expect.any(String)
    expect({ code, stderr, value }).toEqual({
      code: 0,
      stderr: '',
      value: {
        engine,
        lab: 'topics',
        clusterId: text,
        bootstrapServer: text,
        port: expect.any(Number),
      },
    })
    const started = value as { clusterId: string; bootstrapServer: string; port: number }
    ;({ clusterId, bootstrapServer: bootstrap, port } = started)
    expect(bootstrap).toBe(`my-kafka:${engine === 'local' ? port : 9092}`)
  }, FIRST_START)
  afterAll(async () => {
    await home?.stop().finally(home.remove)
  })
  const inWorkbench = (line: string) => home.run(['exec', '--', 'env', `B=${bootstrap}`, 'bash', '-c', line])
  return {
    get home() {
      return home
    },
    get bootstrap() {
      return bootstrap
    },
    get port() {
      return port
    },
    get clusterId() {
      return clusterId
    },
    container: async (service) => (await dockerStack(home.dir).inspect(service)).Name.slice(1),
    inWorkbench,
    topics: async () => {
      const broker = await connect({ host: '127.0.0.1', port })
      const names = [...(await (await broker.look()).topics()).keys()].sort()
      await broker.close()
      return names
    },
    groups: async () => (await inWorkbench('kafka-consumer-groups.sh --bootstrap-server $B --list')).stdout,
    check: async (...args) => {
      const { code, value, stderr } = await home.json('check', ...args)
      expect(stderr).toBe('')
      return { code, report: v.parse(report, value) }
    },
    anew: async () => {
      expect(await home.run(['reset'])).toMatchObject({ code: 0 })
    },
  }
}
