import { execFile, execFileSync } from 'node:child_process'
import {
  chmod,
  cp,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  realpath,
  rm,
  symlink,
  writeFile,
} from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { OURS } from '../../src/kafka/home/layout.ts'
import type { KafkaHome } from '../../src/kafka/model.ts'
import { realHome } from './real.ts'

let home: KafkaHome
let dir: string
/** A JAVA_HOME whose java prints its arguments, one a line. */
let echo: string
let launchers: string[]

beforeAll(async () => {
  home = await realHome()
  dir = await realpath(await mkdtemp(join(tmpdir(), 'labs-launchers-')))
  echo = join(dir, 'jvm')
  await mkdir(join(echo, 'bin'), { recursive: true })
  await writeFile(join(echo, 'bin/java'), `#!/bin/bash\nprintf '%s\\n' "$@"\n`)
  await chmod(join(echo, 'bin/java'), 0o755)
  launchers = (await readdir(join(home.dir, 'bin'))).filter((name) => name.endsWith('.sh'))
})
afterAll(() => rm(dir, { recursive: true, force: true }))

type Ran = { code: number; out: string; err: string }
/** Runs a launcher with nothing in its environment but what is given. */
async function run(
  program: string,
  args: string[] = [],
  env: NodeJS.ProcessEnv = {},
  cwd = dir,
): Promise<Ran> {
  const options = { cwd, env: { PATH: '/usr/bin:/bin', JAVA_HOME: echo, LOG_DIR: join(dir, 'logs'), ...env } }
  try {
    const { stdout, stderr } = await promisify(execFile)(program, args, options)
    return { code: 0, out: stdout, err: stderr }
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string }
    return { code, out: stdout, err: stderr }
  }
}
const tool = (name: string, at = home.dir) => join(at, 'bin', name)
const lines = async (...args: Parameters<typeof run>) => (await run(...args)).out.trimEnd().split('\n')
const classPathOf = (said: string[]) => said[said.indexOf('-cp') + 1]
const heapOf = (said: string[]) => said.filter((word) => /^-Xm[sx]/.test(word)).join(' ')

test('every launcher runs a class that is in the jars, and is a program', async () => {
  // The names of what is in a jar stand in it as they are.
  const jars = await Promise.all(
    home.jars.filter((jar) => /[/](kafka|zookeeper)[^/]*$/.test(jar)).map((jar) => readFile(jar)),
  )
  for (const name of launchers.filter((launcher) => launcher !== 'kafka-run-class.sh')) {
    const text = await readFile(tool(name), 'utf8')
    const main =
      /(?:kafka-run-class[.]sh"|stop-class[.]bash"|-loggc\}).* ((?:kafka|org)[.][\w.]+)/.exec(text)?.[1] ?? ''
    const file = `${main.replaceAll('.', '/')}.class`
    expect(main !== '' && jars.some((jar) => jar.includes(file)), `${name}: ${main}`).toBe(true)
  }
  expect(launchers).toContain('kafka-verifiable-producer.sh')
  expect(launchers.length).toBeGreaterThan(25)
})

test('the class path is the home’s jars, joined, whatever the locale and however the launcher was reached', async () => {
  const wanted = home.jars.join(':')
  await symlink(join(home.dir, 'bin'), join(dir, 'bin'))
  await symlink('bin/kafka-topics.sh', join(dir, 'topics'))
  await symlink(join(dir, 'topics'), join(dir, 'topics-again'))
  for (const program of [
    tool('kafka-topics.sh'),
    join(dir, 'bin/kafka-topics.sh'),
    join(dir, 'topics'),
    join(dir, 'topics-again'),
    './topics',
  ]) {
    expect(classPathOf(await lines(program)), program).toBe(wanted)
  }
  expect(
    classPathOf(await lines('bash', ['kafka-topics.sh'], { CDPATH: '/tmp' }, join(home.dir, 'bin'))),
  ).toBe(wanted)
  expect(classPathOf(await lines('bash', ['bin/kafka-topics.sh'], { CDPATH: dir }, home.dir))).toBe(wanted)
  expect(
    classPathOf(
      await lines(tool('kafka-server-start.sh'), ['x'], { LC_ALL: 'en_US.UTF-8', LANG: 'ko_KR.UTF-8' }),
    ),
  ).toBe(wanted)
  expect(classPathOf(await lines(tool('kafka-topics.sh'), [], { CLASSPATH: '/a.jar:/b' }))).toBe(
    `/a.jar:/b:${wanted}`,
  )
})

test('a home with blanks and a star in its path, and one of non-ASCII letters', async () => {
  for (const name of ['a b *', '카프카']) {
    await cp(OURS, join(dir, name), { recursive: true })
    await mkdir(join(dir, name, 'libs'))
    await writeFile(join(dir, name, 'libs/x y.jar'), '')
    const said = await lines(tool('kafka-topics.sh', join(dir, name)), ['--topic', '*', 'a  b', ''])
    expect(classPathOf(said)).toBe(join(dir, name, 'libs/x y.jar'))
    expect(said).toContain(`-Dlog4j.configuration=file:${dir}/${name}/config/tools-log4j.properties`)
    expect((await run(tool('kafka-topics.sh', join(dir, name)), ['*', 'a  b', ''])).out).toMatch(
      /TopicCommand\n[*]\na {2}b\n\n$/,
    )
  }
})

