import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { labOf, loadCourse, resolveLab } from '../../src/lab/load.ts'
import { NOT_HERE } from './course.ts'
import { type Home, newHome, onEveryEngine } from './home.ts'
import {
  bash,
  check,
  type InstanceReport,
  machineOf,
  serversOf,
  skip,
  standing,
  startInstance,
} from './instance.ts'
import { FIRST_START } from './learner.ts'

const course = await loadCourse()
const setup = labOf(resolveLab(course, '1'))

/** What the checks say, but for what is another on each instance. */
const told = ({ steps }: InstanceReport) =>
  steps.map(({ id, verdict, checks }) => ({ id, verdict, said: checks.map(({ message }) => message) }))

onEveryEngine('a lab of the instance', (engine) => {
  let home: Home
  const notHere = engine === 'local' ? NOT_HERE : []
  /** The names in the learner's home, and what else the labs speak of. */
  const world = async () => ({
    home: (await bash(home, 2, 'find ~ -maxdepth 2 | sort')).replaceAll(home.dir, ''),
    bashrc: await bash(home, 2, 'cat ~/.bashrc'),
    servers: (await serversOf(home)).map(({ server, user }) => `${server} of ${user}`),
    ingress: (await (await machineOf(home)).network?.ingress())?.length ?? null,
  })

  describe.each([1, 2])('lab %i first', (lab) => {
    let begun: { world: Awaited<ReturnType<typeof world>>; told: ReturnType<typeof told> }
    beforeAll(async () => {
      home = await newHome('home', engine)
      await startInstance(home, lab)
      begun = { world: await world(), told: told((await check(home, lab)).report) }
    }, FIRST_START)
    afterAll(async () => {
      await home?.stop().finally(home.remove)
    })

    test('all of it is still to do, but for what can’t be done here', async () => {
      expect(await check(home, lab)).toMatchObject({ code: 1, report: { score: { passed: 0 } } })
      const done = begun.told.filter(({ verdict }) => verdict === 'passed')
      expect(done).toEqual([])
      const blocked = begun.told.filter(({ verdict }) => verdict === 'blocked').map(({ id }) => id)
      // Of a question about what is not there nothing can be told, either.
      expect(blocked.filter((id) => lab === 1 && NOT_HERE.includes(id))).toEqual(lab === 1 ? notHere : [])
      expect(begun.world.servers).toHaveLength(lab === 1 ? 0 : 2)
    })

    test('labs reset, from a mess', async () => {
      await skip(home, lab, lab === 1 ? ['key-file', 'unpack', 'configure', 'zookeeper'] : ['keep'])
      for (const { pid } of await serversOf(home)) await bash(home, 2, `kill -9 ${pid}`)
      await bash(
        home,
        2,
        'rm -rf ~/kafka_2.12-2.5.0/libs; mkdir -p ~/kafka_2.12-2.5.0 ~/junk; echo x > ~/junk/x',
      )
      await bash(home, 2, 'rm -rf ~/kafka_2.12-2.5.0')
      if (engine === 'docker') await bash(home, 2, 'rm -rf /tmp/zookeeper /tmp/kafka-logs')
      await bash(home, 2, 'nohup setsid sleep 4245 >/dev/null 2>&1 & echo begun')
      await bash(home, 2, `printf '%s\\n' 'if then exit (' 'exit 3' > ~/.bashrc; rm -f ~/.bash_profile`)
      if (engine === 'docker')
        await bash(
          home,
          1,
          'aws ec2 authorize-security-group-ingress --group-name test-kafka-server-sg --protocol tcp --port 0-65535 --cidr 0.0.0.0/0; rm -f test-kafka-server-key.pem',
        )
      const { code, value, stderr } = await home.json('reset', String(lab))
      expect({ code, stderr, value }).toMatchObject({
        code: 0,
        stderr: '',
        value: { step: null, passed: [] },
      })
      expect(await world()).toEqual(begun.world)
      expect(told((await check(home, lab)).report)).toEqual(begun.told)
    }, 300_000)
  })

  describe('labs reset 1 --step broker', () => {
    beforeAll(async () => {
      home = await newHome('home', engine)
      await startInstance(home)
    }, FIRST_START)
    afterAll(async () => {
      await home?.stop().finally(home.remove)
    })

    test('what is before it is made; it is not, nor is what comes after it', async () => {
      await skip(home, 1, ['key-file', 'unpack', 'zookeeper'])
      await bash(home, 2, 'rm -rf ~/kafka_2.12-2.5.0')
      const { code, value, stderr } = await home.json('reset', '1', '--step', 'broker')
      expect({ code, stderr, value }).toMatchObject({
        code: 0,
        stderr: '',
        value: { lab: 'broker-setup', step: 'broker', passed: ['key-file', 'unpack', 'zookeeper'] },
      })
      const before = setup.steps.slice(
        0,
        setup.steps.findIndex(({ id }) => id === 'broker'),
      )
      const made = before.filter(({ id, task }) => task.kind === 'work' && !notHere.includes(id))
      const { report } = await check(home, 1)
      expect(standing(report)).toEqual(made.map(({ id }) => id))
      expect(report.steps.find(({ id }) => id === 'broker')).toMatchObject({ verdict: 'pending' })
      expect((await serversOf(home)).map(({ server }) => server)).toEqual(['zookeeper'])
      expect((await home.json('status')).value).toMatchObject({ progress: { step: 'broker' } })
      await skip(home, 1, ['broker'])
    }, 300_000)
  })
})
