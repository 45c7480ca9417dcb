import type Dockerode from 'dockerode'
import { isRunning } from '../../lock.ts'
import { type As, MARK, ownerOf, signalMarked } from './exec.ts'
import { runInside } from './run.ts'

/** Every mark in a container, a line each. */
const MARKS = `cat /proc/[0-9]*/environ 2>/dev/null | tr '\\0' '\\n' | grep -a '^${MARK}=' | sort -u`

/**
 * Ends what is left in a container of programs of ours that were killed: Docker lets what they had started there run
 * on, and a consumer that nobody sees would keep its group alive, a shell that nobody sees its variables.
 *
 * @param as whose they are, where the container's own user has no power over them
 */
export async function endOrphans(container: Dockerode.Container, as?: As): Promise<void> {
  const whose = as === undefined ? {} : { as }
  const { output } = await runInside(container, ['bash', '-c', MARKS], { output: 'capture' }, whose)
  for (const line of output.split('\n')) {
    const mark = line.slice(MARK.length + 1)
    const owner = ownerOf(mark)
    if (owner !== null && !(await isRunning(owner))) await signalMarked(container, mark, 'SIGKILL', as)
  }
}