test('the heaps that users know, unless KAFKA_HEAP_OPTS says otherwise', async () => {
  expect(heapOf(await lines(tool('kafka-server-start.sh'), ['x']))).toBe('-Xmx1G -Xms1G')
  expect(heapOf(await lines(tool('zookeeper-server-start.sh'), ['x']))).toBe('-Xmx512M -Xms512M')
  for (const name of launchers.filter((launcher) => !/-(start|stop|class)[.]sh$/.test(launcher))) {
    const holdsBatches = /-(console|verifiable)-(producer|consumer)[.]sh$|-perf-test[.]sh$/.test(name)
    expect(heapOf(await lines(tool(name), ['x'])), name).toBe(holdsBatches ? '-Xmx512M' : '-Xmx256M')
  }
  for (const name of ['kafka-server-start.sh', 'zookeeper-server-start.sh', 'kafka-topics.sh']) {
    expect(heapOf(await lines(tool(name), ['x'], { KAFKA_HEAP_OPTS: '-Xmx400m -Xms400m' }))).toBe(
      '-Xmx400m -Xms400m',
    )
    expect(heapOf(await lines(tool(name), ['x'], { KAFKA_HEAP_OPTS: '' }))).not.toBe('')
  }
})

test('the user’s options: words, in place of the defaults, never file names', async () => {
  const env = {
    KAFKA_OPTS: '-Dx=* -Dy=2',
    KAFKA_JVM_PERFORMANCE_OPTS: '-XX:+UseParallelGC',
    KAFKA_LOG4J_OPTS: '-Dlog4j.configuration=file:/my',
    KAFKA_GC_LOG_OPTS: '-Xlog:gc',
    JMX_PORT: '9999',
    LOG_DIR: join(dir, 'my logs'),
  }
  const said = await lines(tool('kafka-topics.sh'), ['--list'], env)
  const words = [
    '-Dx=*',
    '-Dy=2',
    '-XX:+UseParallelGC',
    '-Dlog4j.configuration=file:/my',
    '-Xlog:gc',
    '-Dcom.sun.management.jmxremote.port=9999',
  ]
  expect(said).toEqual(expect.arrayContaining([...words, `-Dkafka.logs.dir=${dir}/my logs`]))
  expect(said.filter((word) => /SerialGC|tools-log4j/.test(word))).toEqual([])
  expect(said.slice(-2)).toEqual(['kafka.admin.TopicCommand', '--list'])
  const jmx = await lines(tool('kafka-topics.sh'), [], { KAFKA_JMX_OPTS: '-Dmine', JMX_PORT: '1' })
  expect(jmx.filter((word) => word.includes('jmx') || word === '-Dmine')).toEqual([
    '-Dmine',
    '-Dcom.sun.management.jmxremote.port=1',
  ])
})

test('servers: overrides, -name and -loggc, EXTRA_ARGS, a usage line without a properties file', async () => {
  const env = {}
  const said = await lines(tool('kafka-server-start.sh'), ['my.properties', '--override', 'broker.id=7'], env)
  expect(said.slice(-4)).toEqual(['kafka.Kafka', 'my.properties', '--override', 'broker.id=7'])
  expect(said).toContain(`-Dlog4j.configuration=file:${home.dir}/config/log4j.properties`)
  const extra = await lines(tool('kafka-server-start.sh'), ['p'], { ...env, EXTRA_ARGS: '-name other' })
  expect(extra.slice(-2)).toEqual(['kafka.Kafka', 'p'])
  const named = await lines(tool('kafka-run-class.sh'), [
    '-name',
    'n',
    '-loggc',
    'kafka.tools.GetOffsetShell',
    '-name',
    'x',
  ])
  expect(named.slice(-3)).toEqual(['kafka.tools.GetOffsetShell', '-name', 'x'])
  for (const [name, args] of [
    ['kafka-server-start.sh', []],
    ['kafka-server-start.sh', ['-daemon']],
    ['zookeeper-server-start.sh', []],
    ['kafka-run-class.sh', []],
    ['zookeeper-shell.sh', []],
  ] as const) {
    const { code, err } = await run(tool(name), [...args])
    expect([code, err]).toEqual([1, expect.stringMatching(new RegExp(`^USAGE: ${name} .*\\n$`))])
  }
  const shell = await lines(tool('zookeeper-shell.sh'), ['h:1', 'ls', '/'])
  expect(shell.slice(-4)).toEqual(['-server', 'h:1', 'ls', '/'])
})

test('no Java is one line, and a tool writes nothing to the home', async () => {
  expect(await run(tool('kafka-topics.sh'), [], { JAVA_HOME: '/no where' })).toEqual({
    code: 1,
    out: '',
    err: 'kafka-topics.sh: there is no Java at /no where: install one, or set JAVA_HOME\n',
  })
  expect(await readdir(home.dir)).not.toContain('logs')
})

test('the scripts parse, and use nothing that bash 3.2 lacks', async () => {
  for (const name of await readdir(join(OURS, 'bin'))) {
    const text = await readFile(join(OURS, 'bin', name), 'utf8')
    execFileSync('bash', ['-n', join(OURS, 'bin', name)])
    expect(text, name).not.toMatch(
      /\b(mapfile|readarray|declare -A|local -n|readlink -f|realpath)\b|\$\{\w+(,,|\^\^|@)|&>>|\|&/,
    )
  }
})
