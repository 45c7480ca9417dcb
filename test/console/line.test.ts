import { afterEach, describe, expect, test } from 'vitest'
import { type Learner, type LearnerOptions, openLearner, version } from './learner.ts'

let learner: Learner
const open = async (options: LearnerOptions = {}): Promise<Learner> => {
  learner = await openLearner(options)
  return learner
}
afterEach(() => learner.close())

const LEFT = '\u001b[D'
const UP = '\u001b[A'
const HOME = '\u0001'
const END = '\u0005'

/** Whether bash has bracketed paste on without being asked. */
const pastes = version >= 501

const COMMAND =
  'printf "%s\\n" --create --bootstrap-server my-kafka:9092 \\\n  --partitions 3 --replication-factor 1 \\\n  --topic hellokafka2'

describe('a command put on the line', () => {
  test('can be read, is not run, and runs with Enter', async () => {
    await open()
    learner.console.insert(COMMAND)
    await learner.until(
      'the command',
      () => learner.screen().at(-1)?.endsWith('--topic hellokafka2') === true,
    )
    expect(learner.screen()).toEqual(
      pastes
        ? [
            '$ printf "%s\\n" --create --bootstrap-server my-kafka:9092 \\',
            '  --partitions 3 --replication-factor 1 \\',
            '  --topic hellokafka2',
          ]
        : [
            '$ printf "%s\\n" --create --bootstrap-server my-kafka:9092 --partitions 3 --repli',
            'cation-factor 1 --topic hellokafka2',
          ],
    )
    expect(learner.console.atPrompt).toBe(true)
    expect(learner.prompts).toHaveLength(1)
    expect(await learner.run('')).toMatchObject({ ran: true, exit: 0 })
    expect(learner.last().command).toMatch(/^printf .* --topic hellokafka2$/s)
    expect(learner.screen().slice(-10, -1)).toEqual(
      '--create --bootstrap-server my-kafka:9092 --partitions 3 --replication-factor 1 --topic hellokafka2'.split(
        ' ',
      ),
    )
  })

  test('can be edited', async () => {
    await open()
    learner.console.insert('echo one \\\n  two')
    await learner.until('the command', () => learner.screen().at(-1)?.endsWith('two') === true)
    learner.console.type(`${LEFT.repeat(3)}\u007f 안녕 ${END}s${HOME}\u001b[3~E`)
    learner.console.type(`${HOME}\u001b[3~e`)
    await learner.run('')
    expect(learner.last().command).toMatch(/^echo one\s+(\\\n)?\s*안녕 twos$/)
    expect(learner.screen().at(-2)).toBe('one 안녕 twos')
  })

  test('is not run even where it has several lines', async () => {
    await open()
    learner.console.insert('cat <<X\n\tone\nX\necho two')
    await learner.until('the command', () => learner.screen().at(-1)?.endsWith('echo two') === true)
    expect(learner.prompts).toHaveLength(1)
    await learner.run('')
    expect(learner.screen().slice(-3)).toEqual(['    one', 'two', '$'])
  })

  test('comes when the handler of Enter on an empty line asks for it', async () => {
    await open({
      onPrompt(it, prompt) {
        if (!prompt.first && !prompt.ran && !prompt.interrupted) it.console.insert('echo from the step')
      },
    })
    learner.console.type('\r')
    await learner.until('the command', () => learner.line() === '$ echo from the step')
    await learner.run('')
    expect(learner.screen()).toEqual(['$', '$ echo from the step', 'from the step', '$'])
  })

  test('cannot bring keys with it', async () => {
    await open()
    learner.console.insert('echo \u001b[201~\r\u0003a\u001b[A')
    await learner.until('the command', () => learner.line() === '$ echo [201~a[A')
    expect(learner.prompts).toHaveLength(1)
  })

  test('is not shown as a selection', async () => {
    await open()
    learner.console.insert('echo a b c')
    await learner.until('the command', () => learner.line() === '$ echo a b c')
    learner.console.type('d')
    await learner.until('one letter more', () => learner.line() === '$ echo a b cd')
    expect(learner.inverse()).toBe('')
  })
})

