import type Dockerode from 'dockerode'
import { until } from '../../until.ts'
import { runInside } from './run.ts'

/** How long tools may take to end at each signal, in ms. What bash started with & hears no Ctrl-C. */
const SIGNALS = [
  ['INT', 3000],
  ['TERM', 7000],
  ['KILL', 3000],
] as const

/** The command line of every process of a container, behind where it stands. */
const LIST = "grep -as . /proc/[0-9]*/cmdline | tr '\\0' ' '"
const ENTRY = /^\/proc\/(\d+)\/cmdline:(?:\S*\/)?java (.*)$/

/** Ends every JVM in the workbench's container, where none but tools run. Gives what each ran. */
export async function endTools(container: Dockerode.Container, signal: AbortSignal): Promise<string[]> {
  const find = async () => {
    const { output } = await runInside(container, ['bash', '-c', LIST], { output: 'capture', signal })
    return output.split('\n').flatMap((line) => {
      const [, pid, command] = ENTRY.exec(line) ?? []
      return pid === undefined || command === undefined ? [] : [{ pid, runs: afterClassPath(command) }]
    })
  }
  const found = await find()
  let left = found
  for (const [name, deadline] of SIGNALS) {
    if (left.length === 0) break
    const kill = [
      'bash',
      '-c',
      'kill -s "$@" 2>/dev/null',
      'labs',
      name,
      ...left.map(({ pid }) => pid),
    ] as const
    await runInside(container, [...kill], { output: 'capture', signal })
    const ended = async () => {
      left = await find()
      return left.length === 0 ? true : null
    }
    await until(ended, { deadline, signal })
  }
  return found.map(({ runs }) => runs)
}

/** The class and its arguments: what comes before them tells nobody anything. */
function afterClassPath(command: string): string {
  return command.replace(/^.* -(?:cp|classpath) \S+ (?:-\S+ )*/, '').trim()
}
