import { type IPty, spawn } from '@lydell/node-pty'
import headless from '@xterm/headless'
import { onLastRead } from '../../src/console/pty.ts'
import type { Home } from './home.ts'
import { PATIENCE } from './patience.ts'

/** A learner at a terminal, in the guided walk. */
export type Walker = {
  readonly pty: IPty
  /** All that came, with its control sequences. */
  raw(): string
  /** What the terminal shows and has scrolled away, a string a line; a line that was wrapped is one. */
  lines(): string[]
  /** The same, from the line on where the cursor was when `type` was last called. */
  fresh(): string
  /** The line the cursor is in. */
  line(): string
  /** The rows on the screen. */
  screen(): string[]
  type(keys: string): void
  /** Types, and waits until what came since shows `sees`, and after it the shell's prompt is there, with nothing on it. */
  enter(keys: string, sees: string | RegExp): Promise<string>
  /** Waits until what came since shows this; the cursor may be anywhere. */
  sees(what: string | RegExp): Promise<string>
  until(what: string, holds: () => boolean): Promise<void>
  resize(columns: number, rows: number): void
  /** The code that the program ended with. */
  readonly ended: Promise<number>
  /** After a test, a failed one too. */
  close(): Promise<void>
}

export const CTRL_C = '\x03'
export const CTRL_D = '\x04'
export const ESC = '\x1b'

/** Begins `labs start …` at a terminal; returns once its first prompt is there, or once `ready` is. */
export async function walk(
  home: Home,
  { args = ['start', '3'], env = {}, columns = 80, rows = 30, ready }: WalkOptions = {},
): Promise<Walker> {
  const pty = spawn(process.execPath, [home.script, ...args], {
    name: 'xterm-256color',
    cols: columns,
    rows,
    cwd: home.env.HOME ?? '/',
    env: { ...home.env, ...env },
  })
  const xterm = new headless.Terminal({ cols: columns, rows, scrollback: 20_000, allowProposedApi: true })
  const { active } = xterm.buffer
  let raw = ''
  let drawing = 0
  let code: number | null = null
  const waiting = new Set<() => void>()
  const look = () => {
    if (drawing === 0) for (const each of [...waiting]) each()
  }
  const draw = (data: string) => {
    raw += data
    drawing++
    xterm.write(data, () => {
      drawing--
      look()
    })
  }
  pty.onData(draw)
  // node-pty may lose the very last words of a program that ends.
  onLastRead(pty, draw)
  // A terminal answers when it is asked where the cursor is.
  xterm.onData((reply) => pty.write(reply))
  const ended = new Promise<number>((done) => {
    pty.onExit(({ exitCode, signal }) => {
      const ended = signal ? 128 + signal : exitCode
      // Behind all that was written: the screen is whole when it is told.
      xterm.write('', () => {
        code = ended
        done(ended)
        look()
      })
    })
  })

  /** Blanks at the end of a row are its line's own where the line goes on below. */
  const row = (y: number) => active.getLine(y)?.translateToString(!active.getLine(y + 1)?.isWrapped) ?? ''
  const linesFrom = (first: number): string[] => {
    const lines: string[] = []
    for (let y = first; y < active.length; y++) {
      if (active.getLine(y)?.isWrapped && lines.length > 0) lines.push((lines.pop() ?? '') + row(y))
      else lines.push(row(y))
    }
    while (lines.at(-1)?.trim() === '') lines.pop()
    return lines.map((line) => line.trimEnd())
  }
  let mark = xterm.registerMarker(0)
  /** With nothing on the line; on the instance it says where one is. */
  const atPrompt = () => /^(ec2-user@\S+ )?\$$/.test(walker.line())
  /** For the one who reads why a test failed; a broker's log has lines of a thousand columns. */
  const lately = () =>
    linesFrom(0)
      .slice(-60)
      .map((line) => line.slice(0, 200))
      .join('\n')
  const walker: Walker = {
    pty,
    ended,
    raw: () => raw,
    lines: () => linesFrom(0),
    fresh: () => linesFrom(Math.max(0, mark?.line ?? 0)).join('\n'),
    line: () => {
      let y = active.baseY + active.cursorY
      while (y > 0 && active.getLine(y)?.isWrapped) y--
      return linesFrom(y)[0] ?? ''
    },
    screen: () => {
      // Full screen programs have a screen of their own.
      const shown = xterm.buffer.active
      return Array.from({ length: xterm.rows }, (_, y) =>
        (shown.getLine(shown.baseY + y)?.translateToString(true) ?? '').trimEnd(),
      )
    },
    type: (keys) => {
      mark?.dispose()
      mark = xterm.registerMarker(0)
      pty.write(keys)
    },
    enter: async (keys, sees) => {
      walker.type(keys)
      await walker.until(
        `${JSON.stringify(keys)} shows ${sees}, then a prompt`,
        () => has(walker.fresh(), sees) && atPrompt(),
      )
      return walker.fresh()
    },
    sees: async (what) => {
      await walker.until(String(what), () => has(walker.fresh(), what))
      return walker.fresh()
    },
    until: (what, holds) =>
      new Promise((done, fail) => {
        const stop = () => {
          clearTimeout(timer)
          waiting.delete(check)
        }
        const timer = setTimeout(() => {
          stop()
          fail(new Error(`not in time: ${what}\n${lately()}\n(cursor in ${JSON.stringify(walker.line())})`))
        }, PATIENCE)
        const check = () => {
          if (holds()) {
            stop()
            done()
          } else if (code !== null) {
            stop()
            fail(new Error(`labs ended with ${code}, and never: ${what}\n${lately()}`))
          }
        }
        waiting.add(check)
        look()
      }),
    resize: (cols, height) => {
      xterm.resize(cols, height)
      pty.resize(cols, height)
    },
    close: async () => {
      if (code === null) pty.kill('SIGKILL')
      await ended
      xterm.dispose()
    },
  }
  if (ready === undefined) await walker.until('the first prompt', atPrompt)
  else await walker.sees(ready)
  return walker
}

type WalkOptions = {
  readonly args?: readonly string[]
  readonly env?: Readonly<Record<string, string>>
  readonly columns?: number
  readonly rows?: number
  readonly ready?: string | RegExp
}

/** Words are found over the ends of lines too: where a line ends depends on the terminal's width. */
function has(text: string, what: string | RegExp): boolean {
  // A backslash at a line's end is where a command was broken.
  const words = (lines: string) => lines.replaceAll(/ \\\n/g, ' ').replaceAll(/\s+/g, ' ')
  return typeof what === 'string' ? words(text).includes(words(what)) : what.test(text)
}
