import { once } from 'node:events'
import type { FileHandle } from 'node:fs/promises'
import { open, watch } from 'node:fs/promises'
import type { Service } from '../engine/model.ts'
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
  const file = await (await context.engine()).logFile(service)
  const handle = file === null ? null : await openIfThere(file)
  if (file === null || handle === null)
    throw new UserError(words.cli.noLog(service), { help: words.engine.notRunningHelp })
  try {
    let printed = await print(handle, START)
    if (!options.follow) {
      if (printed.rest !== '') process.stdout.write(`${visible(printed.rest)}\n`)
      return 0
    }
    for await (const _change of watch(file)) printed = await print(handle, printed)
    return 0
  } finally {
    await handle.close()
  }
}

async function openIfThere(file: string): Promise<FileHandle | null> {
  try {
    return await open(file)
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return null
    throw asUserError(error, file)
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
    const lines = (rest + decoder.decode(buffer.subarray(0, bytesRead), { stream: true })).split('\n')
    rest = lines.pop() ?? ''
    if (lines.length > 0 && !process.stdout.write(lines.map((line) => `${visible(line)}\n`).join('')))
      await once(process.stdout, 'drain')
  }
}
