import type { InstanceFacts, SessionFacts } from '../../instance/model.ts'
import { words } from '../../words/index.ts'
import type { CheckResult, Json, SessionCheck } from '../model.ts'
import { result, verdictOf, type Wrong } from '../result.ts'

/** What a login bash may read, in its order; of those of the last three, the first one that is there. */
const START_UP = ['.bashrc', '.bash_profile', '.bash_login', '.profile'] as const

/** `session: this | another | new`: the environment of the learner's shells on the instance. */
export async function judgeSession(spec: SessionCheck, facts: InstanceFacts): Promise<CheckResult> {
  switch (spec.session) {
    case 'this':
      return judgeThis(spec, await facts.sessions())
    case 'another':
      return judgeAnother(spec, facts)
    case 'new':
      return judgeNew(spec, facts)
  }
}

function judgeThis(spec: SessionCheck, sessions: readonly SessionFacts[]): CheckResult {
  const open = sessions.filter(({ isOpen }) => isOpen)
  const wrong = Object.entries(spec.has ?? {}).flatMap(([name, want]): Wrong[] => {
    if (open.some(({ exported }) => isSame(exported[name], want))) return []
    if (open.some(({ unexported }) => unexported[name] !== undefined))
      return [{ message: words.instance.notExported(name), help: words.instance.exportIt(name) }]
    const other = open.map(({ exported }) => exported[name]).findLast((value) => value !== undefined)
    if (other !== undefined)
      return [
        {
          message: words.instance.otherValue(name, other, want),
          help: words.instance.exportAgain(name, want),
        },
      ]
    return [{ message: words.instance.noSessionHas(name), help: null, short: true }]
  })
  const right = Object.entries(spec.has ?? {}).map(([name, value]) => words.instance.sessionHas(name, value))
  return verdictOf(
    spec,
    wrong,
    right.join('; '),
    named(
      spec,
      open.map(({ exported }) => exported),
    ),
  )
}

/** In options of a JVM neither the order nor the case of a unit says anything. */
function isSame(have: string | undefined, want: string): boolean {
  const options = (text: string) =>
    text
      .trim()
      .split(/\s+/)
      .map((option) => option.replace(/\d[KMG]$/, (size) => size.toLowerCase()))
      .sort()
      .join(' ')
  if (have === undefined || !want.startsWith('-')) return have === want
  return options(have) === options(want)
}

/** One that is open has not what another one has, or had. */
async function judgeAnother(spec: SessionCheck, facts: InstanceFacts): Promise<CheckResult> {
  const name = spec.lacks ?? ''
  const sessions = await facts.sessions()
  const had = sessions.filter(({ exported }) => exported[name] !== undefined)
  const without = sessions.filter(({ isOpen, exported }) => isOpen && exported[name] === undefined)
  const actual: Json = { open: sessions.filter(({ isOpen }) => isOpen).length, without: without.length }
  if (had.length === 0)
    return result(spec, { verdict: 'pending', message: words.instance.noSessionHad(name), actual })
  if (without.length > 0)
    return result(spec, { verdict: 'passed', message: words.instance.anotherLacks(name), actual })
  // Kept already: then each new session has it too, and a second one alone will not do.
  const [line] = await linesThatSet(name, facts)
  return result(spec, {
    verdict: 'pending',
    message: words.instance.noOther(name),
    actual,
    ...(line === undefined ? {} : { help: words.instance.unsetIt(name, line.file) }),
  })
}

async function judgeNew(spec: SessionCheck, facts: InstanceFacts): Promise<CheckResult> {
  const environment = await facts.newSession()
  const wrong: Wrong[] = []
  for (const [name, want] of Object.entries(spec.has ?? {})) {
    const value = environment[name]
    const lines = await linesThatSet(name, facts)
    if (value === undefined) wrong.push(await notKept(name, want, lines))
    else if (!isSame(value, want))
      wrong.push({
        message: words.instance.newOtherValue(name, value, want),
        help: words.instance.editLine(name),
      })
    else if (spec.once && lines.length > 1)
      wrong.push({
        message: words.instance.standsTwice(name, lines.length, lines[0]?.file ?? ''),
        help: words.instance.standsTwiceHelp,
      })
  }
  const right = Object.entries(spec.has ?? {}).map(([name, value]) => words.instance.newHas(name, value))
  return verdictOf(spec, wrong, right.join('; '), named(spec, [environment]))
}

type Line = { readonly file: string; readonly text: string }

async function linesThatSet(name: string, facts: InstanceFacts): Promise<Line[]> {
  const found: Line[] = []
  for (const file of START_UP)
    for (const text of ((await facts.file(file)) ?? '').split('\n'))
      if (new RegExp(`^\\s*((export|declare\\s+-x|typeset\\s+-x)\\s+)?${name}=`).test(text))
        found.push({ file, text })
  return found
}

async function notKept(name: string, want: string, lines: readonly Line[]): Promise<Wrong> {
  const [line] = lines
  if (line === undefined) return { message: words.instance.newLacks(name), help: null, short: true }
  const isExported = /^\s*(export|declare|typeset)\s/.test(line.text)
  return isExported
    ? { message: words.instance.notRead(name, line.file), help: words.instance.notReadHelp(line.file) }
    : {
        message: words.instance.setNotExported(name, line.file),
        help: words.instance.exportInFile(name, want),
      }
}

/** What sessions have of what the check names. */
function named(spec: SessionCheck, environments: readonly Readonly<Record<string, string>>[]): Json {
  const names = Object.keys(spec.has ?? {})
  return environments.map((environment) =>
    Object.fromEntries(names.map((name) => [name, environment[name] ?? null])),
  )
}
