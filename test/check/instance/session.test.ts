import { describe, expect, test } from 'vitest'
import type { SessionCheck } from '../../../src/check/model.ts'
import type { SessionFacts } from '../../../src/instance/model.ts'
import { judge, said } from './judge.ts'

const NAME = 'KAFKA_HEAP_OPTS'
const WANT = '-Xmx400m -Xms400m'
const spec: SessionCheck = { kind: 'session', session: 'this', has: { [NAME]: WANT } }
const session = (
  exported: Record<string, string> = {},
  unexported: Record<string, string> = {},
  isOpen = true,
): SessionFacts => ({ number: 1, isOpen, exported, unexported })
const HAS = session({ [NAME]: WANT })

describe('this one', () => {
  test('any that is open has it', async () => {
    expect(await judge(spec, { sessions: [session(), HAS, session({ [NAME]: 'x' })] })).toMatchObject({
      verdict: 'passed',
      message: `your session has ${NAME}="${WANT}"`,
      actual: [{ [NAME]: null }, { [NAME]: WANT }, { [NAME]: 'x' }],
      help: null,
    })
  })

  test.each<[what: string, sessions: SessionFacts[], said: string[]]>([
    ['there is none', [], ['pending', `no session that is open on the instance has ${NAME}`]],
    ['none has it', [session()], ['pending', `no session that is open on the instance has ${NAME}`]],
    [
      'one that had it is closed',
      [session({ [NAME]: WANT }, {}, false), session()],
      ['pending', `no session that is open on the instance has ${NAME}`],
    ],
    [
      'it is not exported',
      [session({}, { [NAME]: WANT })],
      ['failed', `your shell has ${NAME}, and does not hand it on to what it starts`, `export ${NAME}`],
    ],
    [
      'it has another value: that of the newest session',
      [session({ [NAME]: '-Xmx1G' }), session({ [NAME]: '-Xmx400' }), session()],
      ['failed', `your session has ${NAME}="-Xmx400", want "${WANT}"`, `export ${NAME}="${WANT}"`],
    ],
    [
      'an option more',
      [session({ [NAME]: `${WANT} -Xmx400m` })],
      ['failed', `your session has ${NAME}="${WANT} -Xmx400m", want "${WANT}"`, `export ${NAME}="${WANT}"`],
    ],
  ])('%s', async (_, sessions, words) => expect(await said(spec, { sessions })).toEqual(words))

  test.each(['-Xms400m -Xmx400m', '-Xmx400M -Xms400M', ` ${WANT} `])(
    'the same options, written otherwise: %j',
    async (value) => {
      expect((await said(spec, { sessions: [session({ [NAME]: value })] }))[0]).toBe('passed')
      const elsewhere: SessionCheck = { ...spec, has: { A: 'b a' } }
      expect((await said(elsewhere, { sessions: [session({ A: 'a b' })] }))[0]).toBe('failed')
    },
  )

  test('of several variables, each in a session of its own', async () => {
    const two: SessionCheck = { ...spec, has: { A: 'a', B: 'b' } }
    expect(await said(two, { sessions: [session({ A: 'a' }), session({ B: 'b' })] })).toEqual([
      'passed',
      'your session has A="a"; your session has B="b"',
    ])
    expect(await said(two, { sessions: [session({ A: 'a' })] })).toEqual([
      'pending',
      'no session that is open on the instance has B',
    ])
  })
})

describe('another one', () => {
  const other: SessionCheck = { kind: 'session', session: 'another', lacks: NAME }
  test.each<[what: string, sessions: SessionFacts[], said: string[]]>([
    [
      'beside one that has it',
      [HAS, session()],
      ['passed', `one session has had ${NAME}, and another one that is open has not`],
    ],
    [
      'after one that had it',
      [session({ [NAME]: WANT }, {}, false), session({}, { [NAME]: WANT })],
      ['passed', `one session has had ${NAME}, and another one that is open has not`],
    ],
    ['none has had it', [session()], ['pending', `no session has had ${NAME} yet`]],
    ['there is no other', [HAS], ['pending', `every session that is open has ${NAME}`]],
    [
      'the other one is closed',
      [HAS, session({}, {}, false)],
      ['pending', `every session that is open has ${NAME}`],
    ],
  ])('%s', async (_, sessions, words) => expect(await said(other, { sessions })).toEqual(words))

  test('a start-up file gives it to each: the way out is named', async () => {
    const files = { '.bashrc': `export ${NAME}="${WANT}"\n` }
    expect(await said(other, { sessions: [HAS, HAS], files })).toEqual([
      'pending',
      `every session that is open has ${NAME}`,
      `~/.bashrc sets it in each new session already; in a second one, take it away again: unset ${NAME}`,
    ])
    expect(await said(other, { sessions: [HAS, session()], files })).toEqual([
      'passed',
      `one session has had ${NAME}, and another one that is open has not`,
    ])
  })

  test('what was there', async () => {
    expect((await judge(other, { sessions: [HAS, session(), session({}, {}, false)] })).actual).toEqual({
      open: 2,
      without: 1,
    })
  })
})

