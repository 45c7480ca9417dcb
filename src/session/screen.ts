import { stripVTControlCharacters } from 'node:util'
import type { StepResult } from '../check/model.ts'
import type { Outer } from '../console/outer.ts'
import { UserError } from '../errors.ts'
import type { Lab, Step } from '../lab/model.ts'
import { worldFor } from '../lab/world.ts'
import { renderCode, renderInline, renderMarkdown } from '../markdown.ts'
import { askLine, type PromptIo } from '../prompt.ts'
import { checkLines, sign } from '../render.ts'
import { style as createStyle, wantsColour } from '../style.ts'
import { width, wrap, wrapAdvice } from '../text.ts'
import { visible } from '../visible.ts'
import type { WalkState } from '../walk/events.ts'
import { words } from '../words/index.ts'
import type { Context } from './context.ts'
import { commandLines, doingLines } from './shown.ts'
import type { Doing } from './ways.ts'

const WIDEST = 80

export type Screen = ReturnType<typeof createScreen>

/** What the walk says, on the learner's terminal: whole lines, above the prompt. */
export function createScreen(outer: Outer, context: Context, lab: Lab) {
  const colour = wantsColour(process.stdout, context.env)
  const style = createStyle(colour)
  const columns = () => Math.min(outer.columns, WIDEST)
  const total = lab.steps.length
  // Raw mode: a line ends with a carriage return too.
  const print = (...lines: readonly string[]) => outer.write(lines.map((line) => `${line}\r\n`).join(''))
  const wrapped = (text: string, paint = (line: string) => line) => wrap(visible(text), columns()).map(paint)

  return {
    colour,
    /** Where a command left its last line open, the next one begins below it. */
    freshLine: (atLineStart: boolean) => {
      if (!atLineStart) print('')
    },
    title: () => {
      print('', style.bold(words.walk.title(lab.number, visible(lab.title))), '')
      if (lab.intro.trim() !== '') print(...renderMarkdown(lab.intro, columns(), style), '')
    },
    /** @param how whether it is new, was done before, or can't be done here */
    step: (step: Step, index: number, how: 'new' | 'again' | 'not-here') => {
      const head = `${index + 1}/${total}  ${renderInline(step.title, style)}`
      const rule = '─'.repeat(Math.max(0, columns() - width(head) - 4))
      print('', `${style.dim('──')} ${style.bold(head)} ${style.dim(rule)}`, '')
      for (const block of step.blocks)
        print(
          ...(block.kind === 'prose'
            ? renderMarkdown(block.markdown, columns(), style)
            : commandLines(block, { columns: columns(), style, lab: lab.number })),
          '',
        )
      if (step.task.kind === 'question')
        print(...wrap(`${style.bold('?')} ${renderInline(step.task.ask, style)}`, columns(), '  '), '')
      const shows = step.blocks.some((b) => b.kind === 'command')
      const keys =
        step.task.kind === 'question'
          ? shows
            ? words.walk.keysOfQuestion
            : words.walk.keysOfBareQuestion
          : shows
            ? words.walk.keys
            : words.walk.keysWithoutCommand
      if (how === 'not-here')
        print(
          ...wrap(`${sign('blocked', style)} ${style.warn(words.instance.noNetwork)}`, columns(), '  '),
          ...wrapped(`→ ${words.instance.noNetworkHelp}`),
        )
      const last = { new: keys, again: words.walk.again, 'not-here': words.walk.keysNotHere }
      print(...wrapped(last[how], style.dim))
    },
    tick: (result: StepResult, skipped: boolean) => {
      const said = result.checks.map((check) => visible(check.message)).join('; ')
      const how = skipped ? style.dim(` (${words.walk.doneForYou})`) : ''
      print(...wrap(`${sign('passed', style)} ${style.good(said)}${how}`, columns(), '  '))
    },
    diagnose: (result: StepResult) => {
      for (const [i, check] of result.checks.entries()) {
        // Two checks may see the very same (a topic that is not there): said once.
        const isSaid = result.checks.slice(0, i).some(({ message }) => message === check.message)
        if (check.verdict === 'passed' || isSaid) continue
        const [first = '', ...rest] = checkLines(check, style, columns() - 2)
        print(`${sign(check.verdict, style)} ${first}`, ...rest.map((line) => `  ${line}`))
      }
    },
    remind: (result: StepResult) => {
      const check = result.checks.find((c) => c.verdict !== 'passed')
      if (check)
        print(...wrap(`${sign(check.verdict, style)} ${style.dim(visible(check.message))}`, columns(), '  '))
    },
    hint: (step: Step, hint: { markdown: string; number: number } | null) => {
      if (hint === null) return print(...wrapped(words.walk.noHints, style.dim))
      print(
        style.dim(words.cli.hintOf(hint.number, step.hints.length)),
        ...renderMarkdown(hint.markdown, columns(), style),
      )
    },
    ask: (question: string, io: PromptIo) => {
      print(...wrap(`${style.bold('?')} ${renderInline(question, style)}`, columns(), '  '))
      return askLine(words.walk.answer, io)
    },
    doing: (doing: Doing) => print(...doingLines(doing, { columns: columns(), style, lab: lab.number })),
    /** A command for a second terminal: of the learner, or of ours. */
    beside: (command: string, whose: 'yours' | 'started') =>
      print(
        ...wrapped(
          whose === 'yours' ? words.walk.besideYours(lab.number) : words.walk.besideStarted,
          style.dim,
        ),
        ...renderCode(command, columns(), style),
      ),
    /** Amid what a command prints: the line that it has begun is put below again. */
    aside: (text: string, begun: string) => {
      const fits = width(stripVTControlCharacters(begun)) < outer.columns
      outer.write(fits ? '\r\u001b[K' : '\r\n')
      print(...wrapped(text, style.dim))
      outer.write(begun)
    },
    say: (text: string) => print(...wrapped(text, style.dim)),
    tip: (text: string) => print(...wrapAdvice(`→ ${visible(text)}`, columns(), '  ')),
    /** A user's problem, in one line and a way out; a bug goes on up. */
    problem: (error: unknown): null => {
      if (!(error instanceof UserError)) throw error
      print(
        `${style.warn('?')} ${visible(error.message)}`,
        ...(error.help === null ? [] : [`  → ${visible(error.help)}`]),
      )
      return null
    },
    help: () => {
      const names = Math.max(...words.walk.verbs.map(([name]) => name.length))
      print(...words.walk.verbs.map(([name, does]) => `  ${style.code(name.padEnd(names))}  ${does}`))
    },
    /** @param notHere how many steps can't be done here */
    finished: (notHere: number) => {
      print(
        '',
        style.good(words.walk.finished(lab.number, total - notHere, notHere)),
        ...wrapped(lab.on === 'cluster' ? words.walk.afterFinish : words.walk.afterFinishInstance),
      )
    },
    /** @param notHere the steps that can't be done here, and do not count */
    goodbye: (state: WalkState, stopped: boolean, notHere: readonly Step[]) => {
      const done = state.passed.size - notHere.filter(({ id }) => state.passed.has(id)).length
      const say = stopped ? words.walk.goodbyeStopped : words.walk.goodbye
      const lines = wrapped(say(lab.number, done, total - notHere.length, worldFor(lab)))
      // A shell that was taken away has left its prompt.
      const text = (outer.atLineStart ? lines : ['', ...lines]).map((line) => `${line}\n`).join('')
      process.stdout.write(text)
    },
  }
}
