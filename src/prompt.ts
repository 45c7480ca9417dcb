import { PassThrough } from 'node:stream'
import Enquirer from 'enquirer'
import { Cancelled } from './errors.ts'

/** Keys come from `onKeys` (never from stdin itself: enquirer would not let go of it), drawing goes to `stdout`. */
export type PromptIo = {
  /** Hands over the keys until the returned function is called. */
  onKeys(listener: (keys: string) => void): () => void
  readonly stdout: NodeJS.WriteStream
  readonly colour: boolean
}

const CTRL_C = '\x03'
const CTRL_D = '\x04'

/** One line of text; empty where the user gave none. @throws Cancelled on Ctrl-C, Ctrl-D or Esc */
export function askLine(message: string, io: PromptIo): Promise<string> {
  return ask(io, { type: 'input', name: 'value', message })
}

/** One of some choices, by its name. @throws Cancelled on Ctrl-C, Ctrl-D or Esc */
export function askChoice(
  message: string,
  choices: readonly { readonly name: string; readonly message: string }[],
  initial: number,
  io: PromptIo,
): Promise<string> {
  return ask(io, { type: 'select', name: 'value', message, choices: choices.map((c) => ({ ...c })), initial })
}

async function ask(io: PromptIo, question: Record<string, unknown>): Promise<string> {
  const keys = Object.assign(new PassThrough(), { isTTY: true, isRaw: true, setRawMode: () => keys })
  // Ctrl-C crashes enquirer on Node 24 and later, and Ctrl-D never ends it: neither reaches it.
  let cancel = () => {}
  const cancelled = new Promise<never>((_, reject) => {
    cancel = () => reject(new Cancelled())
  })
  const release = io.onKeys((typed) => {
    if (typed.includes(CTRL_C) || typed.includes(CTRL_D)) cancel()
    else keys.write(typed)
  })
  const enquirer = new Enquirer<{ value: string }>()
  const answered = enquirer.prompt({ ...question, stdin: keys, stdout: plain(io) } as never).then(
    ({ value }) => value,
    () => {
      throw new Cancelled()
    },
  )
  answered.catch(() => {})
  try {
    return await Promise.race([answered, cancelled])
  } catch (error) {
    // Below the question, with the cursor that enquirer hid, and without the choices that it drew there.
    io.stdout.write('\x1b[?25h\r\n\x1b[J')
    throw error
  } finally {
    release()
    keys.end()
  }
}

/** The terminal, but without colour where the user wants none: enquirer does not ask. */
function plain(io: PromptIo): NodeJS.WriteStream {
  if (io.colour) return io.stdout
  return new Proxy(io.stdout, {
    get(target, name) {
      if (name === 'write')
        // biome-ignore lint/suspicious/noControlCharactersInRegex: colour sequences begin with one
        return (text: string) => target.write(String(text).replaceAll(/\x1b\[[\d;]*m/g, ''))
      const value = Reflect.get(target, name)
      return typeof value === 'function' ? value.bind(target) : value
    },
  })
}
