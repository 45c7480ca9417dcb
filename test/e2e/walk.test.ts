import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { rightAnswer } from '../../src/check/question.ts'
import { fromPs } from '../../src/engine/local/processes.ts'
import { connect } from '../../src/kafka/facts.ts'
import { adaptLab, adaptText } from '../../src/lab/adapt.ts'
import { labOf, loadAnswers, loadCourse, resolveLab } from '../../src/lab/load.ts'
import type { Lab, Step } from '../../src/lab/model.ts'
import { commandsOf } from '../../src/walk/own-commands.ts'
import { type Home, newHome, onKafka } from './home.ts'
import { eventually } from './patience.ts'
import { CTRL_C, CTRL_D, ESC, type Walker, walk } from './walker.ts'

const entry = resolveLab(await loadCourse(), '3')
const answers = await loadAnswers(entry)

onKafka('the guided walk', () => {
  let home: Home
  let lab: Lab
  /** `my-kafka:PORT`. */
  let bootstrap: string
  let zookeeper: string
  let walker: Walker | null = null
  beforeAll(async () => {
    home = await newHome()
    const { stdout } = await home.run(['start', '3', '--detach'])
    ;[, bootstrap = '', zookeeper = ''] = /broker (\S+), ZooKeeper (\S+)/.exec(stdout) ?? []
    lab = adaptLab(labOf(entry), { bootstrapServer: bootstrap, zookeeper, archive: null })
  })
  afterEach(async () => {
    await walker?.close()
    walker = null
  })
  afterAll(async () => {
    await home?.stop().finally(home.remove)
  })

  const begin = async (options: Parameters<typeof walk>[1] = {}) => {
    walker = await walk(home, options)
    return walker
  }
  /** From the state in which a step begins. */
  const beginAt = async (step: string, options: Parameters<typeof walk>[1] = {}) => {
    const first = lab.steps[0]?.id === step
    expect(await home.run(['reset', ...(first ? [] : ['--step', step])])).toMatchObject({ code: 0 })
    const learner = await begin(options)
    expect(learner.lines().join('\n')).toContain(heading(step))
    return learner
  }
  const stepOf = (id: string): Step => {
    const step = lab.steps.find((each) => each.id === id)
    if (step === undefined) throw new Error(`no step ${id}`)
    return step
  }
  /** How a step's title stands on the screen; of the step after it, with `after`. */
  const heading = (id: string, after = 0) => {
    const at = lab.steps.findIndex((step) => step.id === id) + after
    return `── ${at + 1}/${lab.steps.length} `
  }
  const truth = async (step: Step) => {
    if (step.task.kind !== 'question') throw new Error(`${step.id} asks nothing`)
    const broker = await connect({ host: '127.0.0.1', port: Number(bootstrap.split(':')[1]) })
    const answer = await rightAnswer(
      step.task.answer,
      {
        on: 'cluster',
        facts: await broker.look(),
        files: { read: async () => null, mode: async () => null },
      },
      { bootstrapServer: bootstrap, labTopics: new Set(lab.courseTopics) },
    )
    await broker.close()
    return answer ?? ''
  }
  /** What stands after the step: the next one's title, or the lab's end. */
  const goesOn = (step: Step) =>
    step === lab.steps.at(-1) ? `Lab 3 is done: all ${lab.steps.length} steps.` : heading(step.id, 1)
  const tool = (args: string) => `kafka-topics.sh --bootstrap-server ${bootstrap} ${args}`
  const leave = async (learner: Walker, keys = 'quit\r') => {
    learner.type(keys)
    expect(await learner.ended).toBe(0)
    // The last words, wherever the terminal's width broke them.
    expect(learner.fresh().replaceAll(/\s+/g, ' ')).toMatch(
      /Lab 3: \d+ of \d+ done\. The cluster keeps running: npx labs start 3 goes on here, npx labs stop takes it away\.$/,
    )
    return learner.fresh()
  }
  const progress = async () =>
    JSON.parse(await readFile(join(home.dir, 'progress.json'), 'utf8')) as {
      labs: { topics: { at: string | null; passes: Record<string, { skipped?: boolean }> } }
    }

  test('Enter alone leads through the lab; only answers, and the challenge, are typed', async () => {
    const learner = await begin()
    for (const step of lab.steps) {
      expect(learner.lines().join('\n')).toContain(heading(step.id))
      const commands = commandsOf(step)
      for (const [i, command] of commands.entries()) {
        learner.type('\r')
        await learner.until(`the command of ${step.id}`, () =>
          learner.line().endsWith(command.split('\n').at(-1)?.trim() ?? ''),
        )
        expect(learner.fresh()).toContain(command)
        const last = i === commands.length - 1
        if (!last) await learner.enter('\r', /\n\$$/)
        else if (step.task.kind === 'question') {
          learner.type('\r')
          await learner.sees('Answer')
        } else await learner.enter('\r', goesOn(step))
      }
      if (step.task.kind === 'question') {
        if (commands.length === 0) {
          learner.type('\r')
          await learner.sees('Answer')
        }
        const said = await learner.enter(`${await truth(step)}\r`, goesOn(step))
        expect(said).toMatch(/\n✓ \d+ is right\n/)
      } else if (commands.length === 0) {
        await learner.enter('\r', 'No command is shown here: type your own.')
        const solve = answers[step.id]?.solve
        if (solve?.kind !== 'run') throw new Error('a challenge has a solution')
        await learner.enter(
          `${adaptText(solve.act.command, { bootstrapServer: bootstrap, zookeeper, archive: null })}\r`,
          goesOn(step),
        )
      }
    }
    expect(learner.fresh()).toContain('The cluster is still yours to try things on.')
    expect(learner.lines().filter((line) => line.startsWith('✓'))).toHaveLength(lab.steps.length)
    expect(learner.lines().filter((line) => /^[✗?] (?!Answer)/.test(line) && !line.startsWith('? '))).toEqual(
      [],
    )
    await learner.enter('hint\r', `Lab 3 is done: all ${lab.steps.length} steps.`)
    expect(await leave(learner)).toContain(`Lab 3: ${lab.steps.length} of ${lab.steps.length} done.`)
    expect(await home.json('check')).toMatchObject({ code: 0 })
    const { passes } = (await progress()).labs.topics
    expect(Object.keys(passes).sort()).toEqual(lab.steps.map(({ id }) => id).sort())
    expect(Object.values(passes).filter(({ skipped }) => skipped)).toEqual([])
  })

  test('every command typed by hand in another form that is right, every answer by `answer`', async () => {
    const learner = await beginAt('create-topic')
    for (const step of lab.steps) {
      const ways = answers[step.id]?.alsoRight ?? []
      const way = ways.find((each) => each.kind === 'answer' || !each.act.command.trim().includes('\n'))
      if (way === undefined) throw new Error(`${step.id} has no other way of one line`)
      const line =
        way.kind === 'answer'
          ? `answer ${way.answer}`
          : adaptText(way.act.command, { bootstrapServer: bootstrap, zookeeper, archive: null })
      // First a way that is wrong and changes nothing: its words, as the author wrote them down.
      const wrong = answers[step.id]?.wrong.find(
        (each) => each.way.kind === 'answer' || /--(list|describe)/.test(each.way.act.command),
      )
      if (wrong?.way.kind === 'answer') await learner.enter(`answer ${wrong.way.answer}\r`, `✗ ${wrong.says}`)
      if (wrong?.way.kind === 'run')
        await learner.enter(
          `${adaptText(wrong.way.act.command, { bootstrapServer: bootstrap, zookeeper, archive: null })}\r`,
          wrong.says,
        )
      expect(await learner.enter(`${line}\r`, goesOn(step))).toMatch(/\n✓ /)
    }
    await leave(learner)
  })

  describe('a mistake: what the learner reads', () => {
    test('a command that is none, a tool that is mistyped, a topic that is', async () => {
      const learner = await beginAt('create-topic')
      const pending = '· topic hellokafka is not there yet'
      const nonsense = await learner.enter('creat topic\r', pending)
      expect(nonsense).toContain('bash: creat: command not found')
      expect(nonsense).not.toMatch(/[✗→]/)
      expect(
        await learner.enter(
          `kafka-topic.sh --create --bootstrap-server ${bootstrap} --topic hellokafka\r`,
          'not found',
        ),
      ).toContain('→ there is no kafka-topic.sh; did you mean kafka-topics.sh?')
      // Another program's failure is not ours to explain.
      expect(await learner.enter('ls /nowhere\r', 'No such file')).not.toMatch(/[✗→]/)
      // Just a look round.
      expect(await learner.enter(`${tool('--list')}\r`, /\$ kafka.*--list\n[\s\S]*\n\$$/)).not.toMatch(/[✗→]/)
      await learner.enter(`${tool('--create --topic helokafka')}\r`, '✗ topic hellokafka is not there')
      await learner.enter(
        'check\r',
        `→ there is a topic helokafka: was that meant to be hellokafka? Create hellokafka, and remove the other with ${tool('--delete --topic helokafka')}`,
      )
      expect(await learner.enter(`${tool('--delete --topic helokafka')}\r`, /\n\$$/)).not.toContain('✗')
      await learner.enter(`${tool('--create --topic hellokafka')}\r`, heading('create-topic', 1))
      await leave(learner)
    })

    test('an option that is missing, a number that is wrong, and the help that mends it', async () => {
      const learner = await beginAt('create-with-options')
      const said = await learner.enter(
        `${tool('--create --topic hellokafka2 --config retention.ms=1728000')}\r`,
        '✗ hellokafka2 has 1 partition, want 3; hellokafka2 has retention.ms=1728000, want 172800000',
      )
      expect(said).toMatch(/ wanted +there is\n +partitions +3 +1\n +retention\.ms +172800000 +1728000\n/)
      expect(said).toMatch('→ partitions can be added:')
      // The same is not said twice at length.
      const again = await learner.enter('ls\r', '✗ hellokafka2 has 1 partition')
      expect(again).not.toContain('→')
      await learner.enter(
        `${tool('--alter --topic hellokafka2 --partitions 3')}\r`,
        '✗ hellokafka2 has retention.ms=1728000, want 172800000',
      )
      await learner.enter(
        `kafka-configs.sh --bootstrap-server ${bootstrap} --entity-type topics --entity-name hellokafka2 --alter --add-config retention.ms=172800000\r`,
        heading('create-with-options', 1),
      )
      await leave(learner)
    })

    test('a question: put off with Ctrl-C and Esc, asked again, answered wrongly, then rightly', async () => {
      const learner = await beginAt('isr')
      for (const key of [CTRL_C, ESC, CTRL_D, '\r']) {
        learner.type('\r')
        await learner.sees('Answer')
        await learner.enter(key, 'Look around as long as you like')
      }
      expect(await learner.enter('ls\r', /\n\$$/)).not.toMatch(/Answer|[✗→]/)
      await learner.enter('answer 7\r', '✗ 7 is not what the cluster says')
      await learner.enter('answer one\r', '✗ "one" is not a number')
      learner.type('answer\r')
      await learner.sees('Answer')
      await learner.enter('9\r', '✗ 9 is not what the cluster says')
      await learner.enter(`answer only ${await truth(stepOf('isr'))}\r`, heading('isr', 1))
      await leave(learner)
    })

    test('a port where nothing listens, and a consumer: both left with Ctrl-C', async () => {
      const learner = await beginAt('create-with-options')
      learner.type('kafka-topics.sh --list --bootstrap-server my-kafka:1\r')
      await learner.sees(/could not be established|Connection to node/)
      await learner.enter(CTRL_C, `→ my-kafka:1 is not where this cluster listens: ${bootstrap} is`)
      learner.type(
        `kafka-console-consumer.sh --bootstrap-server ${bootstrap} --topic hellokafka --from-beginning\r`,
      )
      const consumer = () =>
        fromPs().then((all) =>
          all.some(({ command }) =>
            command.includes(`kafka.tools.ConsoleConsumer --bootstrap-server ${bootstrap}`),
          ),
        )
      await eventually('the consumer runs', consumer)
      const said = await learner.enter(CTRL_C, /\n\$$/)
      expect(said).not.toMatch(/[✗→]/)
      expect(await consumer()).toBe(false)
      await leave(learner)
    })
  })

  describe('the words of the walk', () => {
    test('hint, check, solution, back, next, skip, help; quit, and on from the same step', async () => {
      const learner = await beginAt('create-topic')
      const [first, second] = lab.steps
      for (const n of [1, 2, 3, 1]) await learner.enter('hint\r', `Hint ${n} of ${first?.hints.length}`)
      await learner.enter('check\r', '· topic hellokafka is not there yet')
      await learner.enter('back\r', 'This is the first step.')
      await learner.enter('next\r', heading('create-topic', 1))
      await learner.enter('back\r', heading('create-topic'))
      await learner.enter('help\r', 'leaves; what runs keeps running')
      expect(await learner.enter('help cd\r', 'cd: cd')).not.toContain('leaves; the cluster')
      await learner.enter('answer 3\r', 'This step asks nothing')

      learner.type('solution\r')
      await learner.until('the solution is on the line', () => learner.line().endsWith('--topic hellokafka'))
      await learner.enter('\r', heading('create-topic', 1))
      await learner.enter('back\r', 'You have done this step; try things out, then next goes on.')
      await learner.enter('ls\r', /\n\$$/)
      await learner.enter('next\r', heading('create-topic', 1))

      const skipped = await learner.enter('skip\r', heading('create-with-options', 1))
      expect(skipped).toContain(commandsOf(second ?? stepOf(''))[0])
      expect(skipped).toMatch(/\n✓ .*\(done for you\)\n/)
      expect(await learner.enter('skip\r', heading('list', 1))).toMatch(
        /\nThe cluster says: 2\n✓ 2 is right \(done for you\)\n/,
      )
      expect((await progress()).labs.topics.passes).toMatchObject({
        'create-topic': {},
        'create-with-options': { skipped: true },
        list: { skipped: true },
      })
      expect((await progress()).labs.topics.passes['create-topic']?.skipped).toBeUndefined()

      expect(await leave(learner)).toContain(`Lab 3: 3 of ${lab.steps.length} done.`)
      expect(await home.services()).toEqual(['kafka', 'zookeeper'])
      await learner.close()
      const again = await begin({ args: ['start'] })
      expect(again.lines().join('\n')).toContain(heading('list', 1))
      await leave(again)
    })

    test.each([
      ['Ctrl-D', CTRL_D],
      ['exit', 'exit\r'],
      ['exit with a code of the learner’s', '(exit 7)\rexit\r'],
    ])('%s leaves with the goodbye line', async (_name, keys) => {
      await leave(await begin(), keys)
    })
  })

  test('a step that another terminal does ticks by itself, and the half-typed line stays', async () => {
    const learner = await beginAt('create-topic')
    learner.type('echo half a li')
    await learner.until('it is on the line', () => learner.line() === '$ echo half a li')
    expect(await home.run(['exec', '--', 'bash', '-c', tool('--create --topic hellokafka')])).toMatchObject({
      code: 0,
    })
    await learner.sees(heading('create-topic', 1))
    await learner.until('the line is there again', () => learner.line() === '$ echo half a li')
    expect(learner.lines().filter((line) => line.startsWith('✓'))).toHaveLength(1)
    await learner.enter('ne\r', '\nhalf a line\n')
    await leave(learner)
  })

  test('a window of 60 columns, and Hangul on the line', async () => {
    const learner = await beginAt('create-topic', { columns: 100 })
    learner.resize(60, 20)
    learner.type('echo 안녕하세요 카프카 토픽을 만들어 봅시다 여러분 안녕히 계세요')
    await learner.until('the whole line', () => learner.line().endsWith('계세요'))
    learner.type('\x7f\x7f\x7f요')
    // A wide letter that finds no room at the end of a row leaves a gap there.
    const shows = (text: string) => learner.lines().join('').replaceAll(/\s/g, '').endsWith(text)
    await learner.until('three taken away', () => shows('봅시다여러분안녕히요'))
    await learner.enter('\r', /\n\$$/)
    await learner.until('the line, said again', () =>
      shows(
        '봅시다여러분안녕히요안녕하세요카프카토픽을만들어봅시다여러분안녕히요·topichellokafkaisnotthereyet$',
      ),
    )
    await learner.enter('echo $COLUMNS\r', '\n60\n')
    await learner.enter('next\r', heading('create-topic', 1))
    const shown = learner.fresh().split('\n')
    // A long command is the book's own and is not broken; prose is.
    expect(shown.filter((line) => line.length > 60)).toEqual([])
    expect(shown.some((line) => line.length > 45)).toBe(true)
    await leave(learner)
  })

  test('with NO_COLOR nothing is coloured', async () => {
    const learner = await beginAt('isr', { env: { NO_COLOR: '1' } })
    await learner.enter('hint\r', 'Hint 1')
    await learner.enter('check\r', 'not answered yet')
    learner.type('\r')
    await learner.sees('Answer')
    await learner.enter('7\r', '✗ 7 is not')
    // biome-ignore lint/suspicious/noControlCharactersInRegex: colours are made of them
    expect(learner.raw().match(/\x1b\[[\d;]*m/g) ?? []).toEqual([])
    await leave(learner)
    await learner.close()
    // And without it, it is.
    const colourful = await begin()
    // biome-ignore lint/suspicious/noControlCharactersInRegex: colours are made of them
    expect(colourful.raw()).toMatch(/\x1b\[1m/)
    await leave(colourful)
  })

  test.each(['SIGKILL', 'SIGHUP', 'SIGTERM'] as const)(
    '%s: no bash and no tool is left behind, and the cluster runs',
    async (signal) => {
      const learner = await begin()
      learner.type(`kafka-console-consumer.sh --bootstrap-server ${bootstrap} --topic hellokafka\r`)
      let own: number[] = []
      await eventually('a consumer in the walk', async () => {
        const all = await descendants(learner.pty.pid)
        own = all.map(({ pid }) => pid)
        return all.some(({ command }) => command.includes('kafka.tools.ConsoleConsumer'))
      })
      learner.pty.kill(signal)
      await learner.ended
      await eventually(
        'none of them is left',
        async () => !(await fromPs()).some(({ pid }) => own.includes(pid)),
      )
      expect(await home.services()).toEqual(['kafka', 'zookeeper'])
    },
  )

  test('labs alone is a menu, which starts the lab that is chosen; Ctrl-C leaves it', async () => {
    await home.run(['reset'])
    const learner = await begin({ args: [], ready: 'Which lab?' })
    await learner.sees(/3 {2}Topics {2}\(/)
    await learner.enter('\r', heading('create-topic'))
    await leave(learner)
    await learner.close()
    const other = await begin({ args: [], ready: 'Which lab?' })
    other.type(CTRL_C)
    expect(await other.ended).toBe(130)
    expect(other.lines().at(-1)).toBe('Cancelled')
  })

  test('labs shell is a login shell with the tools at hand, and its exit code is the shell’s', async () => {
    const learner = await begin({ args: ['shell'], ready: /[#$] ?$/ })
    learner.type(
      `bin/kafka-topics.sh --bootstrap-server ${bootstrap} --list --exclude-internal | wc -l; pwd\r`,
    )
    await learner.sees(join(home.dir, 'workbench'))
    learner.type('exit 5\r')
    expect(await learner.ended).toBe(5)
  })

  // The last two: they take the broker down.
  test('the broker dies: it can’t be told, and nobody has failed; once it is back, the walk goes on', async () => {
    const learner = await beginAt('add-partitions')
    await home.kill('kafka')
    const down = 'not running any more: kafka'
    for (const word of ['check', 'ls'])
      expect(await learner.enter(`${word}\r`, `? ${down}`)).not.toMatch(/[✗✓]/)
    await learner.enter('check\r', '→ labs start brings it back with all its topics')
    expect(await home.run(['start', '--detach'])).toMatchObject({ code: 0 })
    await learner.enter('check\r', '✗ hello.kafka has 1 partition, want 4')
    // Another cluster may have taken its port meanwhile: the walk then says where it is now.
    const { bootstrapServer } = (await home.json('status')).value as { bootstrapServer: string }
    await learner.enter(
      `kafka-topics.sh --bootstrap-server ${bootstrapServer} --alter --topic hello.kafka --partitions 4\r`,
      heading('add-partitions', 1),
    )
    await leave(learner)
  })

  test('stopped from another terminal, started by labs start: on the same engine, and the shell is in the new workbench', async () => {
    const learner = await begin({ args: ['start', '3', '--engine', 'local'], env: { LABS_ENGINE: 'auto' } })
    expect(await home.run(['stop'])).toMatchObject({ code: 0 })
    await learner.enter('check\r', '→ labs start starts one')
    await learner.enter('labs start\r', 'The cluster is ready (')
    expect(await home.services()).toEqual(home.whole)
    const { bootstrapServer } = (await home.json('status')).value as { bootstrapServer: string }
    expect(
      await learner.enter(
        `bin/kafka-broker-api-versions.sh --bootstrap-server ${bootstrapServer} | grep id:; pwd -P\r`,
        ' (id: 0 ',
      ),
    ).toContain(`\n${join(home.dir, 'workbench')}\n`)
    await leave(learner)
  })
})

/** All processes below this one. */
async function descendants(pid: number): Promise<{ pid: number; command: string }[]> {
  const { execFile } = await import('node:child_process')
  const { promisify } = await import('node:util')
  const { stdout } = await promisify(execFile)('ps', ['-axww', '-o', 'pid=,ppid=,command='])
  const all = stdout.split('\n').flatMap((line) => {
    const [, child, parent, command = ''] = /^\s*(\d+)\s+(\d+)\s(.*)$/.exec(line) ?? []
    return child === undefined ? [] : [{ pid: Number(child), parent: Number(parent), command }]
  })
  const below = (of: number): typeof all =>
    all.filter(({ parent }) => parent === of).flatMap((each) => [each, ...below(each.pid)])
  return below(pid)
}
