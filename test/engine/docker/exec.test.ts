import { once } from 'node:events'
import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type ExecOptions, type Started, startExec } from '../../../src/engine/docker/exec.ts'
import { lastLines, readLog } from '../../../src/engine/docker/logs.ts'
import { endOrphans } from '../../../src/engine/docker/orphans.ts'
import { runInside } from '../../../src/engine/docker/run.ts'
import { openTerminal } from '../../../src/engine/docker/terminal.ts'
import { IMAGE, onDaemon, type Scratch, scratch } from './scratch.ts'

onDaemon('a container', () => {
  let it: Scratch
  let container: Awaited<ReturnType<Scratch['container']>>
  beforeAll(async () => {
    it = await scratch()
    const said = `echo out; echo error >&2; printf '\\xed\\x95\\x9c\\n'; while read -r line; do echo "$line"; done < /tmp/say; sleep infinity`
    await it.up(
      `services: { box: { image: '${IMAGE}', init: true, command: [bash, -c, ${JSON.stringify(`mkfifo /tmp/say; ${said}`).replaceAll('$', '$$$$')}] } }`,
    )
    container = await it.container('box')
  })
  afterAll(() => it?.remove())

  const run = (line: string, signal?: AbortSignal) =>
    runInside(container, ['bash', '-c', line], { output: 'capture', ...(signal ? { signal } : {}) })
  const processes = async () => {
    const { Processes: rows } = (await container.top({ ps_args: '-eo pid,args' })) as {
      Processes: string[][]
    }
    return rows.map(([, command]) => command ?? '')
  }
  const plain: Omit<ExecOptions, 'argv'> = { env: {}, tty: null, stdin: true }

  /** Until its output has ended. */
  const over = async ({ stream }: Started) => {
    stream.resume()
    await once(stream, 'close')
  }

  test('run: what is printed on both streams, and the exit code', async () => {
    expect(await run('echo one; exit 3')).toEqual({ exit: 3, output: 'one\n' })
    expect((await run('echo to error >&2')).output).toBe('to error\n')
    expect(
      await runInside(container, ['printf', '%s|', 'a b', '', '$HOME', '한글'], { output: 'capture' }),
    ).toEqual({
      exit: 0,
      output: 'a b||$HOME|한글|',
    })
    expect(await runInside(container, ['no-such-program'], { output: 'capture' })).toEqual({
      exit: 127,
      output: 'no-such-program: command not found\n',
    })
  })

  test('run, cancelled: it and all that it started are gone', async () => {
    const abort = new AbortController()
    const running = run('sleep 2001 & sleep 2002', abort.signal).catch((error: unknown) => error)
    await expect
      .poll(async () => (await processes()).filter((each) => /^sleep 200/.test(each)).length)
      .toBe(2)
    abort.abort()
    expect(await running).toMatchObject({ name: 'Cancelled' })
    await expect.poll(processes).not.toContainEqual(expect.stringMatching(/^sleep 200/))
    await expect(run('true', abort.signal)).rejects.toThrow()
  })

  test('many at once: each has its own output and exit code', async () => {
    const all = await Promise.all(Array.from({ length: 12 }, (_, i) => run(`echo ${i}; exit ${i}`)))
    expect(all).toEqual(Array.from({ length: 12 }, (_, i) => ({ exit: i, output: `${i}\n` })))
  })

  test('a signal is for the one that is meant, and its children', async () => {
    const [one, other] = await Promise.all([
      startExec(container, { ...plain, argv: ['bash', '-c', 'sleep 2003 & sleep 2004'] }),
      startExec(container, { ...plain, argv: ['sleep', '2005'] }),
    ])
    const ended = over(one)
    await expect
      .poll(async () => (await processes()).filter((each) => /^sleep 200/.test(each)).length)
      .toBe(3)
    await one.signal('SIGTERM')
    await ended
    expect(await one.exit()).toBe(143)
    expect((await processes()).filter((each) => /^sleep 200/.test(each))).toEqual(['sleep 2005'])
    const gone = over(other)
    await other.signal('SIGKILL')
    await gone
    expect(await other.exit()).toBe(137)
  })

  test('orphans of a runner that is gone are ended; those of one that lives are not', async () => {
    const mine = await startExec(container, { ...plain, argv: ['sleep', '2006'] })
    const orphan = await container.exec({
      Cmd: ['sleep', '2007'],
      Env: ['LABS_EXEC=an-id/1/a time that never was'],
    })
    await orphan.start({ Detach: true })
    await expect.poll(async () => (await processes()).includes('sleep 2007')).toBe(true)
    await endOrphans(container)
    // That of a runner that lives first: it must not wait for the other to be judged.
    expect(await processes()).toContain('sleep 2006')
    await expect.poll(async () => (await processes()).includes('sleep 2007')).toBe(false)
    const gone = over(mine)
    await mine.signal('SIGKILL')
    await gone
  })

  test('a terminal: its size, what is typed, a letter in two pieces, and its end', async () => {
    const terminal = await openTerminal(
      container,
      { argv: ['bash', '--norc', '-i'], env: {}, columns: 77, rows: 11 },
      (error) => (error instanceof Error ? error : new Error(String(error))),
    )
    let text = ''
    terminal.onData((data) => {
      text += data
    })
    const exit = new Promise((done) => terminal.onExit(done))
    terminal.write('stty size\r')
    await expect.poll(() => text).toMatch(/[\r\n]11 77\r\n/)
    terminal.resize(50, 20)
    await expect
      .poll(async () => {
        terminal.write('stty size\r')
        await delay(50)
        return text
      })
      .toMatch(/[\r\n]20 50\r\n/)
    terminal.write("printf '\\xed\\x95'; sleep 0.2; printf '\\x9c|\\n'\r")
    await expect.poll(() => text).toContain('한|')
    terminal.write('exit 9\r')
    expect(await exit).toMatchObject({ code: 9, signal: null })
    // Who comes late is no error.
    terminal.write('x')
    terminal.resize(10, 10)
    terminal.kill()
  })

  test('its log: all of it, its last lines, and what comes while it is followed', async () => {
    const read = async () => {
      let text = ''
      for await (const part of readLog(container, { follow: false })) text += part
      return text
    }
    // Which of two streams comes first is nobody's promise.
    const lines = (text: string) => text.split('\n').sort()
    await expect.poll(async () => lines(await read())).toEqual(['', 'error', 'out', '한'])
    expect(await lastLines(container, 2)).toHaveLength(2)
    expect((await lastLines(container, 9)).sort()).toEqual(['error', 'out', '한'])
    const following = readLog(container, { follow: true })
    let followed = ''
    const untilSaid = async (text: string) => {
      while (!followed.includes(text)) {
        const { value, done } = await following.next()
        if (done === true) throw new Error(`it ended before it said ${text}`)
        followed += value
      }
    }
    for (const said of ['out\n', 'error\n', '한\n']) await untilSaid(said)
    await run('echo later > /tmp/say')
    await untilSaid('later\n')
    expect(lines(followed)).toEqual(['', 'error', 'later', 'out', '한'])
    // The last one: it ends with its container.
    await container.kill()
    expect((await following.next()).done).toBe(true)
  })
})
