import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { filesIn } from '../../src/engine/local/files.ts'
import { endTools, toolMark } from '../../src/engine/local/tools.ts'

describe("the workbench's files", () => {
  let dir: string
  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'labs-files-'))
  })
  afterAll(() => rm(dir, { recursive: true, force: true }))

  test('are read, written and removed by their path', async () => {
    const files = filesIn(dir)
    expect(await files.read('a.json')).toBe(null)
    await files.write('a.json', '{"é": 1}\n')
    expect(await files.read('./a.json')).toBe('{"é": 1}\n')
    await files.write('deep/er/b', '')
    expect(await files.read('deep/er/b')).toBe('')
    expect(await files.read('a.json/x')).toBe(null)
    await mkdir(join(dir, 'folder'))
    expect(await files.read('folder')).toBe(null)
    for (const gone of [1, 2]) {
      await files.write('a.json', null)
      expect(await files.read('a.json'), String(gone)).toBe(null)
    }
  })

  test.each(['', '.', '..', '../a', '/etc/passwd', 'a/../../b'])('none is at %j', async (path) => {
    await expect(filesIn(dir).read(path)).rejects.toThrow('is no path in the workbench')
    await expect(filesIn(dir).write(path, 'x')).rejects.toThrow('is no path in the workbench')
  })
})

describe('the tools that still run', () => {
  const children: ChildProcess[] = []
  afterEach(() => {
    for (const child of children.splice(0)) child.kill('SIGKILL')
  })
  const place = (name: string) => ({ hosts: `/nowhere/${name}-${process.pid}/hosts` })
  const mark = (name: string) => toolMark(place(name))
  /** Something that looks like a JVM, and says when it runs. */
  const run = async (args: readonly string[], { argv0 = 'java', script = '' } = {}) => {
    const code = `${script};setInterval(()=>{},1e6);console.log(1)`
    const child = spawn(process.execPath, ['-e', code, 'x', ...args], {
      argv0,
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    children.push(child)
    await once(child.stdout, 'data')
    return child
  }
  const lives = ({ exitCode, signalCode }: ChildProcess) => exitCode === null && signalCode === null
  const { signal } = new AbortController()

  test('are ended as Ctrl-C does; servers, other workbenches and whatever else has their mark are not', async () => {
    const tool = await run([mark('a'), 'kafka.tools.ConsoleConsumer', '--topic', 'b c'])
    const others = [
      await run(['-Dkafka-labs.process=/nowhere/a/kafka', mark('a'), 'kafka.Kafka']),
      await run([mark('b'), 'kafka.tools.ConsoleConsumer']),
      await run([mark('a'), 'kafka.tools.ConsoleConsumer'], { argv0: 'grep' }),
    ]
    const ended = once(tool, 'exit')
    expect(await endTools(place('a'), signal)).toEqual(['kafka.tools.ConsoleConsumer --topic b c'])
    expect(await ended).toEqual([null, 'SIGINT'])
    expect(others.map(lives)).toEqual([true, true, true])
    expect(await endTools(place('a'), signal)).toEqual([])
  })

  test('and what hears no Ctrl-C, as bash starts it with &, a moment later', async () => {
    const deaf = await run([mark('c'), 'Deaf'], { script: "process.on('SIGINT',()=>{})" })
    const ended = once(deaf, 'exit')
    expect(await endTools(place('c'), signal)).toEqual(['Deaf'])
    expect(await ended).toEqual([null, 'SIGTERM'])
  })
})
