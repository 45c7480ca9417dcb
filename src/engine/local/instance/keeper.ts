import { join } from 'node:path'
import { exists } from '../../../files.ts'
import type { Machine } from '../../../instance/model.ts'
import { untilAnswering } from '../../../instance/settled.ts'
import { packageRoot } from '../../../paths.ts'
import type { Keeper } from '../../model.ts'
import { runHere } from '../run.ts'
import type { Layout } from './state.ts'

const SCRIPT = join(packageRoot, 'compose', 'instance', 'keep.sh')
const FIRST = 'first'

export function keeperAt(
  at: Layout,
  machine: Machine,
  ports: { readonly zookeeper: number; readonly kafka: number },
): Keeper {
  const keep = async (what: 'save' | 'restore', name: string) => {
    const data = ['zookeeper', 'kafka-logs'].map((each) => join(at.data, each))
    const { exit, output } = await runHere(
      { cwd: at.dir, env: { PATH: process.env.PATH ?? '' } },
      [SCRIPT, what, name, at.kept, at.home, at.sessions, String(ports.zookeeper), ...data],
      { output: 'capture' },
    )
    if (exit !== 0) throw new Error(`keep.sh ${what} ended with ${exit}: ${output}`)
  }
  const settle = (signal: AbortSignal) =>
    untilAnswering(machine, { host: 'localhost', port: ports.kafka }, signal)
  return {
    save: async (name, signal) => {
      await keep('save', name)
      await settle(signal)
    },
    restore: async (name, signal) => {
      const isNew = name === null && !(await exists(join(at.kept, FIRST)))
      await keep(isNew ? 'save' : 'restore', name ?? FIRST)
      await settle(signal)
    },
  }
}
