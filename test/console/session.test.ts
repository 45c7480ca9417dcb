// biome-ignore-all lint/suspicious/noTemplateCurlyInString: they are bash's
import { spawnSync } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { lookAtInstance } from '../../src/instance/facts.ts'
import type { SessionFacts } from '../../src/instance/model.ts'
import { machine } from '../instance/machine.ts'
import { type Learner, type LearnerOptions, openLearner, SECRET, version } from './learner.ts'

const SESSION = resolve(import.meta.dirname, '../../src/console/session.sh')
const NAME = 'KAFKA_HEAP_OPTS'

let dir: string
const open: Learner[] = []
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'labs-sessions-'))
})
afterEach(async () => {
  for (const learner of open.splice(0)) await learner.close()
  rmSync(dir, { recursive: true, force: true })
})

/** A learner on the instance, whose sessions are written down. */
async function onInstance(options: LearnerOptions = {}): Promise<Learner> {
  const learner = await openLearner({
    ...options,
    env: {
      LABS_CONSOLE_SESSIONS: dir,
      LABS_CONSOLE_SESSION_RC: SESSION,
      LABS_CONSOLE_PLACE: 'instance',
      ...options.env,
    },
  })
  open.push(learner)
  return learner
}

/** What is read of the records, as the checks read it. */
function sessions(): Promise<readonly SessionFacts[]> {
  return lookAtInstance(
    machine({
      sessions: dir,
      bash: async (script, ...args) =>
        spawnSync('bash', ['-c', script, 'labs', ...args], { encoding: 'utf8' }).stdout,
    }),
  ).sessions()
}
async function session(): Promise<SessionFacts> {
  const [only, other] = await sessions()
  expect(other).toBe(undefined)
  if (only === undefined) throw new Error('no session was written down')
  return only
}

describe('what a session has is written down at each prompt', () => {
  test('from the first one on; what is exported and what is not', async () => {
    const learner = await onInstance()
    expect(await session()).toMatchObject({ number: 0, isOpen: true, unexported: {} })
    expect((await session()).exported[NAME]).toBe(undefined)
    await learner.run(`${NAME}="-Xmx400m -Xms400m"`)
    expect((await session()).unexported[NAME]).toBe('-Xmx400m -Xms400m')
    expect((await session()).exported[NAME]).toBe(undefined)
    await learner.run(`export ${NAME}`)
    expect((await session()).exported[NAME]).toBe('-Xmx400m -Xms400m')
    expect((await session()).unexported).toEqual({})
    await learner.run(`export ${NAME}='a "b" $c \`d\` \\'`)
    expect((await session()).exported[NAME]).toBe('a "b" $c `d` \\')
    await learner.run(`unset ${NAME}`)
    expect(await session()).toMatchObject({ unexported: {} })
    expect((await session()).exported[NAME]).toBe(undefined)
  })

  test('the prompt tells where the shell is; elsewhere it tells nothing', async () => {
    expect((await onInstance()).last()).toMatchObject({ first: true, place: 'instance' })
    const elsewhere = await openLearner()
    open.push(elsewhere)
    expect((await elsewhere.run('true')).place).toBe('')
    expect(readdirSync(dir)).toHaveLength(1)
  })

  test('each in a file of its own, by its number and its shell', async () => {
    const one = await onInstance()
    const two = await onInstance()
    await two.run(`export ${NAME}=x`)
    expect(
      (await sessions()).map(({ number, isOpen, exported }) => [number, isOpen, exported[NAME]]),
    ).toEqual([
      [0, true, undefined],
      [1, true, 'x'],
    ])
    expect(readdirSync(dir).sort()).toEqual([
      `0000-${readFileSync(join(one.home, 'pid'), 'utf8').trim()}`,
      `0001-${readFileSync(join(two.home, 'pid'), 'utf8').trim()}`,
    ])
    two.console.type('exit\r')
    await two.until('the end', () => two.exit !== null)
    expect((await sessions()).map(({ isOpen, exported }) => [isOpen, exported[NAME]])).toEqual([
      [true, undefined],
      [false, 'x'],
    ])
  })

  test('$? stays what it was, and nothing of ours is said', async () => {
    const learner = await onInstance()
    expect(await learner.run('(exit 42)')).toMatchObject({ exit: 42 })
    await learner.run('echo "is $?"')
    expect(learner.screen()).toEqual(['$ (exit 42)', '$ echo "is $?"', 'is 42', '$'])
  })
})

