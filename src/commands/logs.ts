import { once } from 'node:events'
import type { FileHandle } from 'node:fs/promises'
import { open, watch } from 'node:fs/promises'
import type { Log, Service } from '../engine/model.ts'
import { errorCode, UserError } from '../errors.ts'
import { asUserError } from '../files.ts'
import type { Context } from '../session/context.ts'
import { visible } from '../visible.ts'
import { words } from '../words/index.ts'

const SERVICES: readonly Service[] = ['kafka', 'zookeeper']

/** `labs logs [SERVICE] [-f]`: what the broker (or ZooKeeper) said; with `-f`, what it goes on saying, until Ctrl-C. */
export async function run(
  context: Context,
  name: string | undefined,
  options: { readonly follow?: boolean },
): Promise<number> {
  const service = SERVICES.find((known) => known === (name ?? 'kafka'))
  if (service === undefined)
    throw new UserError(words.cli.unknownService(name ?? ''), { help: words.cli.servicesAre(SERVICES) })
  const follow = options.follow === true
  const log = await (await context.engine()).log(service)
  const printed = log !== null && (await (log.kind === 'file' ? file(log, follow) : stream(log, follow)))
  if (!printed) throw new UserError(words.cli.noLog(service), { help: words.engine.notRunningHelp })
  return 0
}

async function stream(log: Extract<Log, { kind: 'stream' }>, follow: boolean): Promise<boolean> {
  let rest = ''
  for await (const text of log.read({ follow })) rest = await printLines(rest + text)
  if (rest !== '') await printLines(`${rest}\n`)
  return true
}

async function file({ path }: Extract<Log, { kind: 'file' }>, follow: boolean): Promise<boolean> {
  const handle = await openIfThere(path)
  if (handle === null) return false
  try {
    let printed = await print(handle, START)
    if (!follow) {
      if (printed.rest !== '') await printLines(`${printed.rest}\n`)
      return true
    }
    for await (const _change of watch(path)) printed = await print(handle, printed)
    return true
  } finally {
    await handle.close()
  }
}

async function openIfThere(path: string): Promise<FileHandle | null> {
  try {
    return await open(path)
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return null
    throw asUserError(error, path)
  }
}

/** How far a log was printed, in bytes, and the line there that is not whole yet. */
type Printed = { readonly at: number; readonly rest: string }
const START: Printed = { at: 0, rest: '' }

/** Prints the whole lines that came since; all of a log that was begun anew, as a service that starts again does. */
async function print(handle: FileHandle, before: Printed): Promise<Printed> {
  const buffer = Buffer.alloc(64 << 10)
  const decoder = new TextDecoder()
  let { at, rest } = (await handle.stat()).size < before.at ? START : before
  for (;;) {
    const { bytesRead } = await handle.read(buffer, 0, buffer.length, at)
    if (bytesRead === 0) return { at, rest }
    at += bytesRead
    rest = await printLines(rest + decoder.decode(buffer.subarray(0, bytesRead), { stream: true }))
  }
}

/** Prints the whole lines of a text, and gives back the last one that is not. */
async function printLines(text: string): Promise<string> {
  const lines = text.split('\n')
  const rest = lines.pop() ?? ''
  if (lines.length > 0 && !process.stdout.write(lines.map((line) => `${visible(line)}\n`).join('')))
    await once(process.stdout, 'drain')
  return rest
}
