import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { CheckResult, Json, StepResult, Verdict } from '../src/check/model.ts'
import type { Command, Lab, Step } from '../src/lab/model.ts'
import { gonePast } from '../src/session/not-here.ts'
import type { Effect, Verb, WalkEvent, WalkState } from '../src/walk/events.ts'
import { commandsOf, type Ran } from '../src/walk/own-commands.ts'
import { begin, stepAt } from '../src/walk/steps.ts'
import { walk } from '../src/walk/walk.ts'

/** A command; one for a second terminal is written with `& ` in front. */
function shown(written: string): Command {
  const beside = written.startsWith('& ')
  const command = beside ? written.slice(2) : written
  return { kind: 'command', command, manner: beside ? 'beside' : 'ends', where: 'workbench', typed: [] }
}

/** A step of work with these commands; none are shown in a challenge. */
function work(id: string, ...commands: string[]): Step {
  return {
    id,
    title: id,
    line: 1,
    blocks: [{ kind: 'prose', markdown: 'Why.' }, ...commands.map(shown)],
    task: { kind: 'work', checks: [{ kind: 'topic', topic: id }] },
    hints: [],
  }
}
function question(id: string, ...commands: string[]): Step {
  return {
    ...work(id, ...commands),
    task: { kind: 'question', ask: '?', answer: { kind: 'topic-count', internal: false } },
  }
}
function labOf(...steps: Step[]): Lab {
  return {
    number: 3,
    slug: 'topics',
    title: 'Topics',
    minutes: 1,
    on: 'cluster',
    needs: [],
    courseTopics: [],
    intro: '',
    steps,
  }
}
const LAB = labOf(work('create', 'create it'), question('list', 'list a', 'list b'), work('challenge'))

function result(verdict: Verdict, message: string = verdict, actual: Json = null): StepResult {
  const check: CheckResult = {
    kind: 'topic',
    verdict,
    message,
    expected: null,
    actual,
    help: null,
    converging: false,
  }
  return { id: 'any', verdict, passedAt: null, evidence: null, checks: [check] }
}

/** Someone who walks through a lab: does a thing, and sees these effects. */
function walker(lab: Lab, done: readonly string[] = [], at: string | null = null) {
  let { state, effects } = begin(lab, new Set(done), at)
  const on = (event: WalkEvent): string[] => {
    const next = walk(lab, state, event)
    state = next.state
    effects = next.effects
    return seen()
  }
  const seen = () => effects.map(inShort)
  return {
    seen,
    get state(): WalkState {
      return state
    },
    get step(): string | null {
      return stepAt(lab, state)?.id ?? null
    },
    /** Enter on an empty line. */
    enter: (now: StepResult | null = result('pending')) =>
      on({ kind: 'prompt', ran: false, interrupted: false, result: now }),
    /** A command was run, and this is how things stand then. */
    run: (now: StepResult | null, ran: Partial<Ran> = {}) =>
      on({ kind: 'prompt', ran: true, interrupted: false, result: now, ...ran }),
    ctrlC: (now: StepResult | null = result('pending')) =>
      on({ kind: 'prompt', ran: false, interrupted: true, result: now }),
    look: (now: StepResult | null) => on({ kind: 'look', result: now }),
    answer: (now: StepResult | null) => on({ kind: 'answered', result: now }),
    setAside: () => on({ kind: 'set-aside' }),
    type: (verb: Verb, now: StepResult | null = result('pending')) => on({ kind: 'verb', verb, result: now }),
  }
}

function inShort(effect: Effect): string {
  switch (effect.kind) {
    case 'show-step':
      return `show ${effect.index}`
    case 'tick':
      return effect.skipped ? 'tick, skipped' : 'tick'
    case 'insert':
      return `insert ${effect.command}`
    case 'beside':
      return `beside ${effect.command}`
    case 'diagnose':
    case 'remind':
      return `${effect.kind} ${effect.result.verdict}`
    default:
      return effect.kind
  }
}

test('Enter alone leads through a lab, but for what the learner must know', () => {
  const me = walker(LAB)
  expect(me.seen()).toEqual(['show 0'])
  expect(me.enter()).toEqual(['insert create it'])
  expect(me.run(result('passed'))).toEqual(['tick', 'show 1'])
  expect(me.enter()).toEqual(['insert list a'])
  expect(me.run(result('pending'))).toEqual([])
  expect(me.enter()).toEqual(['insert list b'])
  expect(me.run(result('pending'))).toEqual(['ask'])
  expect(me.answer(result('passed'))).toEqual(['tick', 'show 2'])
  expect(me.enter()).toEqual(['no-command'])
  expect(me.run(result('passed'))).toEqual(['tick', 'finished'])
  expect(me.step).toBe(null)
  expect([...me.state.passed]).toEqual(['create', 'list', 'challenge'])
})