describe('whatever is set in the shell', () => {
  test.each([
    'set -u',
    'set -e',
    'set -eu',
    'set -o noclobber',
    'set -o pipefail',
    'set -f',
    'set -a',
    'set -o posix',
    'set -x',
    'shopt -s nullglob failglob',
    'export() { echo theirs; }; declare() { echo theirs; }',
    'alias export=false declare=false',
  ])('%s', async (line) => {
    const learner = await onInstance()
    await learner.run(line)
    await learner.run('')
    await learner.run(`builtin export ${NAME}=one`)
    expect((await session()).exported[NAME]).toBe('one')
    await learner.run(`${NAME}=two`)
    expect((await session()).exported[NAME]).toBe('two')
    await learner.run(`unset ${NAME}`)
    expect((await session()).exported[NAME]).toBe(undefined)
    expect(learner.exit).toBe(null)
    expect(learner.screen().join('\n')).not.toMatch(/__labs|cannot overwrite|^theirs/m)
  })

  test('a directory of records that is gone is no harm', async () => {
    const learner = await onInstance()
    await learner.run('set -e')
    rmSync(dir, { recursive: true })
    await learner.run('true')
    expect((await learner.run('echo here')).exit).toBe(0)
    expect(learner.screen()).toEqual(['$ set -e', '$ true', '$ echo here', 'here', '$'])
  })
})

describe('whatever the .bashrc does', () => {
  test('it has a PROMPT_COMMAND of its own, which goes on working', async () => {
    const learner = await onInstance({
      bashrc: `export PROMPT_COMMAND='seen="$seen x"'\nexport ${NAME}=rc\n`,
    })
    expect((await session()).exported[NAME]).toBe('rc')
    await learner.run(`export ${NAME}=now`)
    expect((await session()).exported[NAME]).toBe('now')
    await learner.run('echo "seen:$seen"')
    expect(learner.screen()).toContain('seen: x x')
  })

  test('it is read again: the record is still renewed, and it is the same one', async () => {
    const learner = await onInstance({ bashrc: "PROMPT_COMMAND='true'\nPS1='mine> '\n" })
    writeFileSync(join(learner.home, '.bashrc'), `PROMPT_COMMAND='true'\nexport ${NAME}=again\n`)
    expect(await learner.run('source ~/.bashrc')).toMatchObject({ place: 'instance' })
    expect((await session()).exported[NAME]).toBe('again')
    await learner.run(`export ${NAME}=after`)
    expect((await session()).exported[NAME]).toBe('after')
  })

  test('it sets noclobber and nounset', async () => {
    const learner = await onInstance({ bashrc: 'set -o noclobber; set -u\n' })
    await learner.run(`export ${NAME}=x`)
    expect((await session()).exported[NAME]).toBe('x')
  })
})

test('nothing of it is in the environment of what is started there', async () => {
  const learner = await onInstance({ bashrc: 'set -a\n', env: { LABS_EXEC: '1' } })
  await learner.run('env > env; bash -c "declare -F; export -p" > inner')
  const text = ['env', 'inner'].map((name) => readFileSync(join(learner.home, name), 'utf8')).join('')
  expect(text).not.toMatch(/LABS_CONSOLE|LABS_EXEC|__labs_record|__labs_note|__labs_key/)
  expect(text).not.toContain(SECRET)
  // A bash within it is no session of its own.
  expect(await sessions()).toHaveLength(1)
})

test('without a directory for them nothing is written, and nothing said', async () => {
  const learner = await onInstance({ env: { LABS_CONSOLE_SESSIONS: join(dir, 'none') } })
  await learner.run('echo a')
  expect(learner.screen()).toEqual(['$ echo a', 'a', '$'])
  expect(readdirSync(dir)).toEqual([])
})

test.skipIf(version < 400)(
  'a login shell writes down what it has, as one that is begun for a check has it',
  async () => {
    const home = join(dir, 'home')
    const records = join(dir, 'records')
    for (const folder of [home, records]) mkdirSync(folder)
    writeFileSync(join(home, '.bash_profile'), `export ${NAME}=profile\n`)
    const PROMPT_COMMAND = `unset -v PROMPT_COMMAND; . "${SESSION}"; PROMPT_COMMAND=__labs_note; __labs_note`
    const { status } = spawnSync('bash', ['-l', '-i'], {
      input: `export OTHER=1\n`,
      env: {
        PATH: process.env.PATH,
        HOME: home,
        TERM: 'dumb',
        LABS_CONSOLE_SESSIONS: records,
        PROMPT_COMMAND,
      },
    })
    expect(status).toBe(0)
    const [name = ''] = readdirSync(records)
    const record = readFileSync(join(records, name), 'utf8')
    expect(record).toMatch(new RegExp(`^declare -x ${NAME}="profile"$`, 'm'))
    expect(record).toMatch(/^declare -x OTHER="1"$/m)
    expect(record).not.toMatch(/PROMPT_COMMAND|LABS_CONSOLE/)
  },
)

