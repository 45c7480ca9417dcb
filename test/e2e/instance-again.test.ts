import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Home, newHome, onEveryEngine } from './home.ts'
import {
  bash,
  brokerPort,
  check,
  found,
  machineOf,
  serversOf,
  skip,
  standing,
  startInstance,
} from './instance.ts'
import { FIRST_START } from './learner.ts'

onEveryEngine('labs start 1, after labs stop', (engine) => {
  let home: Home
  beforeAll(async () => {
    home = await newHome('home', engine)
  })
  afterAll(async () => {
    await home?.stop().finally(home.remove)
  })
  const onNetwork = engine === 'docker' ? ['security-group', 'log-in'] : []
  const DONE = ['key-file', ...onNetwork, 'unpack', 'configure', 'zookeeper', 'broker']
  const passes = async () => {
    const text = await readFile(join(home.dir, 'progress.json'), 'utf8')
    const { labs } = JSON.parse(text) as {
      labs: Record<string, { passes: Record<string, { clusterId: string; passedAt: string }> }>
    }
    return labs['broker-setup']?.passes ?? {}
  }

  test(
    'what the passed steps had made is there again, and was looked at',
    async () => {
      const first = await startInstance(home)
      await skip(home, 1, DONE)
      const answered = await check(home, 1, '--step', 'java', '--answer', '17')
      expect(answered.report.steps).toMatchObject([{ verdict: expect.stringMatching(/passed|failed/) }])
      const known = await passes()
      expect(await home.run(['stop'])).toMatchObject({ code: 0 })
      expect(await check(home, 1)).toMatchObject({ code: 3, report: { instanceId: null } })

      const second = await startInstance(home)
      expect(second.instanceId).not.toBe(first.instanceId)
      const { report } = await check(home, 1)
      expect(report.instanceId).toBe(second.instanceId)
      // As it stands now, not only as it once was.
      expect(standing(report)).toEqual(DONE)
      expect((await serversOf(home)).map(({ server }) => server)).toEqual(['zookeeper', 'broker'])
      const here = { host: 'localhost', port: await brokerPort(home) }
      expect(await found(await machineOf(home), here, ['instance'])).toEqual({ instance: 'answers' })
      const now = await passes()
      expect(Object.keys(now)).toEqual(Object.keys(known))
      for (const [id, pass] of Object.entries(now))
        expect(pass).toEqual({ ...known[id], clusterId: second.instanceId })
    },
    FIRST_START,
  )

  test(
    'what is undone afterwards was passed all the same, and comes back with the next one',
    async () => {
      await bash(home, 2, 'rm -rf ~/kafka_2.12-2.5.0/config')
      for (const { pid } of await serversOf(home)) await bash(home, 2, `kill -9 ${pid}`)
      const { report } = await check(home, 1)
      expect(report.steps.filter(({ id }) => DONE.includes(id)).map(({ verdict }) => verdict)).toEqual(
        DONE.map(() => 'passed'),
      )
      expect(standing(report)).not.toContain('broker')
      expect(await home.run(['stop'])).toMatchObject({ code: 0 })
      await startInstance(home)
      expect(standing((await check(home, 1)).report)).toEqual(DONE)
    },
    FIRST_START,
  )
})
