import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { decisive, downloadedJar } from '../../src/kafka/home/maven.ts'
import { ensureKafkaHome, verifyKafkaHome } from '../../src/kafka/home.ts'
import { onPath } from '../../src/kafka/java.ts'
import type { Progress } from '../../src/kafka/model.ts'

test('the jar in a line of Maven’s', () => {
  const line = (file: string) =>
    `[INFO] Downloaded from some-mirror: https://h.example/a/b/${file} (41 kB at 1.0 MB/s)`
  expect(downloadedJar(line('kafka_2.12-2.5.0.jar'))).toBe('kafka_2.12-2.5.0.jar')
  expect(downloadedJar(line('kafka_2.12-2.5.0.pom'))).toBeNull()
  expect(downloadedJar('[INFO] Downloading from central: https://h.example/a.jar')).toBeNull()
})

test.each([
  [
    [
      '[INFO] x',
      '[ERROR] Plugin a:b:1 or one of its dependencies could not be resolved: Could not transfer artifact a:b:pom:1 from/to m (http://127.0.0.1:1/x): transfer failed for http://127.0.0.1:1/x/a.pom: Connect to 127.0.0.1:1 [/127.0.0.1] failed: Connection refused -> [Help 1]',
      '[ERROR] ',
    ],
    'Connection refused',
  ],
  [
    [
      '[ERROR] Could not transfer artifact a:b:pom:1 from/to m (https://nohost.invalid/x): nohost.invalid: Name or service not known -> [Help 1]',
    ],
    'Name or service not known',
  ],
  [
    ['[ERROR] Failed: Could not find artifact a:b:jar:1 in central (https://h.example/maven2) -> [Help 1]'],
    'Could not find artifact a:b:jar:1 in central',
  ],
  [
    ['The JAVA_HOME environment variable is not defined correctly'],
    'The JAVA_HOME environment variable is not defined correctly',
  ],
  [[], 'mvn'],
])('the reason in its output, without hosts (%#)', (lines, reason) => {
  expect(decisive(lines)).toBe(reason)
})

test('Maven itself makes a home; nothing is written elsewhere; without a network it says why', async (context) => {
  if ((await onPath('mvn', process.env)) === null) return context.skip('there is no mvn on PATH')
  const dir = await mkdtemp(join(tmpdir(), 'labs-maven-'))
  try {
    const cacheDir = join(dir, 'cache')
    const heard: Progress[] = []
    const options = { cacheDir, given: null, env: process.env, signal: new AbortController().signal }
    const home = await ensureKafkaHome({ ...options, onProgress: (progress) => heard.push(progress) })
    expect(home.source).toBe('maven')
    const committed = await readFile(new URL('../../compose/kafka/jars.sha256', import.meta.url), 'utf8')
    expect(home.jars).toEqual(
      committed
        .trim()
        .split('\n')
        .map((line) => join(home.dir, 'libs', line.slice(66))),
    )
    expect(heard.map(({ done }) => done)).toEqual(Array.from({ length: 72 }, (_, done) => done))
    expect(heard.at(-1)).toMatchObject({ total: 71, unit: 'jars' })
    expect(await readdir(cacheDir)).toEqual(['kafka-2.5.0'])
    expect(await verifyKafkaHome(home)).toEqual([])

    // A user's own settings apply: here, a mirror that refuses. The archive is refused too.
    await mkdir(join(dir, 'user/.m2'), { recursive: true })
    const mirror = '<mirror><id>m</id><mirrorOf>*</mirrorOf><url>http://127.0.0.1:1/</url></mirror>'
    await writeFile(join(dir, 'user/.m2/settings.xml'), `<settings><mirrors>${mirror}</mirrors></settings>`)
    const env = { ...process.env, MAVEN_OPTS: `-Duser.home=${join(dir, 'user')}` }
    const offline = { ...options, cacheDir: join(dir, 'other'), env, onProgress: () => undefined }
    const archive = { address: 'http://127.0.0.1:1/kafka.tgz' }
    await expect(ensureKafkaHome({ ...offline, archive })).rejects.toThrow(
      'Kafka 2.5.0 could not be had: Maven failed (Connection refused); http://127.0.0.1:1/kafka.tgz could not be read (',
    )
    expect(await readdir(join(dir, 'other'))).toEqual([])
  } finally {
    await rm(dir, { recursive: true, force: true })
  }
})