describe('a step that can’t be done here', () => {
  const three = labOf(work('a', 'do a'), work('b', 'do b'), work('c', 'do c'))

  test('is gone past without a tick, and does not come again', () => {
    const me = walker(three)
    expect(me.setAside()).toEqual(['show 1'])
    expect([...me.state.passed]).toEqual(['a'])
    expect(me.enter()).toEqual(['insert do b'])
    expect(me.run(result('passed'))).toEqual(['tick', 'show 2'])
    expect(me.run(result('passed'))).toEqual(['tick', 'finished'])
    expect(me.step).toBe(null)
  })

  test('may be the last one: the lab is at its end, or an open step before it is next', () => {
    const last = walker(three, ['a', 'b'])
    expect(last.step).toBe('c')
    expect(last.setAside()).toEqual(['finished'])
    expect(last.step).toBe(null)
    const open = walker(three, ['b'], 'c')
    expect(open.step).toBe('c')
    expect(open.setAside()).toEqual(['show 0'])
    expect(open.run(result('passed'))).toEqual(['tick', 'finished'])
  })

  test('may be every one', () => {
    const me = walker(three)
    expect([me.setAside(), me.setAside(), me.setAside()]).toEqual([['show 1'], ['show 2'], ['finished']])
    expect(me.setAside()).toEqual([])
    expect(me.type('next')).toEqual(['finished'])
  })

  test('is read again where one goes back to it, and left again', () => {
    const me = walker(three)
    me.setAside()
    expect(me.type('back')).toEqual(['show 0'])
    expect(me.state.reviewing).toBe(true)
    expect(me.setAside()).toEqual(['show 1'])
    expect(me.state.reviewing).toBe(false)
  })

  test('leaves nothing behind for the next: what was offered, tried and told is that one’s own', () => {
    const me = walker(three)
    me.enter()
    me.run(result('failed'))
    me.setAside()
    expect(me.state).toMatchObject({ offered: 0, tries: [], told: null, skipping: false, reviewing: false })
  })
})

describe('a command for a second terminal', () => {
  test('is told of once, on the way to the next, and never put on the line', () => {
    const me = walker(labOf(work('a', '& listen', 'send')))
    expect(me.enter()).toEqual(['beside listen', 'insert send'])
    expect(me.ctrlC()).toEqual([])
    expect(me.enter()).toEqual(['insert send'])
    expect(me.run(result('passed'))).toEqual(['tick', 'finished'])
  })

  test('that comes last is told of, then the first is there again', () => {
    const me = walker(labOf(work('a', 'send', '& listen')))
    expect(me.enter()).toEqual(['insert send'])
    expect(me.enter()).toEqual(['beside listen'])
    expect(me.enter()).toEqual(['insert send'])
    expect(me.enter()).toEqual(['insert send'])
  })

  test('that is alone is told of each time; then the question comes', () => {
    const me = walker(labOf(work('a', '& listen')))
    for (const _ of [1, 2]) expect(me.enter()).toEqual(['beside listen'])
    const asked = walker(labOf(question('q', '& listen')))
    expect(asked.enter()).toEqual(['beside listen'])
    expect(asked.enter()).toEqual(['ask'])
  })

  test('a question comes once the own commands were run, and told again on the next step', () => {
    const me = walker(labOf(question('q', '& listen', 'describe'), work('b', '& more', 'send')))
    expect(me.enter()).toEqual(['beside listen', 'insert describe'])
    expect(me.run(result('pending'))).toEqual(['ask'])
    expect(me.answer(result('passed'))).toEqual(['tick', 'show 1'])
    expect(me.enter()).toEqual(['beside more', 'insert send'])
  })
})

describe('a step of work', () => {
  test('with several commands offers one after the other, and then the first again', () => {
    const me = walker(labOf(work('a', 'one', 'two')))
    expect(me.enter()).toEqual(['insert one'])
    expect(me.run(result('pending'))).toEqual(['remind pending'])
    expect(me.enter()).toEqual(['insert two'])
    expect(me.enter()).toEqual(['insert one'])
  })

  test('ticks by a command of the learner’s own', () => {
    const me = walker(LAB)
    expect(me.run(result('passed'))).toEqual(['tick', 'show 1'])
  })

  test('ticks by itself once it is true, from another terminal or late', () => {
    const me = walker(LAB)
    expect(me.look(result('pending'))).toEqual([])
    expect(me.look(result('failed'))).toEqual([])
    expect(me.look(null)).toEqual([])
    expect(me.look(result('passed'))).toEqual(['tick', 'show 1'])
  })

  test.each(['ctrlC', 'enter'] as const)('ticks at the next prompt, whatever brought it (%s)', (how) => {
    expect(walker(LAB)[how](result('passed'))).toEqual(['tick', 'show 1'])
  })

  test('a tick carries what was seen', () => {
    const seen = result('passed', 'as it should be', { topic: 'create' })
    expect(walk(LAB, begin(LAB, new Set(), null).state, { kind: 'look', result: seen }).effects[0]).toEqual({
      kind: 'tick',
      result: seen,
      skipped: false,
    })
  })
})

