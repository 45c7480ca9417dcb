import { expect } from 'vitest'
import { dockerInstance } from '../../src/engine/docker/instance/engine.ts'
import { instanceProject } from '../../src/engine/docker/instance/state.ts'
import { localInstance } from '../../src/engine/local/instance/engine.ts'
import { layout } from '../../src/engine/local/instance/state.ts'
import type { InstanceEngine } from '../../src/engine/model.ts'
import { askBroker } from '../../src/instance/handshake.ts'
import type { Address, Machine, Vantage } from '../../src/instance/model.ts'
import type { Home } from './home.ts'
import { docker, LABEL } from './stack.ts'

type Verdict = 'passed' | 'failed' | 'pending' | 'blocked'
type Checked = { verdict: Verdict; message: string; help: string | null }
/** What is read here of `labs check --json`. */
export type InstanceReport = {
  clusterId: null
  instanceId: string | null
  steps: { id: string; verdict: Verdict; passedAt: string | null; checks: Checked[] }[]
  score: { passed: number; total: number }
}
export type Server = { server: 'zookeeper' | 'broker'; pid: number; user: string }

/** How far lab 1 leads to a broker that runs. */
export const TO_BROKER = ['unpack', 'configure', 'zookeeper', 'broker'] as const

/** A start that must go well. */
export async function startInstance(
  home: Home,
  lab = 1,
): Promise<{ instanceId: string; bootstrapServer: string }> {
  const { code, value, stderr } = await home.json('start', String(lab), '--detach')
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  expect(value).toEqual({
    engine: home.engine,
    lab: lab === 1 ? 'broker-setup' : 'heap',
    instanceId: expect.stringMatching(/^i-0[0-9a-f]{16}$/),
    bootstrapServer: home.engine === 'docker' ? 'my-kafka:9092' : expect.stringMatching(/^my-kafka:\d+$/),
  })
  return value as { instanceId: string; bootstrapServer: string }
}

export async function skip(home: Home, lab: number, steps: readonly string[]): Promise<void> {
  for (const step of steps) {
    const { code, value, stderr } = await home.json('skip', String(lab), '--step', step)
    expect({ step, code, stderr, value }).toMatchObject({ code: 0, stderr: '', value: { step } })
  }
}

/** `labs check --json`, whatever it says. */
export async function check(
  home: Home,
  lab: number,
  ...args: string[]
): Promise<{ code: number; report: InstanceReport }> {
  const { code, value, stderr } = await home.json('check', String(lab), ...args)
  expect(stderr).toBe('')
  return { code, report: value as InstanceReport }
}

/** The steps that count as done, of which each check says so now. */
export function standing({ steps }: InstanceReport): string[] {
  return steps.filter(({ checks }) => checks.every(({ verdict }) => verdict === 'passed')).map(({ id }) => id)
}

/** What `labs status` says of the instance. */
export async function statusOf(
  home: Home,
): Promise<{ id: string | null; running: boolean; processes: Server[] } | null> {
  const { code, value, stderr } = await home.json('status')
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  return (value as { instance: { id: string | null; running: boolean; processes: Server[] } | null }).instance
}

export async function serversOf(home: Home): Promise<Server[]> {
  return [...((await statusOf(home))?.processes ?? [])].sort((a, b) => (a.server < b.server ? 1 : -1))
}

/** A line of bash where the learner's commands run: on their own computer in lab 1, on the instance in lab 2. */
export async function bash(home: Home, lab: number, line: string): Promise<string> {
  const { code, stdout, stderr } = await home.run(['exec', String(lab), '--', 'bash', '-c', line])
  expect({ line, code, stderr }).toMatchObject({ code: 0 })
  return stdout
}

function engineOf(home: Home): InstanceEngine {
  const options = {
    paths: { home: home.dir, cache: home.env.LABS_CACHE ?? '' },
    env: home.env,
    givenHome: null,
  }
  return home.engine === 'docker' ? dockerInstance(options, 'computer') : localInstance(options)
}

export function machineOf(home: Home): Promise<Machine> {
  return engineOf(home).machine()
}

/** How a broker is found by each who tries: by a Kafka handshake, never by a bare connect. */
export async function found(
  machine: Machine,
  address: Address,
  from: readonly Vantage[] = ['computer', 'colleague', 'stranger'],
): Promise<Record<string, string>> {
  const kinds = await Promise.all(
    from.map(async (who) => [who, (await askBroker(machine, who, address)).kind] as const),
  )
  return Object.fromEntries(kinds)
}

/** The port that the learner's broker is to have on this machine, or in its own network. */
export async function brokerPort(home: Home): Promise<number> {
  const recalled = await engineOf(home).recall()
  return Number(recalled?.bootstrapServer.split(':')[1])
}

/** Where a local instance is on this machine. */
export function placeOf(home: Home) {
  return layout(home.dir)
}

type Place = 'instance' | 'computer' | 'colleague' | 'mirror'
/** The container of a part of the instance, in whatever state. */
export async function container(home: Home, place: Place) {
  const on = await docker()
  const label = [`${LABEL}=${instanceProject(home.dir)}`, `com.docker.compose.service=${place}`]
  const all = await on.listContainers({ all: true, filters: { label } })
  expect(all, `one ${place}`).toHaveLength(1)
  return on.getContainer(all[0]?.Id ?? '')
}
