import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { Terminal, TerminalExit } from '../../src/console/model.ts'
import { openPty } from '../../src/console/terminal.ts'

const PROGRAM = `
import { appendFileSync } from 'node:fs'
import { takeTerminal } from './outer.js'
const terminal = takeTerminal(process.stdin, process.stdout)
terminal.onHangup(() => { appendFileSync('hung-up', 'x'); if (process.argv[2] === 'stay') setTimeout(() => process.exit(9), 50) })
terminal.onResize((columns, rows) => terminal.write('size ' + columns + 'x' + rows + '\\n'))
terminal.onInput((keys) => {
  if (keys === 'q') { terminal.release(); terminal.release(); return }
  if (keys === 't') throw new Error('a bug')
  if (keys === 'e') process.exit(5)
  if (keys === 'k') process.kill(process.pid, 'SIGTERM')
  if (keys === 'l') {
    const said = ['prompt $ \\x1b[?2004h', '\\x1b[?2004l\\r', 'line\\r\\n', '\\x1b[?2004h\\r', 'x'.repeat(1000) + '\\n'].map((text) => {
      terminal.write(text)
      return terminal.atLineStart
    })
    terminal.write('at line start ' + JSON.stringify(said) + '\\n')
    return
  }
  if (keys === 'a') terminal.write('\\x1b[?1049h')
  if (keys === 'p') {
    terminal.pause()
    process.stdin.once('data', (line) => { terminal.write('menu got ' + line); terminal.resume(); terminal.write('resumed\\n') })
    process.stdin.resume()
    terminal.write('paused\\n')
    return
  }
  terminal.write('keys ' + JSON.stringify(keys) + '\\n')
})
terminal.write('ready ' + terminal.columns + 'x' + terminal.rows + '\\n')
`

let folder = ''
let terminal: Terminal
let output = ''
let exit: TerminalExit | null = null
let changed = (): void => {}

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'labs-outer-'))
  const tsc = resolve('node_modules/typescript/bin/tsc')
  const options =
    '--target es2023 --module nodenext --types node --rewriteRelativeImportExtensions --skipLibCheck --ignoreConfig'
  const { status, stdout } = spawnSync(
    process.execPath,
    [tsc, ...options.split(' '), '--outDir', folder, resolve('src/console/outer.ts')],
    { encoding: 'utf8' },
  )
  expect(stdout).toBe('')
  expect(status).toBe(0)
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}')
  writeFileSync(join(folder, 'program.js'), PROGRAM)
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))
afterEach(async () => {
  terminal.kill('SIGKILL')
  await until('the end', () => exit !== null)
  rmSync(join(folder, 'hung-up'), { force: true })
})

const until = (what: string, condition: () => boolean): Promise<void> =>
  new Promise((done, fail) => {
    const timer = setTimeout(() => fail(new Error(`not in time: ${what}\n${JSON.stringify(output)}`)), 10_000)
    changed = () => {
      if (!condition()) return
      clearTimeout(timer)
      changed = () => {}
      done()
    }
    changed()
  })
const shown = (text: string): Promise<void> => until(text, () => output.includes(text))

/** The program in a terminal, and after it the terminal's state. */
async function run(command = 'node program.js'): Promise<void> {
  output = ''
  exit = null
  terminal = await openPty({
    file: 'bash',
    args: ['-c', `${command}; echo "code $?"; stty -a; echo over`],
    cwd: folder,
    env: process.env,
    columns: 80,
    rows: 24,
  })
  terminal.onData((data) => {
    output += data
    changed()
  })
  terminal.onExit((value) => {
    exit = value
    changed()
  })
}

/** The terminal is as it was: cooked, the cursor shown, pastes without brackets. */
async function released(code: number): Promise<void> {
  await shown('over')
  expect(output).toContain(`code ${code}`)
  for (const mode of ['icanon', 'echo', 'isig', 'icrnl']) expect(output.split(/[\s;]+/)).toContain(mode)
  expect(output).toContain('\u001b[?25h')
  expect(output).toContain('\u001b[?2004l')
  expect(output.split('\u001b[?25h')).toHaveLength(2)
}

describe('the terminal taken', () => {
  test('gives every key as it is, Ctrl-C too, and its size', async () => {
    await run()
    await shown('ready 80x24')
    terminal.write('\u0003')
    await shown('keys "\\u0003"')
    terminal.write('한글\r')
    await shown('keys "한글\\r"')
    expect(output).not.toContain('^C')
    terminal.resize(100, 30)
    await shown('size 100x30')
    terminal.write('q')
    await released(0)
    expect(output).not.toContain('1049l')
  })

  test('knows whether what was written has ended its line', async () => {
    await run()
    await shown('ready')
    terminal.write('l')
    await shown('at line start [false,false,true,true,true]')
    terminal.write('q')
    await released(0)
  })

  test('is lent for a while', async () => {
    await run()
    await shown('ready')
    terminal.write('p')
    await shown('paused')
    terminal.write('choice\r')
    await shown('menu got choice')
    await shown('resumed')
    terminal.write('x')
    await shown('keys "x"')
    terminal.write('q')
    await released(0)
  })
})

describe('is given back', () => {
  test.each([
    ['a bug', 't', 1],
    ['process.exit', 'e', 5],
    ['SIGTERM', 'k', 143],
  ])('after %s', async (_, key, code) => {
    await run()
    await shown('ready')
    terminal.write(key)
    await released(code)
    expect(existsSync(join(folder, 'hung-up'))).toBe(code === 143)
  })

  test('from the alternate screen', async () => {
    await run()
    await shown('ready')
    terminal.write('a')
    await shown('\u001b[?1049h')
    terminal.write('e')
    await released(5)
    expect(output).toContain('\u001b[?1049l')
  })
})

describe('a terminal that goes away', () => {
  test('is told once, and ends the process', async () => {
    await run('node program.js stay')
    await shown('ready')
    terminal.kill('SIGKILL')
    await until('the end', () => exit !== null)
    const deadline = Date.now() + 5000
    while (!existsSync(join(folder, 'hung-up')) && Date.now() < deadline)
      await new Promise((r) => setImmediate(r))
    expect(readFileSync(join(folder, 'hung-up'), 'utf8')).toBe('x')
  })

  test('whose output is closed', async () => {
    await run('node program.js stay | true')
    await shown('over')
    expect(readFileSync(join(folder, 'hung-up'), 'utf8')).toBe('x')
  })
})