describe('something is wrong', () => {
  test('it is said in full once; then in a line, until something has changed', () => {
    const me = walker(LAB)
    const wrong = result('failed', 'has 1 partition', { partitions: 1 })
    expect(me.run(wrong)).toEqual(['diagnose failed'])
    expect(me.run(wrong)).toEqual(['remind failed'])
    expect(me.run(wrong)).toEqual(['remind failed'])
    expect(me.run(result('failed', 'has 1 partition', { partitions: 1, config: { a: '1' } }))).toEqual([
      'diagnose failed',
    ])
    expect(me.run(wrong)).toEqual(['diagnose failed'])
  })

  test('it is said in full again where the way out is another one now', () => {
    const me = walker(LAB)
    const wrong = (help: string): StepResult => {
      const seen = result('failed', 'leads elsewhere')
      return { ...seen, checks: seen.checks.map((check) => ({ ...check, help })) }
    }
    expect(me.run(wrong('add a line'))).toEqual(['diagnose failed'])
    expect(me.run(wrong('add a line'))).toEqual(['remind failed'])
    expect(me.run(wrong('take the first of the two out'))).toEqual(['diagnose failed'])
  })

  test('what labs itself was asked, it has said', () => {
    const me = walker(LAB)
    expect(me.run(result('blocked'), { command: 'labs stop' })).toEqual([])
    expect(me.run(result('failed'), { command: 'npx labs check' })).toEqual([])
    expect(me.run(result('passed'), { command: 'labs skip' })).toEqual(['tick', 'show 1'])
    const other = walker(LAB)
    expect(other.run(result('failed'), { command: 'labsuite' })).toEqual(['diagnose failed'])
  })

  test('nothing there yet is said in a line', () => {
    const me = walker(LAB)
    expect(me.run(result('pending'))).toEqual(['remind pending'])
    expect(me.run(result('pending', 'converging'))).toEqual(['remind pending'])
  })

  test('check says all of it, again and again', () => {
    const me = walker(LAB)
    expect(me.type('check', result('failed'))).toEqual(['diagnose failed'])
    expect(me.type('check', result('failed'))).toEqual(['diagnose failed'])
    expect(me.type('check', result('pending'))).toEqual(['diagnose pending'])
    expect(me.run(result('pending'))).toEqual(['remind pending'])
  })

  test('a look from the side says nothing, and takes nothing away from what is said later', () => {
    const me = walker(LAB)
    me.look(result('failed'))
    expect(me.run(result('failed'))).toEqual(['diagnose failed'])
  })

  test('Enter still offers the command, without a word', () => {
    const me = walker(LAB)
    me.run(result('failed'))
    expect(me.enter(result('failed'))).toEqual(['insert create it'])
  })

  test('what was said of one step is not held against the next', () => {
    const me = walker(labOf(work('a'), work('b')))
    me.run(result('failed', 'same words'))
    me.type('next')
    expect(me.run(result('failed', 'same words'))).toEqual(['diagnose failed'])
  })

  test('check ticks what is right', () => {
    expect(walker(LAB).type('check', result('passed'))).toEqual(['tick', 'show 1'])
  })
})

describe('what is still under way', () => {
  const underWay = (message = 'does not answer yet'): StepResult => {
    const seen = result('pending', message)
    return { ...seen, checks: seen.checks.map((check) => ({ ...check, converging: true })) }
  }

  test('and comes to nothing is told once, with nothing typed', () => {
    const me = walker(LAB)
    expect(me.run(underWay())).toEqual(['remind pending'])
    expect(me.look(underWay())).toEqual([])
    expect(me.look(underWay('leader being elected'))).toEqual([])
    expect(me.look(result('failed', 'ended at once'))).toEqual(['diagnose failed'])
    expect(me.look(result('failed', 'ended at once'))).toEqual([])
    expect(me.run(result('failed', 'ended at once'))).toEqual(['remind failed'])
  })

  test('and is ended is told too', () => {
    const me = walker(LAB)
    expect(me.type('check', underWay())).toEqual(['diagnose pending'])
    expect(me.look(result('pending', 'does not run any more'))).toEqual(['diagnose pending'])
  })

  test('and comes true ticks', () => {
    const me = walker(LAB)
    me.run(underWay())
    expect(me.look(result('passed'))).toEqual(['tick', 'show 1'])
  })

  test('is forgotten once something else was said, or the step was left', () => {
    const me = walker(LAB)
    me.run(underWay())
    me.run(result('failed', 'another thing'))
    expect(me.look(result('failed', 'ended at once'))).toEqual([])
    const other = walker(labOf(work('a'), work('b')))
    other.run(underWay())
    other.type('next')
    expect(other.look(result('failed', 'ended at once'))).toEqual([])
  })

  test('of a step that was done before is not told', () => {
    const me = walker(LAB, ['create', 'list', 'challenge'])
    me.type('back')
    me.run(underWay())
    expect(me.look(result('failed'))).toEqual([])
  })
})

