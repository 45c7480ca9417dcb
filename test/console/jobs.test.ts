import { appendFileSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import { type Learner, type LearnerOptions, openLearner, version } from './learner.ts'

let learner: Learner
const open = async (options: LearnerOptions = {}): Promise<Learner> => {
  learner = await openLearner(options)
  return learner
}
afterEach(() => learner.close())

const prompts = (count: number): Promise<void> =>
  learner.until(`prompt ${count}`, () => learner.prompts.length === count && learner.console.atPrompt)
const ended = (): Promise<void> => learner.until('the end', () => learner.exit !== null)
const alive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

describe('as in an ordinary bash', () => {
  test('Ctrl-C ends a running command', async () => {
    await open()
    learner.console.type('cat\r')
    await learner.until('cat', () => learner.starts === 1)
    learner.console.type('one\r')
    await learner.until('one', () => learner.screen().filter((line) => line === 'one').length === 2)
    expect(learner.console.atPrompt).toBe(false)
    learner.console.type('\u0003')
    await prompts(2)
    expect(learner.last()).toMatchObject({ ran: true, command: 'cat', exit: 130, interrupted: true })
    expect(await learner.run('')).toMatchObject({ ran: false, interrupted: false })
  })

  test('Ctrl-Z, jobs, fg, bg', async () => {
    await open()
    learner.console.type('cat\r')
    await learner.until('cat', () => learner.starts === 1)
    // Before it echoes, the terminal may not yet be its own.
    learner.console.type('one\r')
    await learner.until('one', () => learner.screen().filter((line) => line === 'one').length === 2)
    learner.console.type('\u001a')
    await prompts(2)
    expect(learner.last()).toMatchObject({ ran: true, command: 'cat', interrupted: false })
    expect(learner.last().exit).toBeGreaterThan(128)
    await learner.run('jobs')
    expect(learner.screen().some((line) => /^\[1\]\+\s+Stopped\s+cat$/.test(line))).toBe(true)
    learner.console.type('fg\r')
    await learner.until('cat again', () => learner.screen().at(-1) === 'cat')
    learner.console.type('back\r\u0004')
    await prompts(4)
    expect(learner.last()).toMatchObject({ command: 'fg', exit: 0 })
    expect(learner.screen().filter((line) => line === 'back')).toHaveLength(2)
  })

  test('a background job’s output comes as it comes, and takes no prompt', async () => {
    await open()
    await learner.run('mkfifo go; (read -r x < go; echo from the job) &')
    learner.console.type('echo ha')
    await learner.until('ha', () => learner.line() === '$ echo ha')
    appendFileSync(join(learner.home, 'go'), 'x\n')
    await learner.until('its output', () => learner.screen().some((line) => line.includes('from the job')))
    expect(learner.prompts).toHaveLength(2)
    expect(await learner.run('lf')).toMatchObject({ command: 'echo half', ran: true })
  })

  test('three pasted lines', async () => {
    await open()
    const lines = 'echo 1\recho 2\recho 3'
    learner.console.type(version >= 501 ? `\u001b[200~${lines}\u001b[201~` : lines)
    await learner.until('the paste', () => learner.screen().at(-1)?.endsWith('echo 3') === true)
    expect(learner.console.atPrompt).toBe(true)
    await learner.run('')
    expect(learner.screen().filter((line) => /^\d$/.test(line))).toEqual(['1', '2', '3'])
    expect(learner.prompts.filter(({ ran }) => ran)).toHaveLength(version >= 501 ? 1 : 3)
    expect(learner.last().ran).toBe(true)
  })

  test('a full-screen editor and a pager', async () => {
    await open()
    learner.console.type('vi -u NONE -N notes.txt\r')
    await learner.until('vi', () => learner.screen().some((line) => line.includes('notes.txt')))
    learner.console.type('i안녕\u001b')
    await learner.until('the text', () => learner.screen()[0] === '안녕')
    learner.console.type(':wq\r')
    await prompts(2)
    expect(readFileSync(join(learner.home, 'notes.txt'), 'utf8')).toBe('안녕\n')
    await learner.run('seq 100 > numbers')
    learner.console.type('less numbers\r')
    await learner.until('less', () => learner.screen().includes('22'))
    learner.console.type('Gq')
    await prompts(4)
    expect(learner.last()).toMatchObject({ command: 'less numbers', exit: 0 })
    expect(learner.screen().at(-1)).toBe('$')
  })

  test('a shell in the shell, whose prompts are its own', async () => {
    await open()
    learner.console.type('PS1="inner> " bash --norc\r')
    await learner.until('the inner prompt', () => /^(inner>|bash-.*\$)$/.test(learner.line()))
    learner.console.type('echo inside\r')
    await learner.until('inside', () => learner.screen().includes('inside'))
    expect(learner.prompts).toHaveLength(1)
    expect(learner.console.atPrompt).toBe(false)
    learner.console.type('exit 4\r')
    await prompts(2)
    expect(learner.last().exit).toBe(4)
  })

  test('tools that ask: read, and a password without echo', async () => {
    await open()
    learner.console.type('read -p "Name? " name; read -s -p "Secret? " secret; echo; echo "$name/$secret"\r')
    await learner.until('the question', () => learner.line() === 'Name?')
    learner.console.type('한글\r')
    await learner.until('the next', () => learner.line().endsWith('Secret?'))
    learner.console.type('pw\r')
    await prompts(2)
    expect(learner.screen()).toContain('한글/pw')
  })
})

describe('its end', () => {
  test.each([
    ['exit 7', 'exit 7\r', 7],
    ['Ctrl-D', '\u0004', 0],
  ])('%s', async (_, keys, code) => {
    await open()
    learner.console.type(keys)
    await ended()
    expect(learner.exit).toEqual({ code, signal: null })
    expect(learner.screen().at(-1)).toMatch(/exit/)
    expect(learner.console.atPrompt).toBe(false)
    learner.console.type('into the void')
    learner.console.resize(100, 40)
    learner.console.kill()
    expect(await learner.console.announce(() => {})).toBe(false)
  })

  test('a shell killed with -9', async () => {
    await open()
    learner.console.type('kill -9 $$\r')
    await ended()
    expect(learner.exit).toEqual({ code: 0, signal: 9 })
  })

  test('a child killed with -9 is the shell’s to tell', async () => {
    await open()
    expect(await learner.run('(bash -c "kill -9 \\$\\$"; exit $?)')).toMatchObject({ exit: 137, ran: true })
  })

  test('hanging up ends what runs, in front and behind, and saves the history', async () => {
    await open()
    await learner.run('echo $$ > shell; sleep 1000 & echo $! > behind')
    learner.console.type("bash -c 'echo $$ > front; echo ready; exec cat'\r")
    await learner.until('cat', () => learner.screen().includes('ready'))
    const pids = ['shell', 'behind', 'front'].map((name) =>
      Number(readFileSync(join(learner.home, name), 'utf8')),
    )
    learner.console.kill()
    await ended()
    await gone(pids)
    expect(readFileSync(join(learner.home, 'history'), 'utf8')).toContain('sleep 1000')
  })

  test('leaves no file open', async () => {
    const files = (): number => readdirSync('/dev/fd').length
    await open()
    await learner.close()
    const before = files()
    for (let i = 0; i < 5; i++) {
      await open()
      learner.console.type('exit\r')
      await ended()
      await learner.close()
    }
    expect(files()).toBeLessThanOrEqual(before)
    await open()
  })
})

const gone = async (pids: number[]): Promise<void> => {
  const deadline = Date.now() + 5000
  while (pids.some(alive) && Date.now() < deadline) await new Promise((resolve) => setImmediate(resolve))
  expect(pids.filter(alive)).toEqual([])
}

describe('a lot at once', () => {
  test('5 MB of output', async () => {
    await open()
    const start = performance.now()
    await learner.run('head -c 5000000 /dev/zero | tr "\\0" x | fold -w 79')
    const seconds = (performance.now() - start) / 1000
    expect(learner.output.length).toBeGreaterThan(5_000_000)
    expect(learner.prompts).toHaveLength(2)
    expect(seconds).toBeLessThan(15)
  })

  test('a long paste that nobody reads blocks nothing, and arrives', async () => {
    await open()
    learner.console.type(
      'mkfifo go; stty raw -echo; echo ready; read x < go; head -c 200000 | wc -c; stty sane\r',
    )
    await learner.until('readiness', () =>
      learner.screen().some((line) => line.includes('ready', 50) || line === 'ready'),
    )
    const start = performance.now()
    learner.console.type('가'.repeat(66_667))
    expect(performance.now() - start).toBeLessThan(500)
    appendFileSync(join(learner.home, 'go'), 'x\n')
    await learner.until('all of it', () => learner.screen().some((line) => line.trim() === '200000'))
  })
})
