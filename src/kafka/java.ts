import { execFile } from 'node:child_process'
import { constants } from 'node:fs'
import { access, realpath, stat } from 'node:fs/promises'
import { delimiter, isAbsolute, join } from 'node:path'
import { promisify } from 'node:util'
import { errorCode, UserError } from '../errors.ts'
import { words } from '../words/index.ts'
import type { Java } from './model.ts'

/** The oldest Java that will do: `-Djdk.net.hosts.file` came with 9, and 11 is the oldest that is still looked after. */
const OLDEST = 11
/** A Java that has not told its version by then never will, in milliseconds. */
const PATIENCE = 30_000

/**
 * The Java that the labs run on: `JAVA_HOME`'s if it is set (Kafka's scripts hold to it too), else the first `java` on
 * PATH. It is run once to see that it works. Throws UserError (exit 2) where there is none, or it is broken or too old.
 */
export async function findJava(env: NodeJS.ProcessEnv): Promise<Java> {
  const javaHome = env.JAVA_HOME || null
  const bin = javaHome === null ? await onPath('java', env) : join(javaHome, 'bin', 'java')
  if (bin === null) throw new UserError(words.home.noJava, { help: howToGetJava(process.platform) })
  const from = javaHome === null ? words.home.javaOnPath(bin) : words.home.javaInJavaHome(javaHome)
  const java = readSettings(await settingsOf(bin, from, env))
  if (java === null)
    throw new UserError(words.home.javaBroken(from), { help: howToGetJava(process.platform) })
  if (java.major < OLDEST) {
    const help = howToGetJava(process.platform)
    throw new UserError(words.home.javaTooOld(from, java.version, OLDEST), { help })
  }
  return { ...java, bin: await absolute(bin, java.home) }
}

/** The first program of this name on the PATH of `env`, or null. */
export async function onPath(program: string, env: NodeJS.ProcessEnv): Promise<string | null> {
  for (const folder of (env.PATH ?? '').split(delimiter)) {
    if (!isAbsolute(folder)) continue // a relative entry would mean another program in every directory
    const file = join(folder, program)
    if (await isProgram(file)) return file
  }
  return null
}

/** What `java -XshowSettings:properties -version` says of itself, or null if it says something else. */
export function readSettings(output: string): Omit<Java, 'bin'> | null {
  const home = property(output, 'java.home')
  const version = property(output, 'java.version')
  const major = version === null ? Number.NaN : majorOf(version)
  return home === null || version === null || Number.isNaN(major) ? null : { home, version, major }
}

function property(output: string, name: string): string | null {
  const line = output.split(/\r?\n/).find((candidate) => candidate.trim().startsWith(`${name} = `))
  return line?.trim().slice(name.length + 3) ?? null
}

/** 8 for `1.8.0_402`, 17 for `17.0.15`, 25 for `25-ea`. */
function majorOf(version: string): number {
  const [first, second] = version.split(/[.+_-]/).map(Number)
  return (first === 1 && second !== undefined ? second : first) ?? Number.NaN
}

async function settingsOf(bin: string, from: string, env: NodeJS.ProcessEnv): Promise<string> {
  // Without the user's options for every JVM, which may be meant for another and are printed.
  const { JAVA_TOOL_OPTIONS: _tool, JDK_JAVA_OPTIONS: _jdk, _JAVA_OPTIONS: _old, ...rest } = env
  try {
    const options = { env: { ...rest, LC_ALL: 'C' }, timeout: PATIENCE }
    const { stdout, stderr } = await promisify(execFile)(
      bin,
      ['-XshowSettings:properties', '-version'],
      options,
    )
    return stderr + stdout
  } catch (cause) {
    const missing = ['ENOENT', 'ENOTDIR', 'EACCES'].includes(errorCode(cause) ?? '')
    const message = missing ? words.home.javaMissing(from) : words.home.javaBroken(from)
    throw new UserError(message, { help: howToGetJava(process.platform), cause })
  }
}

/** PATH's `java` may be a chain of links, or a stub that passes the call on: the real one is in its own java.home. */
async function absolute(bin: string, home: string): Promise<string> {
  const real = join(home, 'bin', 'java')
  return (await isProgram(real)) ? real : realpath(bin)
}

async function isProgram(file: string): Promise<boolean> {
  try {
    await access(file, constants.X_OK)
    return (await stat(file)).isFile()
  } catch {
    return false
  }
}

function howToGetJava(platform: NodeJS.Platform): string {
  if (platform === 'darwin') return words.home.getJavaMac
  return platform === 'linux' ? words.home.getJavaLinux : words.home.getJava
}