describe("it can't be told", () => {
  test('that is said once in full', () => {
    const me = walker(LAB)
    expect(me.run(result('blocked', 'the broker stopped answering'))).toEqual(['diagnose blocked'])
    expect(me.run(result('blocked', 'the broker stopped answering'))).toEqual(['remind blocked'])
    expect(me.enter(result('blocked'))).toEqual(['insert create it'])
    expect(me.type('check', result('blocked'))).toEqual(['diagnose blocked'])
  })

  test('of a question too, instead of asking it', () => {
    const me = walker(LAB, ['create'])
    me.enter()
    me.enter()
    expect(me.run(result('blocked'))).toEqual(['diagnose blocked'])
    expect(me.answer(result('blocked'))).toEqual(['diagnose blocked'])
    expect(me.step).toBe('list')
  })

  test.each(['run', 'enter', 'ctrlC', 'look', 'answer'] as const)(
    'no look at all: nothing happens (%s)',
    (how) => {
      const me = walker(LAB)
      const before = me.state
      expect(me[how](null)).toEqual([])
      expect(me.state).toBe(before)
      expect(me.type('check', null)).toEqual([])
    },
  )
})

describe('a question', () => {
  const asked = () => {
    const me = walker(LAB, ['create'])
    me.enter()
    me.run(result('pending'))
    me.enter()
    return me
  }

  test('without commands is asked at once', () => {
    const me = walker(labOf(question('q')))
    expect(me.enter()).toEqual(['ask'])
    expect(me.run(result('pending'))).toEqual(['ask'])
  })

  test('is not asked before there is anything to see', () => {
    const me = walker(LAB, ['create'])
    expect(me.run(result('pending'))).toEqual([])
    expect(me.ctrlC()).toEqual([])
    expect(me.enter()).toEqual(['insert list a'])
  })

  test('a wrong answer is told, and Enter asks again', () => {
    const me = asked()
    expect(me.run(result('pending'))).toEqual(['ask'])
    expect(me.answer(result('failed', '5 is not what the cluster says'))).toEqual(['diagnose failed'])
    expect(me.step).toBe('list')
    expect(me.enter()).toEqual(['ask'])
    expect(me.answer(result('passed'))).toEqual(['tick', 'show 2'])
  })

  test('the same wrong answer is told each time it is given', () => {
    const me = asked()
    expect(me.answer(result('failed'))).toEqual(['diagnose failed'])
    expect(me.answer(result('failed'))).toEqual(['diagnose failed'])
  })

  test('closed without an answer: Enter asks again', () => {
    const me = asked()
    expect(me.answer(null)).toEqual([])
    expect(me.step).toBe('list')
    expect(me.enter()).toEqual(['ask'])
  })

  test('closed without an answer: it does not come back after each command, as it promises', () => {
    const me = asked()
    expect(me.run(result('pending'))).toEqual(['ask'])
    expect(me.answer(null)).toEqual([])
    expect(me.run(result('pending'))).not.toContain('ask')
    expect(me.run(result('pending'))).not.toContain('ask')
    expect(me.enter()).toEqual(['ask'])
  })

  describe('comes by itself once what there is to see was on the screen', () => {
    const GROUPS = 'bin/kafka-consumer-groups.sh --bootstrap-server my-kafka:9092'
    const LIST = `${GROUPS} --list`
    const STATE = `${GROUPS} \\\n--group hello-group \\\n--describe --state`
    const READ =
      'bin/kafka-console-consumer.sh --bootstrap-server my-kafka:9092 \\\n--topic hello --from-beginning'
    const SEND = 'bin/kafka-console-producer.sh --topic hello --property "key.separator=:"'
    const now = result('pending')

    test('not after a command that failed, nor after it again', () => {
      const me = walker(labOf(question('q', LIST)))
      const mistyped = { command: 'kafka-consumer-groups.sh --lst', exit: 1 }
      expect(me.run(now, mistyped)).toEqual([])
      expect(me.run(now, { command: LIST })).toEqual(['ask'])
      expect(me.answer(result('failed'))).toEqual(['diagnose failed'])
      expect(me.run(now, mistyped)).toEqual([])
      expect(me.enter()).toEqual(['ask'])
    })

    test('where it was on the line and failed as it was edited, it is offered again', () => {
      const me = walker(labOf(question('q', LIST, STATE)))
      expect(me.enter()).toEqual([`insert ${LIST}`])
      expect(me.run(now, { command: `${GROUPS} --lst`, exit: 1 })).toEqual([])
      expect(me.enter()).toEqual([`insert ${LIST}`])
      expect(me.run(now, { command: LIST })).toEqual([])
      expect(me.enter()).toEqual([`insert ${STATE}`])
    })

    test.each([
      ['as it is shown', SEND],
      ['laid out otherwise', "kafka-console-producer.sh  --property 'key.separator=:' --topic hello"],
    ])('a command of the step that is there to fail counts %s', (_, command) => {
      expect(walker(labOf(question('q', SEND))).run(now, { command, exit: 1 })).toEqual(['ask'])
    })

    test('of several lines of which one is run and fails, too', () => {
      const both = 'echo nonsense > x.json\nbin/kafka-delete-records.sh --offset-json-file x.json'
      const me = walker(labOf(question('q', both)))
      expect(me.run(now, { command: 'echo nonsense > x.json' })).toEqual([])
      expect(me.run(now, { command: 'kafka-delete-records.sh --offset-json-file x.json', exit: 1 })).toEqual([
        'ask',
      ])
    })

    test('a consumer that was left with Ctrl-C counts; one that has shown nothing does not', () => {
      const me = walker(labOf(question('q', READ)))
      const end = (n: number) => `^CProcessed a total of ${n} messages\n`
      expect(me.enter()).toEqual([`insert ${READ}`])
      expect(me.run(now, { command: READ, exit: 130, printed: end(0) })).toEqual([])
      expect(me.enter()).toEqual([`insert ${READ}`])
      expect(me.run(now, { command: READ, exit: 130, printed: `hello\n${end(10)}` })).toEqual(['ask'])
    })

    test('not while one of several is not tried, however often the other was', () => {
      const me = walker(labOf(question('q', LIST, STATE)))
      expect(me.run(now, { command: LIST })).toEqual([])
      expect(me.run(now, { command: LIST.slice('bin/'.length) })).toEqual([])
      expect(me.run(now, { command: 'ls' })).toEqual([])
      expect(me.run(now, { command: STATE })).toEqual(['ask'])
      const other = walker(labOf(question('q', SEND, LIST)))
      expect(other.run(now, { command: SEND })).toEqual([])
      expect(other.run(now, { command: `${SEND} --sync` })).toEqual([])
      expect(other.run(now, { command: `${GROUPS} --describe` })).toEqual(['ask'])
    })

    test('where no command has a tool, whatever was run counts', () => {
      expect(walker(labOf(question('q', 'free -m'))).run(now, { command: 'top -b' })).toEqual(['ask'])
    })

    test('closed, it comes again after a further command of the step, and after no other', () => {
      const me = walker(labOf(question('q', LIST)))
      expect(me.run(now, { command: LIST })).toEqual(['ask'])
      expect(me.answer(null)).toEqual([])
      for (const ran of [{ command: 'ls' }, { command: LIST }, { command: `${GROUPS} --nonsense`, exit: 1 }])
        expect(me.run(now, ran)).toEqual([])
      expect(me.run(now, { command: `${LIST} | sort` })).toEqual(['ask'])
    })
  })

  test('answer asks it at any time', () => {
    expect(walker(LAB, ['create']).type('answer')).toEqual(['ask'])
    expect(walker(LAB).type('answer')).toEqual(['no-question'])
  })
})

