import type Dockerode from 'dockerode'
import { endGently } from '../end-gently.ts'
import { runInside } from './run.ts'

/** The command line of every process of a container, behind where it stands. */
const LIST = "grep -as . /proc/[0-9]*/cmdline | tr '\\0' ' '"
const ENTRY = /^\/proc\/(\d+)\/cmdline:(?:\S*\/)?java (.*)$/

/** Ends every JVM in the workbench's container, where none but tools run. Gives what each ran. */
export function endTools(container: Dockerode.Container, signal: AbortSignal): Promise<string[]> {
  const find = async () => {
    const { output } = await runInside(container, ['bash', '-c', LIST], { output: 'capture', signal })
    return output.split('\n').flatMap((line) => {
      const [, pid, command] = ENTRY.exec(line) ?? []
      return pid === undefined || command === undefined ? [] : [{ pid, runs: afterClassPath(command) }]
    })
  }
  const send = (tools: readonly { readonly pid: string }[], name: string) => {
    const kill = ['bash', '-c', 'kill -s "$@" 2>/dev/null', 'labs', name.replace('SIG', '')] as const
    return runInside(container, [...kill, ...tools.map(({ pid }) => pid)], { output: 'capture', signal })
  }
  return endGently(find, send, signal)
}

/** The class and its arguments: what comes before them tells nobody anything. */
function afterClassPath(command: string): string {
  return command.replace(/^.* -(?:cp|classpath) \S+ (?:-\S+ )*/, '').trim()
}
