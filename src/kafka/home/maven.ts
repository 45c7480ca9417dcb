import { copyFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { UserError } from '../../errors.ts'
import { words } from '../../words/index.ts'
import type { Progress } from '../model.ts'
import { runChild } from './child.ts'
import { DiskFull, saysDiskFull, Unavailable } from './failures.ts'
import { committedChecksums, OURS } from './layout.ts'
import { checksums, differences } from './manifest.ts'

/** By its whole name Maven looks nothing up for it, and says why when it cannot be had. */
const GOAL = 'org.apache.maven.plugins:maven-dependency-plugin:3.6.1:copy-dependencies'

/**
 * Has Maven put the jars of the pom into `<home>/libs`, and holds them to the checksums in this package. Maven's own
 * repository is inside `staging`, so that it writes nowhere else; the user's settings (mirrors, proxies) apply.
 * `onStart` gets Maven's pid. Throws Unavailable with Maven's reason, DiskFull, Cancelled, or UserError for other jars.
 */
export async function jarsFromMaven(
  mvn: string,
  options: {
    staging: string
    home: string
    env: NodeJS.ProcessEnv
    onStart: (pid: number) => Promise<void>
    onProgress: (progress: Progress) => void
    signal: AbortSignal
  },
): Promise<void> {
  const wanted = await committedChecksums()
  const { staging, home, signal, onStart } = options
  await copyFile(join(OURS, 'pom.xml'), join(staging, 'pom.xml'))
  const args = [
    '-B',
    '-f',
    join(staging, 'pom.xml'),
    `-Dmaven.repo.local=${join(staging, 'repository')}`,
    GOAL,
  ]
  args.push('-DincludeScope=runtime', `-DoutputDirectory=${join(home, 'libs')}`)
  const seen = new Set<string>()
  const report = () =>
    options.onProgress({ task: words.home.maven, done: seen.size, total: wanted.size, unit: 'jars' })
  const onLine = (line: string) => {
    const jar = downloadedJar(line)
    if (jar === null || !wanted.has(jar) || seen.has(jar)) return
    seen.add(jar)
    report()
  }
  report()
  // Not LC_ALL, which would also change how Java encodes the names of files.
  const env = { ...options.env, LC_MESSAGES: 'C', LANGUAGE: 'C' }
  const { code, lines } = await runChild(mvn, args, { cwd: staging, env, signal, onStart, onLine })
  if (saysDiskFull(lines)) throw new DiskFull()
  if (code !== 0) throw new Unavailable(words.home.mavenFailed(decisive(lines)))
  const wrong = differences(wanted, await checksums(home))
  if (wrong.length > 0) throw new UserError(words.home.wrongJars(wrong), { help: words.home.wrongJarsHelp })
}

/** The jar that a line of Maven's says was downloaded, or null. */
export function downloadedJar(line: string): string | null {
  const address = /\bDownloaded from [^:]+: (\S+[.]jar)\b/.exec(line)?.[1]
  return address === undefined ? null : basename(address)
}

/** The reason in Maven's output: the innermost one of its first error, without the hosts it names. */
export function decisive(lines: readonly string[]): string {
  const error =
    lines.find((line) => /^\[ERROR\] \S/.test(line)) ?? lines.findLast((line) => line.trim() !== '')
  if (error === undefined) return 'mvn'
  const plain = error.replace(/^\[ERROR\] /, '').replace(/ -> \[Help \d+\].*$/, '')
  const reason =
    plain
      .replace(/\s*\(?\bhttps?:\/\/[^\s)]*\)?/g, '')
      .split(': ')
      .at(-1) ?? plain
  return reason.trim().slice(0, 200)
}