describe('back and next', () => {
  test('the first step has none before it', () => {
    const me = walker(LAB)
    expect(me.type('back')).toEqual(['already-first'])
    expect(me.step).toBe('create')
  })

  test('a step may be left open', () => {
    const me = walker(LAB)
    expect(me.type('next')).toEqual(['show 1'])
    expect(me.type('next')).toEqual(['show 2'])
    expect(me.run(result('passed'))).toEqual(['tick', 'show 0'])
    expect([...me.state.passed]).toEqual(['challenge'])
  })

  test('after the last step comes the first that was left open', () => {
    const me = walker(LAB, ['create'], 'challenge')
    expect(me.type('next')).toEqual(['show 1'])
    expect(walker(LAB, [], 'challenge').type('next')).toEqual(['show 0'])
  })

  test('the last one left open comes again', () => {
    expect(walker(LAB, ['create', 'list']).type('next')).toEqual(['show 2'])
  })

  test('after a tick comes the next open step, past those that are done', () => {
    const me = walker(LAB, ['list'])
    expect(me.run(result('passed'))).toEqual(['tick', 'show 2'])
  })

  test('commands are offered from the first one again', () => {
    const me = walker(labOf(work('a', 'one', 'two'), work('b')))
    me.enter()
    me.type('next')
    me.type('back')
    expect(me.enter()).toEqual(['insert one'])
  })
})

