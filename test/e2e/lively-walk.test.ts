import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { fromPs } from '../../src/engine/local/processes.ts'
import { withCourse } from './course.ts'
import { type Home, newHome, onEveryEngine } from './home.ts'
import { FIRST_START } from './learner.ts'
import { eventually } from './patience.ts'
import { CTRL_C, type Walker, walk } from './walker.ts'

const lively = (name: string) => readFile(join(import.meta.dirname, 'lively', name), 'utf8')
const ALL_THERE_IS = 'That is all there is to see here: Ctrl-C ends it.'

onEveryEngine('a walk with commands that run until Ctrl-C, typed lines and a second terminal', (engine) => {
  let home: Home
  let bootstrap: string
  let walker: Walker | null = null
  beforeAll(async () => {
    const own = await newHome('home', engine)
    home = await withCourse(own, {
      '1-lively': { lab: await lively('lab.md'), answers: await lively('answers.yml') },
    })
    const { code, value } = await home.json('start', '1', '--detach')
    expect(code).toBe(0)
    bootstrap = (value as { bootstrapServer: string }).bootstrapServer
  }, FIRST_START)
  afterEach(async () => {
    await walker?.close()
    walker = null
  })
  afterAll(async () => {
    await home?.stop().finally(home.remove)
  })

  const begin = async (step?: string) => {
    expect(await home.run(['reset', ...(step === undefined ? [] : ['--step', step])])).toMatchObject({
      code: 0,
    })
    walker = await walk(home, { args: ['start', '1'] })
    return walker
  }
  const leave = async (learner: Walker) => {
    learner.type('quit\r')
    expect(await learner.ended).toBe(0)
  }
  /** Kafka's tools that run in the workbench. */
  const tools = async () => {
    if (engine === 'local')
      return (await fromPs()).filter(
        ({ command }) =>
          command.includes(' kafka.tools.') && command.includes(join(home.dir, 'local', 'hosts')),
      )
    const { stdout } = await home.run([
      'exec',
      '--',
      'bash',
      '-c',
      'grep -al "kafka.[t]ools" /proc/[0-9]*/cmdline',
    ])
    return stdout.split('\n').filter((line) => line !== '')
  }
  const passes = async () => {
    const { labs } = JSON.parse(await readFile(join(home.dir, 'progress.json'), 'utf8')) as {
      labs: { lively: { passes: Record<string, { skipped?: boolean }> } }
    }
    return Object.entries(labs.lively.passes).map(([id, { skipped }]) => [id, skipped === true])
  }
  const consumer = (group: string) =>
    [
      'kafka-console-consumer.sh',
      '--bootstrap-server',
      bootstrap,
      '--topic',
      'hello',
      '--group',
      group,
    ] as const

  test('gone by the learner', async () => {
    const learner = await begin()
    expect(learner.lines().join('\n')).toMatch(
      / {2}type these lines, each at its prompt >\n {2}> one\n {2}> two>\n {2}then press Ctrl-C: it runs until then\n/,
    )
    learner.type('\r')
    await learner.until('the command', () => learner.line().endsWith('--topic hello'))
    learner.type('\r')
    await learner.until('its prompt', () => learner.line() === '>')
    learner.type('one\r')
    await learner.until('its prompt again', () => /^>?one\n(.*\n)*>$/.test(learner.fresh()))
    learner.type('two>\r')
    await learner.sees(ALL_THERE_IS)
    await learner.until('the prompt below it', () => learner.line() === '>')
    expect(await learner.enter(CTRL_C, '── 2/5')).toMatch(/\n✓ hello holds 2 records/)

    learner.type('\r')
    await learner.until('the command', () => learner.line().endsWith('--from-beginning'))
    learner.type('\r')
    await learner.sees(ALL_THERE_IS)
    expect(learner.fresh()).toMatch(/one\n(.*\n)*two>\n/)
    learner.type(CTRL_C)
    await learner.sees('Answer')
    await learner.enter('2\r', '── 3/5')
    expect(learner.fresh()).toContain('npx labs shell 1 opens one')

    learner.type('\r')
    await learner.sees('This one belongs in a second terminal (npx labs shell 1 opens one)')
    await learner.until('the other command', () => learner.line().endsWith('--describe --group readers'))
    const second = home.begin(['exec', '--', ...consumer('readers')])
    const describe = [
      'kafka-consumer-groups.sh',
      '--bootstrap-server',
      bootstrap,
      '--describe',
      '--group',
      'readers',
    ]
    await eventually('its member', async () =>
      /consumer-/.test((await home.run(['exec', '--', ...describe])).stdout),
    )
    learner.type('\r')
    await learner.sees('Answer')
    await learner.enter('1\r', '── 4/5')
    second.child.kill('SIGTERM')
    await second.ended

    // What is so only while the command runs counts, too.
    learner.type('\r')
    await learner.until('the command', () => learner.line().endsWith('--group others'))
    learner.type('\r')
    await learner.sees(ALL_THERE_IS)
    await learner.enter(CTRL_C, '── 5/5')
    await leave(learner)
    expect(await passes()).toEqual(['send', 'read', 'members', 'stay'].map((id) => [id, false]))
  })

  test('skipped, from the first step to the last', async () => {
    const learner = await begin()
    const sent = await learner.enter('skip\r', '── 2/5')
    expect(sent).toMatch(
      /--topic hello\n>one\n(.*\n)*>two>\n(.*\n)*>(\^C)?\n✓ .*(\n.*)?\(done\s+for\s+you\)\n/,
    )
    const read = await learner.enter('skip\r', '── 3/5')
    expect(read).toMatch(/two>\n(.*\n)*The cluster says: 2\n✓ 2 is right \(done for you\)\n/)
    const member = await learner.enter('skip\r', '── 4/5')
    expect(member).toMatch(
      /Started behind the scenes, in a second terminal(.*\n)*.*--group readers\n(.*\n)*The cluster says: 1\n✓ 1 is right \(done for you\)\n/,
    )
    expect(await tools()).toEqual([])
    expect(await learner.enter('skip\r', '── 5/5')).toMatch(/✓ .*(\n.*)?\(done\s+for\s+you\)/)
    expect(await learner.enter('skip\r', 'Lab 1 is done')).toMatch(/✓ .*(\n.*)?\(done\s+for\s+you\)/)
    await leave(learner)
    expect(await passes()).toEqual(['send', 'read', 'members', 'stay', 'challenge'].map((id) => [id, true]))
  })

  test('keys during a skip wait for its end, and Ctrl-C stops it', async () => {
    const learner = await begin('stay')
    learner.type('skip\r')
    await learner.until('the command', () => /--group others\n/.test(learner.fresh()))
    learner.type('echo held back')
    await learner.sees('── 5/5')
    await learner.until('what was typed', () => learner.line() === '$ echo held back')
    await learner.enter('\r', '\nheld back\n')
    await leave(learner)
    await learner.close()

    const again = await begin('members')
    again.type('skip\r')
    await again.sees('--group readers')
    expect(await again.enter(CTRL_C, 'Stopped: the step is yours again.')).not.toContain('✓')
    expect(await tools()).toEqual([])
    await again.enter('echo mine\r', '\nmine\n')
    await leave(again)
  })

  test('by commands alone: solution, skip, and all brought back on another cluster', async () => {
    await home.run(['reset'])
    expect((await home.json('solution')).value).toEqual({
      lab: 'lively',
      step: 'send',
      command: `kafka-console-producer.sh --bootstrap-server ${bootstrap} --topic hello`,
      type: ['one', 'two>'],
      stop: 'ctrl-c',
    })
    for (const next of ['read', 'members', 'stay', 'challenge', null])
      expect(await home.json('skip')).toMatchObject({ code: 0, value: { next } })
    expect(await tools()).toEqual([])
    expect(await home.run(['stop'])).toMatchObject({ code: 0 })
    const { code, stderr } = await home.run(['start', '1', '--detach'])
    expect({ code, stderr }).toMatchObject({ code: 0 })
    expect(stderr).not.toContain('could not')
    expect(await home.json('check')).toMatchObject({ code: 0, value: { score: { passed: 5, total: 5 } } })
  })
})
