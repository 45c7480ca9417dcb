import type { ConsoleOptions } from '../console/console.ts'
import type { Workbench } from '../engine/model.ts'
import { IN_WALK } from './guide-env.ts'

/** Where a workbench's bash is opened. */
export function consolePlace({ console }: Workbench): Partial<ConsoleOptions> {
  if (console.kind === 'here') return { cwd: console.cwd, env: { ...console.env, [IN_WALK]: '1' } }
  const { rcFile, historyFile, open } = console
  return { rcFile, historyFile, open }
}