describe('a step that is done, looked at again', () => {
  const back = () => {
    const me = walker(LAB, ['create'])
    expect(me.type('back')).toEqual(['show 0'])
    expect(me.state.reviewing).toBe(true)
    return me
  }

  test.each(['run', 'enter', 'ctrlC', 'look'] as const)('is not left by itself (%s)', (how) => {
    const me = back()
    expect(me[how](result('passed'))).not.toContain('tick')
    expect(me.step).toBe('create')
  })

  test('nothing is said against what the learner tries in it', () => {
    const me = back()
    expect(me.run(result('failed'))).toEqual([])
    expect(me.run(result('pending'))).toEqual([])
    expect(me.run(result('blocked'))).toEqual([])
  })

  test('Enter offers its commands', () => {
    expect(back().enter(result('passed'))).toEqual(['insert create it'])
  })

  test('check says how things stand now, and goes on where they are right', () => {
    const me = back()
    expect(me.type('check', result('failed'))).toEqual(['diagnose failed'])
    expect(me.step).toBe('create')
    expect(me.state.passed.has('create')).toBe(true)
    expect(me.type('check', result('passed'))).toEqual(['tick', 'show 1'])
  })

  test('next goes on', () => {
    expect(back().type('next')).toEqual(['show 1'])
  })

  test('a question is not asked by itself', () => {
    const me = walker(LAB, ['create', 'list'])
    expect(me.type('back')).toEqual(['show 1'])
    expect(me.run(result('pending'))).toEqual([])
    expect(me.enter()).toEqual(['insert list a'])
    expect(me.enter()).toEqual(['insert list b'])
    expect(me.enter()).toEqual(['insert list a'])
    expect(me.type('answer')).toEqual(['ask'])
  })

  test('a question answered right again is not diagnosed: there is nothing wrong to show', () => {
    const me = walker(LAB, ['create', 'list'])
    me.type('back')
    expect(me.answer(result('passed'))).not.toContain('diagnose passed')
  })
})

describe('skip', () => {
  test('does it, and the tick says so', () => {
    const me = walker(LAB)
    expect(me.type('skip')).toEqual(['do-it'])
    expect(me.run(result('passed'))).toEqual(['tick, skipped', 'show 1'])
    expect(me.state.skipping).toBe(false)
    expect(me.run(result('passed'))).toEqual(['tick', 'show 2'])
  })

  test('a question too', () => {
    const me = walker(LAB, ['create'])
    expect(me.type('skip')).toEqual(['do-it'])
    expect(me.answer(result('passed'))).toEqual(['tick, skipped', 'show 2'])
  })

  test('that did not do it: what the learner does next is their own work', () => {
    const me = walker(LAB)
    me.type('skip')
    expect(me.run(result('failed'))).toEqual(['diagnose failed'])
    expect(me.run(result('passed'))).toEqual(['tick', 'show 1'])
  })

  test('that did not do it says what is wrong in full, said before or not', () => {
    const me = walker(LAB)
    expect(me.run(result('failed'))).toEqual(['diagnose failed'])
    expect(me.run(result('failed'))).toEqual(['remind failed'])
    me.type('skip')
    expect(me.run(result('failed'))).toEqual(['diagnose failed'])
    expect(me.run(result('failed'))).toEqual(['remind failed'])
  })

  test('broken off with Ctrl-C: what the learner does next is their own work', () => {
    const me = walker(LAB)
    me.type('skip')
    expect(me.ctrlC()).toEqual([])
    expect(me.run(result('passed'))).toEqual(['tick', 'show 1'])
  })

  test('in a step that is done does it again', () => {
    const me = walker(LAB, ['create'])
    me.type('back')
    expect(me.type('skip')).toEqual(['do-it'])
    expect(me.run(result('passed'))).toEqual(['tick, skipped', 'show 1'])
  })

  test('in a step that is done, broken off: it is still one that is done', () => {
    const me = walker(LAB, ['create'])
    me.type('back')
    me.type('skip')
    me.ctrlC()
    expect(me.enter(result('passed'))).toEqual(['insert create it'])
    expect(me.step).toBe('create')
  })

  test('forgotten when the step is left', () => {
    const me = walker(LAB)
    me.type('skip')
    me.type('next')
    me.type('back')
    expect(me.run(result('passed'))).toEqual(['tick', 'show 1'])
  })
})

