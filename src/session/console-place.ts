import type { ConsoleOptions } from '../console/console.ts'
import type { Workbench } from '../engine/model.ts'
import { IN_WALK } from './guide-env.ts'

/** Where a workbench's bash is opened; `slug` is that of the lab that it is for. */
export function consolePlace({ console }: Workbench, slug: string): Partial<ConsoleOptions> {
  if (console.kind === 'here') return { cwd: console.cwd, env: { ...console.env, [IN_WALK]: slug } }
  const { rcFile, historyFile, open } = console
  return { rcFile, historyFile, open }
}