describe('an announcement', () => {
  const announce = (text: string): Promise<boolean> => learner.console.announce(() => learner.print(text))

  test('stands above the half-typed line, which is left as it was', async () => {
    await open()
    await learner.run('echo before')
    learner.console.type(`echo 안녕하세요 wörld${LEFT.repeat(3)}`)
    await learner.until('the half-typed line', () => learner.line() === '$ echo 안녕하세요 wörld')
    expect(await announce('step 3 is done\nwell done\n')).toBe(true)
    await learner.until('the line again', () => learner.line() === '$ echo 안녕하세요 wörld')
    expect(learner.screen()).toEqual([
      '$ echo before',
      'before',
      'step 3 is done',
      'well done',
      '$ echo 안녕하세요 wörld',
    ])
    await learner.run('X')
    expect(learner.screen().at(-2)).toBe('안녕하세요 wöXrld')
    expect(learner.last()).toMatchObject({ command: 'echo 안녕하세요 wöXrld', ran: true })
  })

  test('with a line of several rows, the cursor in its middle', async () => {
    await open()
    const long = `echo ${'가나다라마바사 abc '.repeat(12)}end`
    learner.console.type(long)
    await learner.until('the line', () => learner.screen().at(-1)?.endsWith('end') === true)
    const rows = learner.screen()
    learner.console.type(LEFT.repeat(120))
    expect(await announce('told\n')).toBe(true)
    await learner.until('the line again', () => learner.screen().at(-1)?.endsWith('end') === true)
    expect(learner.screen()).toEqual(['told', ...rows])
    await learner.run('')
    expect(learner.last().command).toBe(long.trim())
  })

  test('several at once, and one after another', async () => {
    await open()
    learner.console.type('ls')
    await learner.until('ls', () => learner.line() === '$ ls')
    expect(await Promise.all([announce('one\n'), announce('two\n')])).toEqual([true, true])
    expect(await announce('three\n')).toBe(true)
    await learner.until('the line', () => learner.line() === '$ ls')
    expect(learner.screen()).toEqual(['one', 'two', 'three', '$ ls'])
    expect(learner.prompts).toHaveLength(1)
  })

  test('keys typed meanwhile come after it', async () => {
    await open()
    const shown = learner.console.announce(async () => {
      learner.console.type('echo typed meanwhile\r')
      await new Promise((resolve) => setImmediate(resolve))
      learner.print('told\n')
    })
    expect(await shown).toBe(true)
    await learner.until('the next prompt', () => learner.prompts.length === 2 && learner.console.atPrompt)
    expect(learner.screen()).toEqual(['told', '$ echo typed meanwhile', 'typed meanwhile', '$'])
  })

  test('is refused while a command runs, after Enter, at PS2, in a search', async () => {
    await open()
    learner.console.type('cat\r')
    expect(await announce('no\n')).toBe(false)
    await learner.until('cat', () => learner.starts === 1)
    expect(await announce('no\n')).toBe(false)
    learner.console.type('\u0004')
    await learner.until('the prompt', () => learner.prompts.length === 2)
    learner.console.type('echo \\\r')
    await learner.until('PS2', () => learner.line() === '>')
    expect(await announce('no\n')).toBe(false)
    learner.interruptPrompt()
    await learner.until('the prompt', () => learner.prompts.length === 3 && learner.console.atPrompt)
    learner.console.type('\u0012ca')
    await learner.until('the search', () => learner.line().includes('reverse-i-search'))
    expect(await announce('no\n')).toBe(false)
    learner.console.type('\u0007')
    expect(learner.output).not.toContain('9133')
    expect(learner.screen().join()).not.toContain('no')
  })

  test('in vi mode, inserting and commanding', async () => {
    await open({ bashrc: 'set -o vi\n' })
    learner.console.type('echo vi')
    await learner.until('the line', () => learner.line() === '$ echo vi')
    expect(await announce('one\n')).toBe(true)
    await learner.until('the line', () => learner.line() === '$ echo vi')
    await learner.run('m')
    expect(learner.screen()).toEqual(['one', '$ echo vim', 'vim', '$'])
  })

  test('whose printing fails lets the prompt through, and tells', async () => {
    await open()
    await expect(
      learner.console.announce(() => {
        throw new Error('broken')
      }),
    ).rejects.toThrow('broken')
    expect(await learner.run('echo on')).toMatchObject({ ran: true })
  })
})