describe('a new one', () => {
  const fresh: SessionCheck = { ...spec, session: 'new' }
  const line = `export ${NAME}="${WANT}"\n`
  const newSession = { [NAME]: WANT }

  test('has it', async () => {
    expect(await judge(fresh, { newSession: { ...newSession, HOME: '/' } })).toMatchObject({
      verdict: 'passed',
      message: `a new session has ${NAME}="${WANT}"`,
      actual: [{ [NAME]: WANT }],
      help: null,
    })
  })

  test.each<[what: string, files: Record<string, string>, said: string[]]>([
    ['lacks it', {}, ['pending', `a new session does not have ${NAME}`]],
    [
      'a comment sets nothing',
      { '.bashrc': `# ${line}` },
      ['pending', `a new session does not have ${NAME}`],
    ],
    [
      'another variable is none',
      { '.bashrc': `export MY_${NAME}=x\n` },
      ['pending', `a new session does not have ${NAME}`],
    ],
    [
      'it is set without export',
      { '.bashrc': `${NAME}="${WANT}"\n` },
      [
        'failed',
        `~/.bashrc sets ${NAME} without export, so a new session keeps it to itself`,
        `the line in ~/.bashrc is: export ${NAME}="${WANT}"`,
      ],
    ],
    [
      'in a file that is not read',
      { '.bash_profile': '. ~/.bashrc\n', '.profile': line },
      [
        'failed',
        `~/.profile sets ${NAME}, and a new session does not have it`,
        'bash does not read ~/.profile where there is a ~/.bash_profile: put the line into ~/.bashrc',
      ],
    ],
    [
      'behind something that ends the file',
      { '.bashrc': `return\n  export ${NAME}=x\n` },
      [
        'failed',
        `~/.bashrc sets ${NAME}, and a new session does not have it`,
        'something in the way ends the file before that line, or unsets it again',
      ],
    ],
    [
      'declared',
      { '.bashrc': `return\ndeclare -x ${NAME}=x\n` },
      [
        'failed',
        `~/.bashrc sets ${NAME}, and a new session does not have it`,
        'something in the way ends the file before that line, or unsets it again',
      ],
    ],
  ])('%s', async (_, files, words) => expect(await said(fresh, { files })).toEqual(words))

  test('has another value', async () => {
    expect(await said(fresh, { newSession: { [NAME]: '-Xmx1G' }, files: { '.bashrc': line } })).toEqual([
      'failed',
      `a new session has ${NAME}="-Xmx1G", want "${WANT}"`,
      `the last line that sets ${NAME} counts: vi ~/.bashrc`,
    ])
  })

  test.each<[times: number, files: Record<string, string>, message: string | null]>([
    [1, { '.bashrc': line }, null],
    [1, { '.bashrc': `#${line}${line}` }, null],
    [2, { '.bashrc': line + line }, `${NAME} is set twice in ~/.bashrc`],
    [3, { '.bashrc': `${line}\n${line}  ${line}` }, `${NAME} is set 3 times in ~/.bashrc`],
    [2, { '.bash_profile': line + line }, `${NAME} is set twice in ~/.bash_profile`],
  ])('set %d times, where once is wanted: %j', async (_, files, message) => {
    expect(await said({ ...fresh, once: true }, { newSession, files })).toEqual(
      message === null
        ? ['passed', `a new session has ${NAME}="${WANT}"`]
        : [
            'failed',
            message,
            'one line is enough, and two will differ one day: vi ~/.bashrc (dd removes a line)',
          ],
    )
    expect((await judge(fresh, { newSession, files })).verdict).toBe('passed')
  })
})