describe('Ctrl-C at the prompt', () => {
  test('is no Enter: nothing is offered, asked or said', () => {
    const me = walker(LAB)
    expect(me.ctrlC(result('failed'))).toEqual([])
    const asking = walker(labOf(question('q')))
    expect(asking.ctrlC()).toEqual([])
  })

  test('takes the command off the line: the next Enter offers it again', () => {
    const me = walker(labOf(question('q', 'list a', 'list b')))
    expect(me.enter()).toEqual(['insert list a'])
    expect(me.run(result('pending'))).toEqual([])
    expect(me.enter()).toEqual(['insert list b'])
    expect(me.ctrlC()).toEqual([])
    expect(me.ctrlC()).toEqual([])
    expect(me.enter()).toEqual(['insert list b'])
    expect(me.run(result('pending'))).toEqual(['ask'])
  })
})

describe('the other words', () => {
  test.each([
    ['hint', 'hint'],
    ['solution', 'solution'],
    ['help', 'help'],
    ['quit', 'leave'],
  ] as const)('%s: %s, and nothing else changes', (verb, effect) => {
    const me = walker(LAB, ['create'])
    const before = me.state
    expect(me.type(verb)).toEqual([effect])
    expect(me.state).toBe(before)
  })
})

describe('all is done', () => {
  const finished = () => walker(labOf(work('a', 'one'), work('b')), ['a', 'b'])

  test('is where the walk begins then', () => {
    const me = finished()
    expect(me.seen()).toEqual(['finished'])
    expect(me.step).toBe(null)
  })

  test.each(['run', 'enter', 'ctrlC', 'look', 'answer'] as const)('%s does nothing any more', (how) => {
    expect(finished()[how](result('passed'))).toEqual([])
  })

  test.each(['hint', 'check', 'solution', 'skip', 'next', 'answer'] as const)(
    '%s says that all is done',
    (verb) => {
      expect(finished().type(verb)).toEqual(['finished'])
    },
  )

  test('quit leaves, help helps, back looks at the last step again', () => {
    expect(finished().type('quit')).toEqual(['leave'])
    expect(finished().type('help')).toEqual(['help'])
    const me = finished()
    expect(me.type('back')).toEqual(['show 1'])
    expect(me.state.reviewing).toBe(true)
    expect(me.type('next')).toEqual(['finished'])
  })

  test('a lab without steps is done', () => {
    const me = walker(labOf())
    expect(me.seen()).toEqual(['finished'])
    expect(me.type('back')).toEqual(['already-first'])
  })
})

describe('the walk goes on', () => {
  test.each([
    ['at the first step', [], null, 'create'],
    ['at the first open one', ['create'], null, 'list'],
    ['where the learner stood', [], 'challenge', 'challenge'],
    ['at the first open one, where that step is not there any more', ['create'], 'renamed', 'list'],
  ] as const)('%s', (_, done, at, step) => expect(walker(LAB, done, at).step).toBe(step))

  test('at the next open step, where the one they stood at was done meanwhile', () => {
    expect(walker(LAB, ['create'], 'create').step).toBe('list')
  })

  test('at the end, where all is done', () => {
    expect(walker(LAB, ['create', 'list', 'challenge'], 'challenge').seen()).toEqual(['finished'])
  })
})

const anyStep = (id: string) =>
  fc
    .tuple(fc.boolean(), fc.array(fc.constantFrom('x', 'y', 'z'), { maxLength: 3 }))
    .map(([asks, commands]) => (asks ? question(id, ...commands) : work(id, ...commands)))
const anyLab = fc
  .integer({ min: 0, max: 5 })
  .chain((n) =>
    fc.tuple(...Array.from({ length: n }, (_, i) => anyStep(`step-${i}`))).map((steps) => labOf(...steps)),
  )
const anyResult = fc.option(
  fc
    .tuple(fc.constantFrom<Verdict>('passed', 'failed', 'pending', 'blocked'), fc.constantFrom('a', 'b'))
    .map(([verdict, message]) => result(verdict, message)),
  { freq: 6 },
)
const anyVerb = fc.constantFrom<Verb>(
  'hint',
  'check',
  'solution',
  'skip',
  'back',
  'next',
  'quit',
  'answer',
  'help',
)
const anyEvent: fc.Arbitrary<WalkEvent> = fc.oneof(
  fc.record({
    kind: fc.constant('prompt' as const),
    ran: fc.boolean(),
    interrupted: fc.boolean(),
    result: anyResult,
  }),
  fc.record({ kind: fc.constant('look' as const), result: anyResult }),
  fc.record({ kind: fc.constant('answered' as const), result: anyResult }),
  fc.record({ kind: fc.constant('verb' as const), verb: anyVerb, result: anyResult }),
  fc.constant<WalkEvent>({ kind: 'set-aside' }),
)
const anyIds = fc.uniqueArray(fc.constantFrom('step-0', 'step-1', 'step-2', 'step-3', 'gone'))

