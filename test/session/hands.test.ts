import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type Console, openConsole } from '../../src/console/console.ts'
import { createHands } from '../../src/session/hands.ts'

const { signal } = new AbortController()
const NO_KEYS = { get: () => () => {}, set: () => {} }

/** A console that says nothing by itself: what is put on its line is told. */
function quiet(onEnter: (command: string) => void): Console {
  let line = ''
  return {
    atPrompt: true,
    insert: (command) => {
      line += command
    },
    type: (keys) => {
      if (keys !== '\r') return
      const command = line
      line = ''
      onEnter(command)
    },
    announce: async () => false,
    resize: () => {},
    kill: () => {},
    exited: new Promise(() => {}),
  }
}

describe('a command that is run', () => {
  test('and ends at once has ended, with all that it printed', async () => {
    const hands = createHands(
      () =>
        quiet(() => {
          hands.started()
          hands.output('done\r\n')
          hands.over(3)
        }),
      NO_KEYS,
    )
    const program = await hands.run('false', signal)
    let seen = ''
    program.onOutput((text) => {
      seen += text
    })
    expect(await program.ended).toBe(3)
    expect(seen).toBe('done\r\n')
    expect(hands.running).toBe(null)
  })

  test('is the one that began: what it prints from then on, and how it ended', async () => {
    const typed: string[] = []
    const console = quiet((command) => {
      expect(command).toBe('cat')
      hands.started()
      hands.output('first ')
    })
    const hands = createHands(
      () => ({ ...console, type: (keys) => (keys === '\r' ? console.type(keys) : void typed.push(keys)) }),
      NO_KEYS,
    )
    const program = await hands.run('cat', signal)
    let seen = ''
    program.onOutput((text) => {
      seen += text
    })
    hands.output('second')
    expect(seen).toBe('first second')
    expect(hands.running).toBe('first second')
    program.write('a\r')
    program.kill()
    hands.over(0)
    expect(await program.ended).toBe(0)
    // The shell's keys are not the program's.
    program.write('b')
    expect(typed).toEqual(['a\r', '\x03'])
  })

  test('has begun before its end is told of, however soon that is', async () => {
    const seen: string[] = []
    const hands = createHands(
      () =>
        quiet(() => {
          hands.started()
          seen.push('the prompt')
          hands.over(0)
        }),
      NO_KEYS,
    )
    await hands.run('cd', signal, () => void seen.push('begun'))
    expect(seen).toEqual(['begun', 'the prompt'])
  })

  test('beside a second one: each has its own end', async () => {
    const hands = createHands(
      () =>
        quiet((command) => {
          hands.started()
          hands.output(command)
          hands.over(Number(command))
        }),
      NO_KEYS,
    )
    const one = await hands.run('1', signal)
    const two = await hands.run('2', signal)
    expect(await Promise.all([one.ended, two.ended])).toEqual([1, 2])
  })
})

describe('in a real bash', () => {
  let home: string
  let console: Console | null = null
  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), 'labs-hands-'))
  })
  afterEach(async () => {
    console?.kill('SIGKILL')
    await console?.exited
    console = null
    rmSync(home, { recursive: true, force: true, maxRetries: 5 })
  })

  test('commands that end at once, one after the other, in one shell', async () => {
    const hands = createHands(() => console, NO_KEYS)
    console = await openConsole(
      {
        historyFile: '/dev/null',
        columns: 200,
        rows: 50,
        cwd: home,
        env: { PATH: process.env.PATH, HOME: home, TERM: 'xterm', LC_ALL: 'C.UTF-8' },
      },
      {
        onOutput: (text) => hands.output(text),
        onPrompt: ({ exit }) => hands.over(exit),
        onCommandStart: () => hands.started(),
      },
    )
    for (let i = 0; i < 20; i++) {
      const program = await hands.run(`n=$((n + 1)); (exit $n)`, signal)
      expect(await program.ended).toBe(i + 1)
    }
    const program = await hands.run('echo "has $n"', signal)
    let seen = ''
    program.onOutput((text) => {
      seen += text
    })
    expect(await program.ended).toBe(0)
    expect(seen).toContain('has 20')
  })
})
