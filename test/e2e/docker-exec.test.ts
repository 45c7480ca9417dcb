import { createHash } from 'node:crypto'
import { afterEach, describe, expect, test } from 'vitest'
import { until } from '../../src/until.ts'
import { startedLearner } from './learner.ts'
import { eventually } from './patience.ts'
import { dockerStack, onDocker } from './stack.ts'
import { CTRL_C, CTRL_D, ESC, type Walker, walk } from './walker.ts'

onDocker('a program in the workbench’s container', () => {
  const learner = startedLearner('docker')
  const exec = (...command: string[]) => learner.home.run(['exec', '--', ...command])
  /** What runs in the container, beside its own two processes. */
  const processes = async (): Promise<string[]> => {
    const container = await dockerStack(learner.home.dir).container('workbench')
    const { Processes: rows, Titles: titles } = (await container.top()) as {
      Processes: string[][]
      Titles: string[]
    }
    const command = titles.indexOf('CMD')
    return rows
      .map((row) => row[command] ?? '')
      .filter((text) => !/^(\/sbin\/docker-init |sleep infinity)/.test(text))
  }
  const nothingRuns = async () => {
    const left = await until(async () => ((await processes()).length === 0 ? [] : null), { deadline: 10_000 })
    if (left !== null) return
    const still = await processes()
    // The next test begins with nothing in there.
    await (await dockerStack(learner.home.dir).container('workbench')).restart({ t: 0 })
    expect(still, 'nothing runs there any more').toEqual([])
  }
  afterEach(nothingRuns)

  describe('its streams', () => {
    const hash = (text: string) => createHash('sha256').update(text).digest('hex')

    test('50 MB come whole and in order', async () => {
      const { code, stdout, stderr } = await exec('seq', '1', '6500000')
      const lines: string[] = []
      for (let i = 1; i <= 6_500_000; i++) lines.push(`${i}\n`)
      expect({ code, stderr, bytes: stdout.length }).toEqual({ code: 0, stderr: '', bytes: 50_888_896 })
      expect(hash(stdout)).toBe(hash(lines.join('')))
    })

    test('two streams that are written by turns stay apart, each in its order', async () => {
      const { code, stdout, stderr } = await exec(
        'bash',
        '-c',
        'for ((i = 0; i < 20000; i++)); do echo "out $i"; echo "error $i" >&2; done; exit 4',
      )
      const all = (word: string) => Array.from({ length: 20_000 }, (_, i) => `${word} ${i}\n`).join('')
      expect({ code, out: stdout === all('out'), error: stderr === all('error') }).toEqual({
        code: 4,
        out: true,
        error: true,
      })
    })

    test('5 MB through a pipe reach the program, and then its end', async () => {
      const input = '한글 0123456789abcdef\n'.repeat(200_000)
      expect(await learner.home.run(['exec', '--', 'sha256sum'], { input })).toEqual({
        code: 0,
        stdout: `${hash(input)}  -\n`,
        stderr: '',
      })
    })

    test('a program that reads only the beginning of it ends well', async () => {
      const input = 'abc'.repeat(2_000_000)
      expect(await learner.home.run(['exec', '--', 'head', '-c', '3'], { input })).toEqual({
        code: 0,
        stdout: 'abc',
        stderr: '',
      })
    })

    test('a program that reads nothing ends all the same, though nobody closes its input', async () => {
      const running = learner.home.begin(['exec', '--', 'echo', 'done'], { input: null })
      expect(await running.ended).toEqual({ code: 0, stdout: 'done\n', stderr: '' })
    })

    test('a letter that is split between two frames is whole', async () => {
      expect(await exec('bash', '-c', 'printf "\\xed\\x95"; sleep 0.1; printf "\\x9c\\n"')).toMatchObject({
        stdout: '한\n',
      })
    })

    test('whoever stops reading leaves no program behind', async () => {
      const running = learner.home.begin(['exec', '--', 'bash', '-c', 'yes | cat'])
      await expect.poll(running.stdout, { timeout: 20_000 }).toMatch(/^y\n/)
      running.child.stdout?.destroy()
      expect((await running.ended).stderr).toBe('')
      await nothingRuns()
    })
  })

  describe('signals reach it, and all that it started', () => {
    test.each([
      ['SIGINT', 130],
      ['SIGTERM', 143],
      ['SIGHUP', 129],
      ['SIGQUIT', 131],
    ] as const)('%s', async (signal, code) => {
      // Job control gives each its own group; -i does not ignore SIGINT in the background.
      const program = 'set -m; sleep 1001 & (sleep 1002) & echo ready; exec sleep 1003'
      const running = learner.home.begin(['exec', '--', 'bash', '-c', program])
      await expect.poll(running.stdout, { timeout: 20_000 }).toBe('ready\n')
      await eventually(
        'the three run',
        async () => (await processes()).filter((p) => /sleep 100/.test(p)).length === 3,
      )
      running.child.kill(signal)
      expect(await running.ended).toMatchObject({ code, stderr: '' })
      await nothingRuns()
    })

    test('a consumer of the book’s, by Ctrl-C in a script', async () => {
      const running = learner.home.begin([
        'exec',
        '--',
        'kafka-console-consumer.sh',
        '--bootstrap-server',
        learner.bootstrap,
        '--topic',
        'read',
      ])
      await eventually('the consumer runs', async () =>
        (await processes()).some((p) => p.includes('ConsoleConsumer')),
      )
      // Only a JVM whose handler is there ends in an orderly way.
      await eventually('its group', async () => (await learner.groups()).includes('console-consumer-'))
      running.child.kill('SIGINT')
      expect(await running.ended).toMatchObject({
        stderr: expect.stringContaining('Processed a total of 0 messages'),
      })
      await learner.anew()
    })

    test('one that ignores them goes on, and is there until it ends by itself', async () => {
      const running = learner.home.begin(
        ['exec', '--', 'bash', '-c', 'trap "" TERM; echo ready; read -r line; echo "got $line"'],
        {
          input: null,
        },
      )
      await expect.poll(running.stdout, { timeout: 20_000 }).toBe('ready\n')
      running.child.kill('SIGTERM')
      // Behind the signal: it was sent before.
      expect(await exec('true')).toMatchObject({ code: 0 })
      running.child.stdin?.end('it\n')
      expect(await running.ended).toEqual({ code: 0, stdout: 'ready\ngot it\n', stderr: '' })
    })
  })

  describe('at a terminal', () => {
    let terminal: Walker | null = null
    afterEach(async () => {
      await terminal?.close()
      terminal = null
    })
    const open = async (args: string[], options: Parameters<typeof walk>[1] = {}) => {
      terminal = await walk(learner.home, { args, ...options })
      return terminal
    }
    const bash = ['exec', '--', 'env', 'PS1=$ ', 'bash', '--norc', '--noprofile', '-i']

    test('the window’s size, from the start and when it changes; TERM; a terminal on all three streams', async () => {
      const at = await open(bash, { columns: 91, rows: 33 })
      await at.enter('stty size\r', '\n33 91\n')
      await at.enter(
        'echo $TERM; [ -t 0 ] && [ -t 1 ] && [ -t 2 ] && echo "all three"\r',
        '\nxterm-256color\nall three\n',
      )
      at.resize(60, 20)
      await eventuallyAt(at, 'stty size\r', '\n20 60\n')
      at.type('exit 5\r')
      expect(await at.ended).toBe(5)
    })

    test('Ctrl-C is the program’s, and Ctrl-D its end; the keys of Hangul are whole', async () => {
      const at = await open(bash)
      at.type('sleep 1000; echo "code $?"\r')
      await eventually('it sleeps', async () => (await processes()).some((p) => p === 'sleep 1000'))
      await at.enter(CTRL_C, '^C')
      await at.enter('echo 안녕하세요\r', '\n안녕하세요\n')
      at.type('cat\r')
      // What is typed before it reads would be the shell's.
      await eventually('cat reads', async () => (await processes()).includes('cat'))
      at.type('said twice\r')
      await at.sees('said twice\nsaid twice')
      await at.enter(CTRL_D, /^\$$/m)
      at.type(CTRL_D)
      expect(await at.ended).toBe(0)
    })

    test('a full screen program: less draws, moves, follows the window, and gives the screen back', async () => {
      const at = await open(bash, { columns: 80, rows: 24 })
      at.type('seq 1 500 | less\r')
      await at.until('the first page', () => at.screen()[0] === '1' && at.screen()[22] === '23')
      at.type('G')
      await at.until('the last one', () => at.screen()[22] === '500')
      at.type('g')
      await at.until('the first page again', () => at.screen()[0] === '1' && at.screen()[22] === '23')
      at.resize(80, 40)
      await at.until('a longer page', () => at.screen()[0] === '1' && at.screen()[38] === '39')
      at.type('q')
      await at.until('the prompt', () => at.line() === '$')
      expect(at.lines().join('\n')).not.toContain('39')
      at.type('exit\r')
      expect(await at.ended).toBe(0)
    })

    test('a file is written in nano, and read in vi', async () => {
      const at = await open(bash)
      at.type('nano /tmp/written\r')
      await at.until('nano', () => at.screen().some((row) => row.includes('GNU nano')))
      at.type('a line of 한글\r\x0f')
      await at.until('the name is asked', () => at.screen().some((row) => row.includes('File Name to Write')))
      at.type('\r')
      await at.until('it was written', () => at.screen().some((row) => row.includes('Wrote 2 lines')))
      at.type('\x18')
      await at.until('the prompt', () => at.line() === '$')
      at.type('vi /tmp/written\r')
      await at.until('vi', () => at.screen()[0] === 'a line of 한글' && at.screen()[3] === '~')
      at.type(`${ESC}:q!\r`)
      await at.until('the prompt', () => at.line() === '$')
      await at.enter('rm -v /tmp/written\r', "removed '/tmp/written'")
      at.type('exit\r')
      expect(await at.ended).toBe(0)
    })

    test('a program that is not there: 127', async () => {
      const at = await open(['exec', '--', 'kafka-topic.sh'], { ready: 'kafka-topic.sh: command not found' })
      expect(await at.ended).toBe(127)
    })

    test.each(['SIGTERM', 'SIGHUP'] as const)(
      '%s: the terminal is hung up, and nothing stays',
      async (signal) => {
        const at = await open(bash)
        at.type('sleep 1000\r')
        await eventually('it sleeps', async () => (await processes()).some((p) => p === 'sleep 1000'))
        at.pty.kill(signal)
        await at.ended
        await nothingRuns()
      },
    )

    test('labs shell: a login shell with the tools, the book’s bin/, a history of its own, and its exit code', async () => {
      const ready = /\$ ?$/
      const at = await open(['shell'], { ready })
      at.type('shopt login_shell; echo "at $PWD"; bin/kafka-topics.sh --version\r')
      await at.sees(/login_shell\s+on\s+at \/home\/learner\s[\s\S]*2\.5\.0/)
      at.type(`kafka-topics.sh --bootstrap-server ${learner.bootstrap} --list; echo "code $?"\r`)
      await at.sees('code 0\n')
      at.type('echo remembered words\r')
      await at.sees('\nremembered words\n')
      at.type('exit 5\r')
      expect(await at.ended).toBe(5)
      await at.close()
      const again = await open(['shell'], { ready })
      again.type('history | grep -c "echo remembered"\r')
      await again.sees(/\n2\n/)
      again.type('exit\r')
      expect(await again.ended).toBe(0)
    })
  })

  test('the workbench is killed: exec and shell say so, exit 3, and a start brings it back', async () => {
    await learner.home.kill('workbench')
    for (const args of [['exec', '--', 'true'], ['shell']])
      expect(await learner.home.run(args)).toMatchObject({
        code: 3,
        stdout: '',
        stderr: expect.stringMatching(
          /^labs: the workbench's container is exited\n {2}labs start brings it back/,
        ),
      })
    expect(await learner.home.run(['start', '--detach'])).toMatchObject({ code: 0 })
    expect(await exec('echo', 'again')).toEqual({ code: 0, stdout: 'again\n', stderr: '' })
  })
})

/** Until the program has heard of a new size, which comes to it on its own way. */
async function eventuallyAt(at: Walker, keys: string, sees: string): Promise<void> {
  await eventually(sees, async () => (await at.enter(keys, /\n\$$/)).includes(sees))
}