test('whatever happens, in whatever order', () => {
  fc.assert(
    fc.property(
      anyLab,
      anyIds,
      fc.option(fc.constantFrom('step-0', 'step-3', 'gone')),
      fc.array(anyEvent),
      (lab, done, at, events) => {
        const all = (state: WalkState) => lab.steps.every(({ id }) => state.passed.has(id))
        let { state, effects } = begin(lab, new Set(done), at)
        for (const event of [null, ...events]) {
          const before = state
          const frozen = JSON.stringify([before, [...before.passed]])
          if (event !== null) ({ state, effects } = walk(lab, before, event))
          // Pure: what was is as it was.
          expect(JSON.stringify([before, [...before.passed]])).toBe(frozen)
          expect(state.index).toBeGreaterThanOrEqual(0)
          expect(state.index).toBeLessThanOrEqual(lab.steps.length)
          // Past the last step only when nothing is left to go to.
          expect(state.index === lab.steps.length).toBe(stepAt(lab, state) === null)
          if (stepAt(lab, state) === null) expect(all(state)).toBe(true)
          for (const id of before.passed) expect(state.passed.has(id)).toBe(true)
          // A pass is of the step that was shown, and shown by one tick, but where it was gone past.
          const fresh = [...state.passed].filter((id) => !before.passed.has(id))
          const ticks = effects.filter(({ kind }) => kind === 'tick').length
          expect(fresh.length).toBeLessThanOrEqual(event?.kind === 'set-aside' ? 1 : ticks)
          if (event?.kind === 'set-aside') expect(ticks).toBe(0)
          if (fresh.length > 0) expect(fresh).toEqual([stepAt(lab, before)?.id])
          expect(effects.length).toBeLessThanOrEqual(2)
          if (effects.some(({ kind }) => kind === 'finished')) expect(all(state)).toBe(true)
          // The learner is never moved without being shown where.
          if (state.index !== before.index) expect(['show-step', 'finished']).toContain(effects.at(-1)?.kind)
          const shown = effects.find((effect) => effect.kind === 'show-step')
          if (shown !== undefined) expect(shown.index).toBe(state.index)
          expect(state.offered).toBeLessThanOrEqual(commandsOf(stepAt(lab, state) ?? work('none')).length)
        }
      },
    ),
    { numRuns: 300 },
  )
})

test('from anywhere in any lab, Enter, what it offers, and right answers lead to the end', () => {
  fc.assert(
    fc.property(anyLab, anyIds, fc.array(anyEvent, { maxLength: 20 }), (lab, done, events) => {
      let { state } = begin(lab, new Set(done), null)
      for (const event of events) state = walk(lab, state, event).state
      const step = (event: WalkEvent) => {
        const next = walk(lab, state, event)
        state = next.state
        return next.effects
      }
      const most = lab.steps.reduce((sum, each) => sum + commandsOf(each).length + 2, 0) * 2 + 1
      for (let n = 0; n < most && stepAt(lab, state) !== null; n++) {
        if (state.reviewing) {
          step({ kind: 'verb', verb: 'next', result: null })
          continue
        }
        const [effect] = step({ kind: 'prompt', ran: false, interrupted: false, result: result('pending') })
        if (effect?.kind === 'ask') step({ kind: 'answered', result: result('passed') })
        else if (stepAt(lab, state)?.task.kind === 'work')
          step({ kind: 'prompt', ran: true, interrupted: false, result: result('passed') })
      }
      expect(stepAt(lab, state)).toBe(null)
      expect(lab.steps.every(({ id }) => state.passed.has(id))).toBe(true)
    }),
  )
})

test('what cannot be done here was gone past on the way to where the learner is, and at the end', () => {
  const lab = labOf(work('a'), work('far'), work('b'), work('farther'))
  const gone = (passed: string[], at: string | null) =>
    gonePast(lab, new Set(passed), at, ({ id }) => id.startsWith('far'))
  expect(gone([], null)).toEqual([])
  expect(gone([], 'far')).toEqual([])
  expect(gone(['a'], 'b')).toEqual(['far'])
  expect(gone(['a'], 'gone since')).toEqual([])
  expect(gone(['a', 'b'], null)).toEqual(['far', 'farther'])
})

test('a look at the page cache is no mere helper: the question waits for it', () => {
  const me = walker(
    labOf(question('pages', 'bin/kafka-producer-perf-test.sh --topic pages', 'fincore "$dir"/*.log')),
  )
  const ran = (command: string) => me.run(result('pending'), { command, exit: 0, printed: '' })
  me.enter()
  expect(ran('bin/kafka-producer-perf-test.sh --topic pages')).toEqual([])
  expect(me.enter()).toEqual(['insert fincore "$dir"/*.log'])
  expect(ran('fincore "$dir"/*.log')).toEqual(['ask'])
})