describe('what is held', () => {
  test('the runner prints between a command’s output and the prompt', async () => {
    await open({
      async onPrompt(it, prompt) {
        await new Promise((resolve) => setTimeout(resolve, 20))
        if (!prompt.first) it.print('the runner says\n')
      },
    })
    await learner.run('echo one')
    await learner.run('')
    expect(learner.screen()).toEqual(['$ echo one', 'one', 'the runner says', '$', 'the runner says', '$'])
  })

  test('keys typed ahead are not lost, and each prompt has its turn', async () => {
    let working = 0
    await open({
      async onPrompt() {
        expect(++working).toBe(1)
        await new Promise((resolve) => setTimeout(resolve, 10))
        working--
      },
    })
    learner.console.type('echo 1\recho 2\r\recho 3\r')
    await learner.until('all', () => learner.prompts.length === 5 && learner.console.atPrompt)
    expect(learner.prompts.map(({ command }) => command)).toEqual([null, 'echo 1', 'echo 2', null, 'echo 3'])
    expect(learner.screen().filter((line) => /^\d$/.test(line))).toEqual(['1', '2', '3'])
  })

  test('is bounded: a background job’s flood waits', async () => {
    let release = (): void => {}
    await open({
      onPrompt(it, prompt) {
        if (!prompt.command?.includes('flood')) return
        return new Promise((resolve) => {
          release = resolve
          it.print('held\n')
        })
      },
    })
    learner.console.type('(yes flood | head -c 3000000; echo; echo done > done) &\r')
    await learner.until('held', () => learner.screen().includes('held'))
    const before = learner.output.length
    // Long enough for 3 MB, if nothing stopped them.
    await new Promise((resolve) => setTimeout(resolve, 500))
    const [after, done] = [learner.output.length, learner.exists('done')]
    release()
    expect([after, done]).toEqual([before, false])
    await learner.until('the end of it', () => learner.exists('done'))
    await learner.run('echo calm')
    expect(learner.screen()).toContain('calm')
  })

  test('a handler that throws ends the shell, and the console tells', async () => {
    await open({
      onPrompt(_, prompt) {
        if (!prompt.first) throw new Error('a bug')
      },
    })
    learner.console.type('true\r')
    await expect(learner.console.exited).rejects.toThrow('a bug')
  })
})

describe('the screen', () => {
  test('after a resize', async () => {
    await open()
    await learner.run('echo "$COLUMNS x $LINES"')
    expect(learner.screen()).toContain('80 x 24')
    learner.resize(60, 10)
    await learner.run('stty size; echo "$COLUMNS x $LINES"')
    expect(learner.screen()).toContain('10 60')
    await learner.run('echo "$COLUMNS x $LINES"')
    expect(learner.screen()).toContain('60 x 10')
    learner.console.type('echo half')
    await learner.until('half', () => learner.line() === '$ echo half')
    learner.resize(100, 30)
    await learner.run('')
    expect(learner.last()).toMatchObject({ command: 'echo half', ran: true })
    expect(learner.prompts.filter(({ ran }) => !ran)).toHaveLength(1)
  })

  test('history with the up arrow, completion with Tab', async () => {
    await open()
    await learner.run('touch 한글파일')
    await learner.run('echo earlier')
    learner.console.type(UP)
    await learner.until('the earlier line', () => learner.line() === '$ echo earlier')
    learner.console.type(`${UP}${UP}${'\u0015'}cat 한\t`)
    await learner.until('the file’s name', () => learner.line() === '$ cat 한글파일')
    await learner.run('')
    expect(learner.last()).toMatchObject({ exit: 0 })
  })

  test('Ctrl-L and a list of completions draw the prompt again, and are no new prompt', async () => {
    await open()
    await learner.run('touch ab ac; echo some text')
    learner.console.type('cat a\t\t')
    await learner.until('the list', () => learner.screen().includes('ab  ac'))
    learner.console.type('\u000c')
    await learner.until('a clear screen', () => learner.screen().length === 1 && learner.line() === '$ cat a')
    expect(learner.prompts).toHaveLength(2)
    expect(learner.console.atPrompt).toBe(true)
  })
})
