import { spawn } from 'node:child_process'
import { constants } from 'node:os'
import type { Workbench } from '../engine/model.ts'
import { Cancelled } from '../errors.ts'
import { adaptText } from '../lab/adapt.ts'
import { type LabEntry, loadAnswers } from '../lab/load.ts'
import type { Step, Way } from '../lab/model.ts'

/** What a command of the learner's left behind on the screen, and its exit code (128 + n where signal n ended it). */
export type Ran = { readonly exit: number; readonly output: string }

/**
 * Runs a command in the workbench's bash, just as it stands in the lab.
 *
 * @param stdio `inherit` to let the user see it, `capture` to read what it prints
 */
export function runCommand(
  workbench: Workbench,
  command: string,
  options: { stdio: 'inherit' | 'capture'; signal?: AbortSignal },
): Promise<Ran> {
  return new Promise((done, fail) => {
    const child = spawn('bash', ['-c', command], {
      cwd: workbench.cwd,
      env: workbench.env,
      stdio: options.stdio === 'inherit' ? ['ignore', 'inherit', 'inherit'] : ['ignore', 'pipe', 'pipe'],
      detached: true,
    })
    let output = ''
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => {
        output += text
      })
    }
    const stop = () => {
      try {
        if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL')
      } catch {
        // It had ended already.
      }
    }
    options.signal?.addEventListener('abort', stop, { once: true })
    child.once('error', fail)
    child.once('close', (code, signal) => {
      options.signal?.removeEventListener('abort', stop)
      if (options.signal?.aborted) fail(new Cancelled())
      else done({ exit: code ?? signalExit(signal), output })
    })
  })
}

/** As a shell has it: a program that a signal ended gives 128 and the signal's number. */
export function signalExit(signal: NodeJS.Signals | null): number {
  return 128 + (signal === null ? 0 : constants.signals[signal])
}

/** The reference way through a step, for this cluster; null for a question, whose answer only the cluster knows. */
export async function solutionOf(
  entry: LabEntry,
  step: Step,
  cluster: { bootstrapServer: string; zookeeper: string },
): Promise<Way | null> {
  const { solve } = (await loadAnswers(entry))[step.id] ?? { solve: null }
  const shown = step.blocks.flatMap((block) => (block.kind === 'command' ? [block.command] : []))
  if (solve?.kind === 'run') return { kind: 'run', command: adaptText(solve.command, cluster) }
  if (solve !== null) return solve
  if (step.task.kind === 'question') return null
  return { kind: 'run', command: adaptText(shown.join('\n'), cluster) }
}
