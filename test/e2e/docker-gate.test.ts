import { afterAll, beforeAll, expect, test } from 'vitest'
import { loadLab } from '../../src/lab/load.ts'
import { files, type Home, newHome } from './home.ts'
import { FIRST_START } from './learner.ts'
import { eventually } from './patience.ts'
import { belongings, docker, onDocker } from './stack.ts'

type Proofs = {
  ok: boolean
  labs: { lab: string; steps: { step: string; trials: { kind: string; ok: boolean }[] }[] }[]
}

onDocker('the author’s gate on Docker', () => {
  let home: Home
  beforeAll(async () => {
    home = await newHome('home', 'docker')
  })
  afterAll(async () => {
    await home?.stop().finally(home.remove)
  })
  /** The stack of the gate is one apart from the learner's, so it is known by what is there beside others'. */
  const containers = async () => (await belongings(await docker(), 'com.docker.compose.project')).containers

  test(
    'lab 3: every check tells right from wrong there too, and its stack is gone',
    async () => {
      const { code, value, stderr } = await home.json('dev', 'check', '3', '--engine', 'docker')
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
      const { ok, labs } = value as Proofs
      expect(ok).toBe(true)
      const lab = await loadLab(3)
      expect(labs.map(({ lab, steps }) => [lab, steps.map(({ step }) => step)])).toEqual([
        [lab.slug, lab.steps.map(({ id }) => id)],
      ])
      for (const { trials } of labs[0]?.steps ?? []) {
        expect(trials.filter((trial) => !trial.ok)).toEqual([])
        for (const kind of ['before', 'wrong', 'also-right', 'solution'])
          expect(trials.map((trial) => trial.kind)).toContain(kind)
      }
      expect(await files(home.dir), 'its cluster is gone').toEqual([])
    },
    FIRST_START,
  )

  test('Ctrl-C: 130, and its stack is gone', async () => {
    const before = await containers()
    const running = home.begin(['dev', 'check', '3', '--engine', 'docker'])
    let own: string[] = []
    await eventually('the stack', async () => {
      own = (await containers()).filter((name) => /^kafka-labs-/.test(name) && !before.includes(name))
      return running.stdout() !== ''
    })
    running.child.kill('SIGINT')
    expect(await running.ended).toMatchObject({ code: 130, stderr: expect.stringMatching(/\nCancelled\n$/) })
    expect(own).toHaveLength(3)
    expect((await containers()).filter((name) => own.includes(name))).toEqual([])
    expect(await files(home.dir)).toEqual([])
  })
})
