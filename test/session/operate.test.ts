import { spawnSync } from 'node:child_process'
import { afterEach, describe, expect, test } from 'vitest'
import type { Until } from '../../src/check/model.ts'
import { openPty } from '../../src/console/terminal.ts'
import { Cancelled } from '../../src/errors.ts'
import type { Stop } from '../../src/lab/model.ts'
import { during, type Look, operate, type Program, Unfinished } from '../../src/session/operate.ts'

const open: Program[] = []
const over = new Map<Program, boolean>()
afterEach(() => {
  for (const program of open.splice(0)) program.kill()
})

/** A bash script behind a terminal, as the workbench opens it. */
async function bash(script: string): Promise<Program & { typed(): string }> {
  const terminal = await openPty({
    file: 'bash',
    args: ['-c', script],
    cwd: '/',
    env: { PATH: process.env.PATH, TERM: 'xterm' },
    columns: 80,
    rows: 24,
  })
  let typed = ''
  const program = {
    write: (keys: string) => {
      typed += keys
      terminal.write(keys)
    },
    typed: () => typed,
    onOutput: (listener: (text: string) => void) => terminal.onData(listener),
    ended: new Promise<number>((resolve) =>
      terminal.onExit(({ code, signal }) => {
        over.set(program, true)
        resolve(signal ? 128 + signal : code)
      }),
    ),
    kill: () => terminal.kill('SIGKILL'),
  }
  open.push(program)
  return program
}

/** A program that says `>` and takes a line, as Kafka's producer does; the end of its input ends it. */
const PRODUCER = 'while printf \'>\'; IFS= read -r line; do got+="[$line]"; done; echo; echo "got $got"'
const shows: Look = async (until, shown) =>
  until.every((one) => one.kind === 'shows' && shown.includes(one.text))
const text = (...texts: string[]): Until[] => texts.map((one) => ({ kind: 'shows', text: one }))
const ctrlC = (...texts: string[]): Stop => ({ kind: 'ctrl-c', until: text(...texts) })
const EOF: Stop = { kind: 'end-of-input' }
const { signal } = new AbortController()

async function failure(doing: Promise<unknown>): Promise<Error> {
  return doing.then(
    () => new Error('it went well'),
    (error: unknown) => error as Error,
  )
}

describe('what is typed', () => {
  test('each line at its prompt, then the end of input; what is typed is not what the program says', async () => {
    const program = await bash(PRODUCER)
    const ran = await operate(program, { typed: ['one', 'a > b>', ''], stop: EOF }, { look: shows, signal })
    expect(ran).toEqual({ exit: 0, output: '>\n>\n>\n>\ngot [one][a > b>][]\n' })
  })

  test('a prompt is still one when a log has written behind it', async () => {
    const log =
      "printf '>'; echo '[2026] WARN no leader (Client)'; read -r a; echo note; printf '>'; read -r b; echo $a-$b"
    const { output } = await operate(
      await bash(log),
      { typed: ['1', '2'], stop: { kind: 'ends' } },
      { look: shows, signal },
    )
    expect(output).toMatch(/\n1-2\n$/)
  })

  test('then Ctrl-C, where that is what ends it', async () => {
    const slow = 'echo starting; printf ">"; read -r a; echo "took $a"; sleep 60'
    const program = await bash(slow)
    const ran = await operate(program, { typed: ['x'], stop: ctrlC('took x') }, { look: shows, signal })
    expect(ran.exit).toBe(130)
  })

  test('never before there is a prompt: a program that ends first is told', async () => {
    const program = await bash('echo broken; exit 3')
    const error = await failure(operate(program, { typed: ['one'], stop: EOF }, { look: shows, signal }))
    expect(error).toBeInstanceOf(Unfinished)
    expect(error.message).toBe('the command ended before what it was run for was there')
    expect((error as Unfinished).details).toEqual(['broken'])
    expect(program.typed()).toBe('')
  })
})

