import { randomBytes } from 'node:crypto'
import { accessSync, constants, statSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { UserError } from '../errors.ts'
import { words } from '../words/index.ts'

/** The start-up file on this machine: not compiled, so found from both src/console and dist/console. */
const RC_FILE = fileURLToPath(new URL('../../src/console/rc.sh', import.meta.url))

export interface ShellSettings {
  secret: string
  historyFile: string
  /** Stands before `$ ` in the prompt, such as `3/9`. */
  promptText: string
  readBashrc: boolean
}

/** A key that no tool can guess. */
export function newSecret(): string {
  return randomBytes(16).toString('hex')
}

/** The arguments of a bash that marks its prompts; `rcFile` is rc.sh's path where that bash runs. */
export function shellArguments(rcFile: string = RC_FILE): string[] {
  return ['--rcfile', rcFile, '-i']
}

/** What rc.sh reads from the environment, and takes out of it. */
export function shellEnvironment(settings: ShellSettings): Record<string, string> {
  return {
    LABS_CONSOLE_KEY: settings.secret,
    LABS_CONSOLE_HISTFILE: settings.historyFile,
    LABS_CONSOLE_PROMPT: settings.promptText === '' ? '' : `${settings.promptText} `,
    ...(settings.readBashrc ? {} : { LABS_NO_BASHRC: '1' }),
  }
}

/** The bash that comes first in this PATH. */
export function findBash(path: string | undefined): string {
  for (const folder of (path ?? '').split(delimiter).concat('/bin', '/usr/bin')) {
    const file = join(folder || '.', 'bash')
    if (isProgram(file)) return file
  }
  throw new UserError(words.console.noBash, { help: words.console.noBashHelp })
}

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK)
    return statSync(file).isFile()
  } catch {
    return false
  }
}
