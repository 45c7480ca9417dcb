import { afterAll, beforeAll, expect, test } from 'vitest'
import { files, type Home, newHome } from './home.ts'
import { eventually } from './patience.ts'
import { belongings, docker, onDocker } from './stack.ts'

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