describe('on the way to the instance', () => {
  /** Someone at their own computer, whose ssh writes down what it was given. */
  const atComputer = async (env: Record<string, string> = { LABS_CONSOLE_SSH: '1' }) => {
    const tools = join(dir, 'tools')
    mkdirSync(tools, { recursive: true })
    writeFileSync(
      join(tools, 'ssh'),
      `#!/bin/sh\nenv > "$HOME/ssh-env"\necho "$@" > "$HOME/ssh-args"\nexit 5\n`,
    )
    chmodSync(join(tools, 'ssh'), 0o755)
    const learner = await openLearner({ env: { PATH: `${tools}:${process.env.PATH}`, ...env } })
    open.push(learner)
    return learner
  }
  const read = (learner: Learner, name: string) => readFileSync(join(learner.home, name), 'utf8')

  test('ssh is handed the key, with its own arguments and exit code, and nobody else is', async () => {
    const learner = await atComputer()
    expect(await learner.run('ssh -i "a key" ec2-user@test-kafka-server; env > env')).toMatchObject({
      exit: 0,
    })
    expect(read(learner, 'ssh-env')).toContain(`LABS_CONSOLE_KEY=${SECRET}\n`)
    expect(read(learner, 'ssh-args')).toBe('-i a key ec2-user@test-kafka-server\n')
    expect(read(learner, 'env')).not.toContain(SECRET)
    expect(read(learner, 'env')).not.toContain('LABS_CONSOLE')
    expect(await learner.run('ssh x')).toMatchObject({ exit: 5 })
    expect(await learner.run('set -u; ssh x')).toMatchObject({ exit: 5 })
    await learner.run('bash -c "ssh y"; env > env')
    expect(read(learner, 'ssh-env')).not.toContain(SECRET)
    expect(read(learner, 'env')).not.toContain(SECRET)
  })

  test('elsewhere ssh is handed nothing', async () => {
    const learner = await atComputer({})
    await learner.run('ssh x')
    expect(read(learner, 'ssh-env')).not.toContain('LABS_CONSOLE')
    expect(read(learner, 'ssh-env')).not.toContain(SECRET)
  })

  test('a login there takes the key: its prompts are marked, its record is written, and both end with it', async () => {
    const learner = await atComputer()
    const src = resolve(import.meta.dirname, '../../src/console')
    const records = join(dir, 'records')
    mkdirSync(records)
    const login = readFileSync(join(src, 'login.sh'), 'utf8')
    writeFileSync(
      join(dir, 'login.sh'),
      login.replaceAll('/opt/instance/console', src).replaceAll('/run/labs-sessions', records),
    )
    writeFileSync(join(learner.home, '.bash_profile'), `. ~/.bashrc\nexport ${NAME}=profile\n`)
    writeFileSync(
      join(dir, 'tools/ssh'),
      `#!/bin/sh\nUSER=ec2-user HOSTNAME=ip-kafka PROMPT_COMMAND='. ${join(dir, 'login.sh')}' exec bash -l -i\n`,
    )
    expect(await learner.run('ssh x')).toMatchObject({ first: true, place: 'instance', exit: 0 })
    expect(learner.line()).toBe('ec2-user@ip-kafka $')
    expect(await learner.run('set -e')).toMatchObject({ place: 'instance' })
    expect(await learner.run(`export ${NAME}=now`)).toMatchObject({ ran: true, first: false })
    await learner.run('check; env > env')
    expect(learner.verbs).toEqual([['check', []]])
    expect(read(learner, 'env')).not.toContain(SECRET)
    expect(read(learner, 'env')).not.toMatch(/LABS_CONSOLE|__labs_/)
    const [name = ''] = readdirSync(records)
    expect(readFileSync(join(records, name), 'utf8')).toMatch(new RegExp(`^declare -x ${NAME}="now"$`, 'm'))
    expect(await learner.run('exit')).toMatchObject({ ran: true, place: '' })
    expect(readdirSync(records)).toHaveLength(1)
  })

  test('the shell behind it is another one: its first prompt is new, and the one after it goes on as before', async () => {
    const learner = await atComputer()
    const rc = resolve(import.meta.dirname, '../../src/console/rc.sh')
    writeFileSync(
      join(dir, 'tools/ssh'),
      `#!/bin/sh\nLABS_CONSOLE_PLACE=instance LABS_CONSOLE_SESSIONS=${dir} LABS_CONSOLE_SESSION_RC=${SESSION} exec bash --rcfile ${rc} -i\n`,
    )
    await learner.run('true')
    expect(await learner.run('ssh x')).toMatchObject({ first: true, place: 'instance' })
    expect(await learner.run('(exit 4)')).toMatchObject({
      ran: true,
      exit: 4,
      place: 'instance',
      command: '(exit 4)',
    })
    expect(await learner.run('')).toMatchObject({ ran: false, place: 'instance' })
    expect(await learner.run('exit')).toMatchObject({ first: false, ran: true, place: '', exit: 4 })
    expect(await learner.run('echo home')).toMatchObject({ ran: true, place: '', command: 'echo home' })
  })
})
