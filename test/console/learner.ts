import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import headless from '@xterm/headless'
import {
  type Console,
  type ConsoleHandlers,
  openConsole,
  type PromptEvent,
} from '../../src/console/console.ts'
import type { TerminalExit } from '../../src/console/model.ts'

/** The bash under test: the one on PATH, or another version. */
const bash = process.env.LABS_TEST_BASH
/** Its version, as 302 or 502. */
export const version = Number(
  spawnSync(bash ?? 'bash', ['-c', 'echo $((BASH_VERSINFO[0] * 100 + BASH_VERSINFO[1]))']).stdout.toString(),
)
export const SECRET = 'k3y-of-the-test'
const DEADLINE_MS = 10_000

export interface Learner {
  console: Console
  home: string
  prompts: PromptEvent[]
  verbs: [string, string[]][]
  starts: number
  exit: TerminalExit | null
  bashrcSkipped: boolean
  /** Everything that came out, marks removed. */
  output: string
  last(): PromptEvent
  /** The screen's lines without trailing blanks, empty ones at the end left out. */
  screen(): string[]
  line(): string
  /** What of the cursor's line is shown inverse. */
  inverse(): string
  /** What the runner prints. */
  print(text: string): void
  exists(file: string): boolean
  until(what: string, condition: () => boolean): Promise<void>
  /** Types a line and Enter, and waits for the prompt that follows. */
  run(line: string): Promise<PromptEvent>
  /** Types Ctrl-C once bash sleeps: one that comes while it still works on other keys can be lost, in any bash. */
  interruptPrompt(): void
  resize(columns: number, rows: number): void
  close(): Promise<void>
}

export interface LearnerOptions {
  bashrc?: string
  columns?: number
  rows?: number
  promptText?: string
  env?: Record<string, string>
  onPrompt?(learner: Learner, prompt: PromptEvent): Promise<void> | void
  onVerb?(learner: Learner, verb: string): Promise<void> | void
}

/** A learner at an xterm of 80x24: a home of their own, and a console in it, at its first prompt. */
export async function openLearner(options: LearnerOptions = {}): Promise<Learner> {
  const home = mkdtempSync(join(tmpdir(), 'labs-console-'))
  writeFileSync(join(home, '.bashrc'), `echo $$ > ~/pid\n${options.bashrc ?? ''}`)
  const { columns = 80, rows = 24 } = options
  const xterm = new headless.Terminal({ cols: columns, rows, allowProposedApi: true })
  const waiting = new Set<() => void>()
  let writing = 0
  const changed = (): void => {
    if (writing > 0) return
    for (const check of [...waiting]) check()
  }

  const handlers: ConsoleHandlers = {
    onOutput(text) {
      learner.output += text
      writing++
      xterm.write(text, () => {
        writing--
        changed()
      })
    },
    async onPrompt(prompt) {
      learner.prompts.push(prompt)
      changed()
      await options.onPrompt?.(learner, prompt)
      queueMicrotask(changed)
    },
    async onVerb(verb, args) {
      learner.verbs.push([verb, args])
      await options.onVerb?.(learner, verb)
    },
    onCommandStart() {
      learner.starts++
      changed()
    },
    onBashrcSkipped() {
      learner.bashrcSkipped = true
    },
  }

  const learner: Learner = {
    console: undefined as unknown as Console,
    home,
    prompts: [],
    verbs: [],
    starts: 0,
    exit: null,
    bashrcSkipped: false,
    output: '',
    last: () => learner.prompts.at(-1) as PromptEvent,
    screen() {
      const lines = Array.from({ length: xterm.rows }, (_, row) =>
        (
          xterm.buffer.active.getLine(xterm.buffer.active.baseY + row)?.translateToString(true) ?? ''
        ).trimEnd(),
      )
      while (lines.at(-1) === '') lines.pop()
      return lines
    },
    line() {
      const { active } = xterm.buffer
      return (active.getLine(active.baseY + active.cursorY)?.translateToString(true) ?? '').trimEnd()
    },
    inverse() {
      const { active } = xterm.buffer
      const line = active.getLine(active.baseY + active.cursorY)
      const cells = Array.from({ length: xterm.cols }, (_, column) => line?.getCell(column))
      return cells.flatMap((cell) => (cell?.isInverse() ? [cell.getChars()] : [])).join('')
    },
    print(text) {
      writing++
      xterm.write(text.replaceAll('\n', '\r\n'), () => {
        writing--
        changed()
      })
    },
    exists: (file) => existsSync(join(home, file)),
    until(what, condition) {
      return new Promise((resolve, reject) => {
        const timer = setTimeout(() => {
          waiting.delete(check)
          reject(
            new Error(
              `not in time: ${what}\n${learner.screen().join('\n')}\n${JSON.stringify(learner.prompts.at(-1))}`,
            ),
          )
        }, DEADLINE_MS)
        const check = (): void => {
          if (writing > 0 || !condition()) return
          clearTimeout(timer)
          waiting.delete(check)
          resolve()
        }
        waiting.add(check)
        check()
      })
    },
    async run(line) {
      const before = learner.prompts.length
      learner.console.type(`${line}\r`)
      await learner.until(
        `the prompt after ${line}`,
        () => learner.prompts.length > before && learner.console.atPrompt,
      )
      return learner.last()
    },
    interruptPrompt() {
      const shell = readFileSync(join(home, 'pid'), 'utf8').trim()
      while (!spawnSync('ps', ['-o', 'stat=', '-p', shell]).stdout.toString().startsWith('S'));
      learner.console.type('\u0003')
    },
    resize(cols, lines) {
      xterm.resize(cols, lines)
      learner.console.resize(cols, lines)
    },
    async close() {
      learner.console.kill('SIGKILL')
      await learner.console.exited.catch(() => {})
      xterm.dispose()
      rmSync(home, { recursive: true, force: true, maxRetries: 5 })
    },
  }

  const { PATH, LANG } = process.env
  learner.console = await openConsole(
    {
      historyFile: join(home, 'history'),
      columns,
      rows,
      cwd: home,
      secret: SECRET,
      env: {
        PATH,
        LANG: LANG ?? 'C.UTF-8',
        HOME: home,
        TERM: 'xterm-256color',
        LC_ALL: 'C.UTF-8',
        ...options.env,
      },
      ...(bash === undefined ? {} : { bash }),
      ...(options.promptText === undefined ? {} : { promptText: options.promptText }),
    },
    handlers,
  )
  xterm.onData((reply) => learner.console.type(reply))
  learner.console.exited.then(
    (exit) => {
      learner.exit = exit
      changed()
    },
    () => {},
  )
  await learner.until('the first prompt', () => learner.console.atPrompt || learner.exit !== null)
  return learner
}
