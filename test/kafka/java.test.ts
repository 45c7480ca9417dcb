import { execFile } from 'node:child_process'
import { chmod, mkdir, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { UserError } from '../../src/errors.ts'
import { findJava, readSettings } from '../../src/kafka/java.ts'

let dir: string
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'labs-java-'))
})
afterAll(() => rm(dir, { recursive: true, force: true }))

/** A directory whose bin/java is this shell script. */
async function javaThat(name: string, script: string): Promise<string> {
  const bin = join(dir, name, 'bin')
  await mkdir(bin, { recursive: true })
  await writeFile(join(bin, 'java'), `#!/bin/sh\n${script}\n`)
  await chmod(join(bin, 'java'), 0o755)
  return join(dir, name)
}
async function error(env: NodeJS.ProcessEnv): Promise<UserError> {
  const thrown: unknown = await findJava(env).catch((reason: unknown) => reason)
  if (!(thrown instanceof UserError)) throw new Error('expected a UserError', { cause: thrown })
  return thrown
}

test('the java on PATH, through links, with its own home', async () => {
  const java = await findJava({ PATH: process.env.PATH })
  expect(java.major).toBeGreaterThanOrEqual(11)
  expect(java.bin).toBe(join(java.home, 'bin', 'java'))
  const { stderr } = await promisify(execFile)(java.bin, ['-version'])
  expect(stderr).toContain(java.version)
})

test('every Java under /usr/lib/jvm, as JAVA_HOME, whatever is on PATH', async (context) => {
  const homes = await readdir('/usr/lib/jvm').catch(() => [])
  let tried = 0
  for (const name of homes) {
    const found = await findJava({ JAVA_HOME: join('/usr/lib/jvm', name), PATH: '/nowhere' }).catch(
      () => null,
    )
    if (found === null) continue // some are only directories of configuration
    expect(found.major).toBe(Number.parseInt(found.version, 10))
    tried++
  }
  if (tried === 0) context.skip('there is no /usr/lib/jvm with a Java here')
})

test('the user’s options for every JVM do not confuse it', async () => {
  const java = await findJava({
    PATH: process.env.PATH,
    JAVA_TOOL_OPTIONS: '-Dx=y',
    _JAVA_OPTIONS: '-version:no',
  })
  expect(java.major).toBeGreaterThanOrEqual(11)
})

test('none at all, a JAVA_HOME that is not one, a stub, an old one: one line each, exit 2, a way out', async () => {
  const stub = await javaThat('stub', 'echo "Unable to locate a Java Runtime." >&2; exit 1')
  const silent = await javaThat('silent', 'exit 0')
  const old = await javaThat('old', 'printf "    java.home = /opt/jre\\n    java.version = 1.8.0_402\\n" >&2')
  const cases: [NodeJS.ProcessEnv, RegExp][] = [
    [{ PATH: dir }, /no Java on this machine/],
    [{ JAVA_HOME: join(dir, 'nothing'), PATH: process.env.PATH }, /JAVA_HOME .*nothing.* is not a Java/],
    [{ JAVA_HOME: stub }, /JAVA_HOME .*stub.* does not work/],
    [{ PATH: join(stub, 'bin') }, /java on PATH .*stub.* does not work/],
    [{ JAVA_HOME: silent }, /does not work/],
    [{ JAVA_HOME: old }, /is Java 1[.]8[.]0_402; the labs need 11/],
  ]
  for (const [env, message] of cases) {
    const thrown = await error(env)
    expect(thrown.message).toMatch(message)
    expect(thrown.message).not.toContain('\n')
    expect(thrown.exit).toBe(2)
    expect(thrown.help).toMatch(/JAVA_HOME/)
  }
})

test('a relative PATH entry, a directory and a file that cannot be run are not java', async () => {
  await mkdir(join(dir, 'a/java'), { recursive: true })
  await mkdir(join(dir, 'b'))
  await writeFile(join(dir, 'b/java'), '')
  await mkdir(join(dir, 'c'))
  await symlink(join(dir, 'nowhere'), join(dir, 'c/java'))
  expect((await error({ PATH: `.::${dir}/a:${dir}/b:${dir}/c` })).message).toMatch(/no Java/)
})

test.each([
  ['1.8.0_402', 8],
  ['11.0.2', 11],
  ['17', 17],
  ['25-ea', 25],
  ['21.0.1+12-LTS', 21],
])('version %s is Java %i', (version, major) => {
  expect(
    readSettings(`Property settings:\r\n    java.home = /j v m\r\n    java.version = ${version}\r\n`),
  ).toEqual({
    home: '/j v m',
    version,
    major,
  })
})
