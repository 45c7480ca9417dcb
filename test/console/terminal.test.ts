// biome-ignore-all lint/suspicious/noTemplateCurlyInString: they are bash's
import { afterEach, describe, expect, test, vi } from 'vitest'
import { openConsole } from '../../src/console/console.ts'
import type { TerminalExit } from '../../src/console/model.ts'
import { findBash } from '../../src/console/shell.ts'
import { openPty, type PtyOptions } from '../../src/console/terminal.ts'
import type { UserError } from '../../src/errors.ts'

afterEach(() => {
  vi.doUnmock('@lydell/node-pty')
  vi.resetModules()
})

const options = (script: string): PtyOptions => ({
  file: '/bin/sh',
  args: ['-c', script],
  cwd: '/',
  env: { PATH: process.env.PATH, COLUMNS: '7', TERM: 'xterm' },
  columns: 91,
  rows: 17,
})

async function run(script: string, keys = ''): Promise<{ output: string; exit: TerminalExit }> {
  const terminal = await openPty(options(script))
  let output = ''
  terminal.onData((data) => {
    output += data
    if (keys !== '' && output.includes('go')) {
      terminal.write(keys)
      keys = ''
    }
  })
  return { exit: await new Promise((resolve) => terminal.onExit(resolve)), output }
}

describe('a program in a pty', () => {
  test('has its size, its environment and its folder', async () => {
    const { output, exit } = await run('stty size; echo "$TERM ${COLUMNS-none}"; pwd; exit 3')
    expect(output).toBe('17 91\r\nxterm none\r\n/\r\n')
    expect(exit).toEqual({ code: 3, signal: null })
  })

  test('a letter cut in two arrives whole', async () => {
    const { output } = await run(
      "stty -echo; printf 'go\\355\\225'; read x; printf '\\234\\352'; printf '\\270\\200'",
      '\r',
    )
    expect(output).toBe('go한글')
  })

  test('Backspace takes a whole letter, also where the kernel edits the line', async () => {
    const { output } = await run('stty -echo; echo go; read x; echo "$x"', '한글\u007f!\r')
    expect(output).toBe('go\r\n한!\r\n')
  })

  test('its last output comes before its end, however much', async () => {
    const { output } = await run('head -c 1000000 /dev/zero | tr "\\0" x; echo end')
    expect(output.length).toBe(1_000_005)
    expect(output.endsWith('end\r\n')).toBe(true)
  })

  test('its death by a signal is told', async () => {
    expect((await run('kill -TERM $$')).exit).toEqual({ code: 0, signal: 15 })
  })
})

test('without the binary for this platform there is a way out', async () => {
  vi.doMock('@lydell/node-pty', () => {
    throw new Error('could not find the binary package')
  })
  vi.resetModules()
  const { openPty } = await import('../../src/console/terminal.ts')
  const error = await openPty(options('true')).then(
    () => null,
    (caught: unknown) => caught,
  )
  expect(error).toMatchObject({ name: 'UserError', exit: 2 })
  expect(String((error as UserError).message)).toContain(`${process.platform}-${process.arch}`)
  expect((error as UserError).help).toContain('--detach')
})

test('a shell that ends before its first prompt, with the .bashrc and without, is the user’s to mend', async () => {
  let skipped = 0
  const { exited } = await openConsole(
    { historyFile: '/dev/null', columns: 80, rows: 24, cwd: '/', bash: '/bin/false' },
    { onOutput() {}, onBashrcSkipped: () => skipped++ },
  )
  await expect(exited).rejects.toMatchObject({ name: 'UserError', exit: 2 })
  expect(skipped).toBe(1)
})

test('the bash on PATH is found', () => {
  expect(findBash('/nowhere:/bin')).toBe('/bin/bash')
  expect(findBash(undefined)).toMatch(/bash$/)
})