describe('Ctrl-C', () => {
  test('comes once all of it holds, and while it does', async () => {
    const program = await bash("trap 'echo bye; exit 7' INT; echo a; echo b; while :; do sleep 1; done")
    let held = 0
    const look: Look = async (until, shown) => (await shows(until, shown)) && held++ >= 2
    const seen: string[] = []
    const ran = await operate(
      program,
      { typed: [], stop: ctrlC('a', 'b') },
      {
        look,
        signal,
        held: async () => void seen.push(program.typed()),
      },
    )
    expect(ran.exit).toBe(7)
    expect(ran.output).toMatch(/^a\nb\n(\^C)?bye\n$/)
    expect(seen).toEqual([''])
  })

  test('text that was typed is not text that was shown', async () => {
    const echo = "printf '>'; read -r a; echo other; printf '>'; read -r b; echo \"end $b\"; sleep 60"
    const seen: boolean[] = []
    const look: Look = async (until, shown) => {
      seen.push(shown.includes('typed'))
      return shows(until, shown)
    }
    await operate(await bash(echo), { typed: ['typed', '2'], stop: ctrlC('end 2') }, { look, signal })
    expect(seen).not.toContain(true)
  })

  test('a program that ends by itself, with and without what was waited for', async () => {
    const good = await operate(
      await bash('echo there'),
      { typed: [], stop: ctrlC('there') },
      { look: shows, signal },
    )
    expect(good.exit).toBe(0)
    const error = await failure(
      operate(await bash('echo where'), { typed: [], stop: ctrlC('there') }, { look: shows, signal }),
    )
    expect(error.message).toBe('the command ended before what it was run for was there')
  })
})

test('an abort ends it and what it started, and nothing else is said', async () => {
  const program = await bash('sleep 61 & echo $!; trap "" INT; wait')
  const abort = new AbortController()
  let pid = 0
  const look: Look = async (_, shown) => {
    pid = Number(/\d+/.exec(shown)?.[0] ?? 0)
    if (pid > 0) abort.abort()
    return false
  }
  const error = await failure(
    operate(program, { typed: [], stop: ctrlC('x') }, { look, signal: abort.signal }),
  )
  expect(error).toBeInstanceOf(Cancelled)
  expect(over.get(program)).toBe(true)
  await expect.poll(() => isAlive(pid), { timeout: 10_000 }).toBe(false)
})

describe('a second terminal', () => {
  test('runs while the other is worked with, from when it is ready', async () => {
    const program = await bash('echo up; sleep 60')
    const result = await during(program, text('up'), { look: shows, signal }, async () => [
      over.has(program),
      program.typed(),
    ])
    expect(result).toEqual([false, ''])
    expect(over.get(program)).toBe(true)
  })

  test('that is never ready, or ends too early, is told', async () => {
    const run = async () => 'ran'
    const never = await failure(during(await bash('echo down'), text('up'), { look: shows, signal }, run))
    expect(never.message).toBe('the command ended before what it was run for was there')
    const brief = await bash('echo up; read -r x')
    const early = await failure(
      during(brief, text('up'), { look: shows, signal }, async () => {
        brief.write('go\r')
        await brief.ended
      }),
    )
    expect(early.message).toBe('the command in the second terminal ended while it was still needed')
  })

  test('is ended too where the other fails', async () => {
    const program = await bash('echo up; trap "" INT; sleep 60')
    const failed = new Error('the other')
    const error = await failure(
      during(program, text('up'), { look: shows, signal }, () => Promise.reject(failed)),
    )
    expect(error).toBe(failed)
    expect(over.get(program)).toBe(true)
  })
})

/** One that nobody has asked for its end yet (a zombie) lives no more. */
function isAlive(pid: number): boolean {
  const { stdout } = spawnSync('ps', ['-o', 'stat=', '-p', String(pid)], { encoding: 'utf8' })
  return stdout.trim() !== '' && !stdout.trim().startsWith('Z')
}
