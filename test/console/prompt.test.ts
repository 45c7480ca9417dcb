// biome-ignore-all lint/suspicious/noTemplateCurlyInString: they are bash's
import { appendFileSync, mkdirSync, readFileSync, rmdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import { type Learner, type LearnerOptions, openLearner, SECRET, version } from './learner.ts'

let learner: Learner
const open = async (options: LearnerOptions = {}): Promise<Learner> => {
  learner = await openLearner(options)
  return learner
}
afterEach(() => learner.close())

describe('what a prompt tells', () => {
  test('the first one is the first', async () => {
    await open()
    expect(learner.prompts).toEqual([
      { first: true, exit: 0, ran: false, command: null, interrupted: false, place: '', atLineStart: true },
    ])
    expect(learner.screen()).toEqual(['$'])
  })

  test('a command: its text, its exit code, what it printed', async () => {
    await open()
    expect(await learner.run('echo 안녕 && false')).toEqual({
      first: false,
      exit: 1,
      ran: true,
      command: 'echo 안녕 && false',
      interrupted: false,
      place: '',
      atLineStart: true,
    })
    expect(learner.screen()).toEqual(['$ echo 안녕 && false', '안녕', '$'])
    expect(learner.starts).toBe(1)
  })

  test('Enter on an empty line enters nothing, also after a failure', async () => {
    await open()
    await learner.run('false')
    expect(await learner.run('')).toMatchObject({ ran: false, command: null, exit: 1, interrupted: false })
    expect(await learner.run('   ')).toMatchObject({ ran: false, command: null })
    expect(learner.starts).toBe(1)
  })

  test('Ctrl-C at the prompt gives the line up', async () => {
    await open()
    learner.console.type('half a li')
    await learner.until('the text', () => learner.line() === '$ half a li')
    learner.interruptPrompt()
    await learner.until('a second prompt', () => learner.prompts.length === 2 && learner.console.atPrompt)
    expect(learner.last()).toMatchObject({ ran: false, command: null, interrupted: true })
    expect(await learner.run('')).toMatchObject({ ran: false, interrupted: false })
  })

  test('the same line twice, with and without history keeping it', async () => {
    await open({ bashrc: 'HISTCONTROL=ignoreboth\n' })
    expect(await learner.run('echo a')).toMatchObject({ ran: true, command: 'echo a' })
    expect(await learner.run('echo a')).toMatchObject({ ran: true, command: 'echo a' })
    expect(await learner.run(' echo b')).toMatchObject({ ran: true, command: null })
    await learner.run('HISTIGNORE=true')
    expect(await learner.run('true')).toMatchObject({ ran: true, command: null })
    await learner.run('unset HISTIGNORE; set +o history')
    expect(await learner.run('echo c')).toMatchObject({ ran: true, command: null })
  })

  test('a line that is no command: a syntax error, a comment', async () => {
    await open()
    expect(await learner.run('echo )')).toMatchObject({ ran: true, command: 'echo )' })
    expect(learner.last().exit).not.toBe(0)
    expect(await learner.run('# nothing')).toMatchObject({ ran: true, command: '# nothing' })
  })

  test('a multi-line command', async () => {
    await open()
    learner.console.type('echo a \\\r')
    await learner.until('PS2', () => learner.line() === '>')
    expect(learner.console.atPrompt).toBe(false)
    expect(await learner.run('  b')).toMatchObject({ ran: true, command: 'echo a   b' })
    learner.console.type('cat <<X\r안녕\r')
    expect(await learner.run('X')).toMatchObject({
      ran: true,
      command: version < 400 ? 'cat <<X' : 'cat <<X\n안녕\nX',
    })
    expect(learner.screen().slice(-2)).toEqual(['안녕', '$'])
  })

  test('$? and $_ are the command’s own, in pipes and jobs too', async () => {
    await open()
    await learner.run('(exit 42)')
    await learner.run('echo "is $?"; true x y')
    expect(await learner.run('echo "and $_"; (exit 7) | (exit 9)')).toMatchObject({ exit: 9 })
    expect(learner.screen()).toContain('is 42')
    expect(learner.screen()).toContain('and y')
    await learner.run('echo "both ${PIPESTATUS[*]}"')
    // bash 3.2 forgets it in any PROMPT_COMMAND.
    expect(learner.screen()).toContain(version < 400 ? 'both 0' : 'both 7 9')
  })

  test('its directory is taken away: it stands in the nearest that is there, and in its own once that is made anew', async () => {
    await open()
    await learner.run('mkdir -p up/here && cd up/here && set -eu')
    const [up, here] = [join(learner.home, 'up'), join(learner.home, 'up', 'here')]
    rmdirSync(here)
    rmdirSync(up)
    await learner.run('')
    expect(await learner.run('bash -c pwd; echo "from $OLDPWD"')).toMatchObject({ exit: 0 })
    expect(learner.screen().slice(-3)).toEqual([learner.home, `from ${learner.home}`, '$'])
    mkdirSync(here, { recursive: true })
    await learner.run('')
    expect(await learner.run('pwd -P; echo "from $OLDPWD"')).toMatchObject({ exit: 0 })
    expect(learner.screen().slice(-3)).toEqual([here, `from ${learner.home}`, '$'])
    // Led elsewhere meanwhile, it stays there.
    rmdirSync(here)
    await learner.run('')
    await learner.run('cd /')
    mkdirSync(here)
    await learner.run(`cd ${up}`)
    await learner.run('')
    expect(await learner.run('pwd')).toMatchObject({ exit: 0 })
    expect(learner.screen().slice(-2)).toEqual([up, '$'])
    expect(learner.output).not.toMatch(/getcwd|No such file/)
  })

  test('output without a newline at its end', async () => {
    await open()
    expect(await learner.run('printf "a\\nb"')).toMatchObject({ atLineStart: false })
    expect(await learner.run("printf 'c\\n\\e[0m'")).toMatchObject({ atLineStart: true })
    expect(await learner.run('')).toMatchObject({ atLineStart: true })
  })

  test('tracing shows nothing of ours', async () => {
    await open()
    await learner.run('set -x')
    await learner.run('echo traced')
    await learner.run('')
    expect(learner.last()).toMatchObject({ ran: false, command: null })
    // Before bash 4.4 a DEBUG trap is traced, too.
    const traced = learner
      .screen()
      .filter((line) => line.startsWith('+') && !/^\++ case \$__labs_/.test(line))
    expect(traced).toEqual(['+ echo traced'])
  })

  test('with set -eu at the prompt the shell lives, and its end is told', async () => {
    await open()
    await learner.run('set -u')
    expect(await learner.run('echo $nothing')).toMatchObject({ exit: 1, ran: true })
    await learner.run('set -e')
    await learner.run('')
    learner.console.type('false\r')
    await learner.until('the end', () => learner.exit !== null)
    expect(learner.exit).toEqual({ code: 1, signal: null })
  })
})

describe('the key', () => {
  test('is in no child’s environment, nor in a file that a verb is redirected to', async () => {
    await open({ bashrc: 'set -a; env > ~/rc-env; export PS1="mine> " PROMPT_COMMAND="true"\n' })
    await learner.run(
      'env > env; bash --norc -c "cat /proc/\\$\\$/environ > environ; export -p > set; declare -F >> set"; check > file',
    )
    const text = ['rc-env', 'env', 'environ', 'set', 'file'].map((name) =>
      readFileSync(join(learner.home, name), 'utf8'),
    )
    expect(text.join('')).not.toContain(SECRET)
    expect(text.join('')).not.toContain('133;')
    expect(text.join('')).not.toContain('LABS_CONSOLE')
    expect(text[4]).toBe('')
    expect(learner.verbs).toEqual([['check', []]])
    expect(await learner.run('bash --norc -ic "PROMPT_COMMAND=; true"')).toMatchObject({ exit: 0 })
  })

  test('marks printed by a tool are not taken', async () => {
    await open()
    await learner.run(
      "printf '\\033]133;D;0\\007\\033]133;A;p=99;n=99;e=0;k=guess\\007\\033]133;L;v=quit\\007left'",
    )
    expect(learner.prompts).toHaveLength(2)
    expect(learner.verbs).toEqual([])
    expect(learner.output).not.toContain('\u001b]133;')
    expect(learner.screen().at(-1)).toBe('left$')
  })

  test('half a mark and then silence', async () => {
    await open()
    learner.console.type("printf 'x\\033]133;D'; read y\r")
    await learner.until('x', () => learner.screen().includes('x'))
    learner.console.type('\r')
    await learner.until('the prompt', () => learner.prompts.length === 2 && learner.console.atPrompt)
    expect(learner.screen().slice(1)).toEqual(['xD', '$'])
  })
})

describe('the learner’s .bashrc', () => {
  test('its aliases, functions, PROMPT_COMMAND, PS0 and traps go on working', async () => {
    await open({
      bashrc: `alias hi='echo aliased' check='echo no'
printf() { echo 'their printf'; }; history() { echo 'their history'; }
PS1='their prompt> '
export PROMPT_COMMAND='seen="$seen $?" # a comment'
HISTTIMEFORMAT='%F %T '
trap 'echo bye' EXIT
`,
    })
    await learner.run('hi')
    await learner.run('(exit 3)')
    await learner.run('echo "seen:$seen"')
    expect(learner.screen().slice(0, 6)).toEqual([
      '$ hi',
      'aliased',
      '$ (exit 3)',
      '$ echo "seen:$seen"',
      'seen: 0 0 3',
      '$',
    ])
    expect(learner.last()).toMatchObject({ command: 'echo "seen:$seen"', ran: true })
    await learner.run('check')
    expect(learner.verbs).toEqual([['check', []]])
    learner.console.type('exit\r')
    await learner.until('the end', () => learner.exit !== null)
    expect(learner.screen().slice(-2)).toEqual(['exit', 'bye'])
  })

  test('a PROMPT_COMMAND that is an array, where bash knows it', async () => {
    await open({ bashrc: "PROMPT_COMMAND=('a=1$?' 'b=2$?')\n" })
    await learner.run('(exit 5)')
    await learner.run('echo "$a/${b-none}/${BASH_VERSINFO[0]}${BASH_VERSINFO[1]}"')
    expect(['15/25/5', '15/none']).toContain(learner.screen().at(-2)?.slice(0, 7))
  })

  test.each([
    ['fails', 'false; nonsense-command; return 3'],
    ['has a syntax error', 'if then (('],
    ['divides by zero', 'echo $((1/0)); x=1'],
    ['has an unset variable under set -u', 'set -u; echo $nothing'],
    [
      'makes a pattern of options',
      'set -f; shopt -s nullglob extglob nocasematch; IFS=x; set -o vi; shopt -u promptvars',
    ],
    ['is in posix mode', 'set -o posix'],
    ['sets a DEBUG trap', 'trap "traps=\\$((traps+1))" DEBUG'],
    ['execs another shell', 'exec sleep 1000; after=1'],
    ['has a broken PROMPT_COMMAND', 'PROMPT_COMMAND="if; )"'],
    ['re-reads history', 'PROMPT_COMMAND="history -a; history -c; history -r"'],
    ['is noisy', 'PROMPT_COMMAND="echo noise"'],
  ])('one that %s does no harm', async (_, bashrc) => {
    await open({ bashrc: `${bashrc}\n` })
    expect(await learner.run('echo one; false')).toMatchObject({ ran: true, exit: 1 })
    expect(await learner.run('')).toMatchObject({ ran: false })
    expect(learner.screen()).toContain('one')
    expect(learner.line()).toBe('$')
    expect(learner.bashrcSkipped).toBe(false)
  })

  test('a DEBUG trap of its own goes on working', async () => {
    await open({ bashrc: 'trap "traps=\\$((traps+1))" DEBUG\n' })
    await learner.run('true')
    await learner.run('[ "$traps" -gt 1 ] && echo "it works"')
    expect(learner.screen()).toContain('it works')
  })

  test('one that ends the shell is left out', async () => {
    await open({ bashrc: 'exit 5\n' })
    expect(learner.bashrcSkipped).toBe(true)
    expect(await learner.run('echo alive; env | grep LABS_')).toMatchObject({ ran: true })
    expect(learner.screen().filter((line) => !line.startsWith('$'))).toEqual(['alive'])
  })

  test('one that is read again, and sets the prompt anew', async () => {
    await open({ bashrc: '' })
    appendFileSync(join(learner.home, '.bashrc'), 'PS1="mine> "; PROMPT_COMMAND="true"; PS0=; again=yes\n')
    await learner.run('source ~/.bashrc')
    await learner.run('echo $again')
    expect(await learner.run('')).toMatchObject({ ran: false })
    expect(learner.screen().at(-1)).toBe('$')
    expect(await learner.run('false')).toMatchObject({ ran: true, exit: 1, command: 'false' })
  })
})

test('a second marked shell within the first has its own first prompt, commands and history', async () => {
  await open()
  const rc = resolve('src/console/rc.sh')
  await learner.run('echo outer')
  learner.console.type(`LABS_CONSOLE_KEY=${SECRET} HISTFILE= bash --rcfile ${rc} -i\r`)
  await learner.until('its prompt', () => learner.prompts.length === 3 && learner.console.atPrompt)
  expect(learner.last()).toMatchObject({ first: true, ran: false, command: null })
  expect(await learner.run('false')).toMatchObject({ ran: true, command: 'false', exit: 1, first: false })
  expect(await learner.run('')).toMatchObject({ ran: false })
  expect(await learner.run('exit 6')).toMatchObject({ ran: true, exit: 6, first: false })
  expect(learner.last().command).toContain('--rcfile')
  expect(await learner.run('')).toMatchObject({ ran: false, first: false })
})

describe('the functions', () => {
  test('tell the runner their arguments, and return 0', async () => {
    await open()
    await learner.run('false; hint; echo "is $?"')
    await learner.run("answer 'a;b' 50% $'c\\nd\\ae' \"$(printf '안녕')\" ''")
    await learner.run('solution | cat; skip & back; next; wait')
    await learner.run('help; help cd | head -1')
    expect(learner.screen()).toContain('is 0')
    expect(learner.screen().some((line) => /^cd: cd/.test(line))).toBe(true)
    expect(learner.verbs.slice(0, 2)).toEqual([
      ['hint', []],
      ['answer', ['a;b', '50%', 'c d e', '안녕', '']],
    ])
    expect(
      learner.verbs
        .slice(2)
        .map(([verb]) => verb)
        .sort(),
    ).toEqual(['back', 'help', 'next', 'skip', 'solution'])
  })

  test('quit tells, then ends', async () => {
    await open()
    learner.console.type('quit\r')
    await learner.until('the end', () => learner.exit !== null)
    expect(learner.verbs).toEqual([['quit', []]])
    expect(learner.exit).toEqual({ code: 0, signal: null })
    expect(learner.screen()).toEqual(['$ quit'])
  })

  test('their names complete', async () => {
    await open()
    learner.console.type('soluti\t')
    await learner.until('completion', () => learner.line() === '$ solution')
  })
})

test('a prompt with a place in it', async () => {
  await open({ promptText: '3/9 \\w $(id)' })
  expect(learner.screen()).toEqual(['3/9 \\w $(id) $'])
})

test('the session’s history file', async () => {
  await open({ bashrc: 'export HISTFILE=~/.bash_history' })
  await learner.run('echo first')
  learner.console.type('exit\r')
  await learner.until('the end', () => learner.exit !== null)
  expect(readFileSync(join(learner.home, 'history'), 'utf8')).toContain('echo first\n')
})
