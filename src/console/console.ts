import { homedir } from 'node:os'
import { UserError } from '../errors.ts'
import { words } from '../words/index.ts'
import { createHold } from './hold.ts'
import { keysToInsert, REDRAW } from './keys.ts'
import { createMarkReader, type Segment } from './marks.ts'
import type { ShellRequest, Terminal, TerminalExit } from './model.ts'
import { createPromptTracker, type PromptEvent, type Step } from './prompts.ts'
import { findBash, newSecret, shellArguments, shellEnvironment } from './shell.ts'
import { openPty } from './terminal.ts'

export type { PromptEvent } from './prompts.ts'

/** While a promise of these is pending, all that comes after is held. */
export interface ConsoleHandlers {
  onOutput(text: string): void
  onPrompt?(prompt: PromptEvent): Promise<void> | void
  /** The learner called `hint`, `check`, …: before the prompt that follows. */
  onVerb?(verb: string, args: string[]): Promise<void> | void
  onCommandStart?(): Promise<void> | void
  /** The learner's .bashrc ended the shell, which was started again without it. */
  onBashrcSkipped?(): void
}

export interface ConsoleOptions {
  historyFile: string
  columns: number
  rows: number
  cwd?: string
  /** The shell's environment; by default this process's own. */
  env?: Record<string, string | undefined>
  /** Stands before `$ `. */
  promptText?: string
  secret?: string
  /** The bash to run; by default the first on PATH. */
  bash?: string
  /** rc.sh's path where the shell runs. */
  rcFile?: string
  /** Opens bash elsewhere than behind a pty here, with these arguments and these variables added. */
  open?(shell: ShellRequest): Promise<Terminal>
}

export interface Console {
  /** Whether bash reads a line, and nothing typed since its prompt ends one. */
  readonly atPrompt: boolean
  /** What the user's keys send. */
  type(keys: string): void
  /** Puts a command on the line, to be read and edited: it is not run. */
  insert(command: string): void
  /**
   * Runs `print` with the cursor where the prompt's line begins: what it prints (whole lines) stands above the prompt,
   * which is then drawn again with the half-typed line. False, and nothing run, if the shell is not at a prompt.
   */
  announce(print: () => Promise<void> | void): Promise<boolean>
  resize(columns: number, rows: number): void
  /** Hangs up, as a closed terminal window does. */
  kill(signal?: NodeJS.Signals): void
  /** The shell's end, after all of its output; rejects with what a handler threw. */
  readonly exited: Promise<TerminalExit>
}

/** Held output is bounded: past this many characters the shell waits. */
const HOLD_LIMIT = 262_144
const CLEAR_BELOW = '\u001b[J'

type Item = Segment | { kind: 'exit'; exit: TerminalExit }

/** Starts the learner's bash, with marks in its stream. */
export async function openConsole(options: ConsoleOptions, handlers: ConsoleHandlers): Promise<Console> {
  const secret = options.secret ?? newSecret()
  const size = { columns: options.columns, rows: options.rows }
  const announcements: Announcement[] = []
  let tracker = createPromptTracker()
  let terminal: Terminal
  let prompted = false
  let readBashrc = true
  let resolveExit: (exit: TerminalExit) => void
  let rejectExit: (error: unknown) => void
  const exited = new Promise<TerminalExit>((resolve, reject) => {
    resolveExit = resolve
    rejectExit = reject
  })
  // A caller may look at it late, or never.
  exited.catch(() => {})

  const onStep = (step: Step): Promise<void> | void => {
    if (step.kind === 'redraw') return announcements.length > 0 ? announceAll() : undefined
    if (step.kind === 'verb') return handlers.onVerb?.(step.verb, step.args)
    refuseAll(announcements)
    if (step.kind === 'start') return handlers.onCommandStart?.()
    prompted = true
    return handlers.onPrompt?.(step.event)
  }

  const announceAll = async (): Promise<void> => {
    handlers.onOutput(CLEAR_BELOW)
    for (const { print, resolve, reject } of announcements.splice(0)) {
      await Promise.resolve()
        .then(print)
        .then(() => resolve(true), reject)
    }
  }

  const onEnd = (exit: TerminalExit): Promise<void> | void => {
    refuseAll(announcements)
    if (prompted) return resolveExit(exit)
    if (!readBashrc) {
      return rejectExit(new UserError(words.console.shellEnded, { help: words.console.shellEndedHelp }))
    }
    readBashrc = false
    handlers.onBashrcSkipped?.()
    return start()
  }

  const hold = createHold<Item>({
    handle(item) {
      if (item.kind === 'exit') return onEnd(item.exit)
      if (item.kind === 'mark') {
        const step = tracker.mark(item.mark, Date.now())
        return step === null ? undefined : onStep(step)
      }
      tracker.output(item.text)
      handlers.onOutput(item.text)
    },
    size: (item) => (item.kind === 'output' ? item.text.length : 0),
    limit: HOLD_LIMIT,
    onFull: () => terminal.pause(),
    onFree: () => terminal.resume(),
    onError(error) {
      rejectExit(error)
      terminal.kill()
    },
  })

  const start = async (): Promise<void> => {
    const shell = {
      args: shellArguments(options.rcFile),
      env: shellEnvironment({
        secret,
        historyFile: options.historyFile,
        promptText: options.promptText ?? '',
        readBashrc,
      }),
    }
    const reader = createMarkReader(secret)
    tracker = createPromptTracker()
    terminal = await (options.open?.({ ...shell, ...size }) ?? openHere(options, shell, size))
    terminal.onData((data) => hold.push(reader.push(data)))
    terminal.onExit((exit) => hold.push([...reader.end(), { kind: 'exit', exit }]))
  }
  await start()

  return {
    exited,
    get atPrompt() {
      return tracker.atPrompt()
    },
    type(keys) {
      tracker.typed(keys)
      terminal.write(keys)
    },
    insert: (command) => terminal.write(keysToInsert(command, tracker.bracketedPaste)),
    announce(print) {
      if (!tracker.editing(Date.now())) return Promise.resolve(false)
      return new Promise((resolve, reject) => {
        announcements.push({ print, resolve, reject })
        if (announcements.length === 1) terminal.write(REDRAW)
      })
    },
    resize(columns, rows) {
      Object.assign(size, { columns, rows })
      terminal.resize(columns, rows)
    },
    kill: (signal) => terminal.kill(signal),
  }
}

interface Announcement {
  print: () => Promise<void> | void
  resolve: (shown: boolean) => void
  reject: (error: unknown) => void
}

function refuseAll(announcements: Announcement[]): void {
  for (const { resolve } of announcements.splice(0)) resolve(false)
}

function openHere(
  options: ConsoleOptions,
  shell: { args: string[]; env: Record<string, string> },
  size: { columns: number; rows: number },
): Promise<Terminal> {
  const env = { ...(options.env ?? process.env), ...shell.env }
  const file = options.bash ?? findBash(env.PATH)
  return openPty({ file, args: shell.args, cwd: options.cwd ?? homedir(), env, ...size })
}
