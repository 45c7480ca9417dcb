import { afterAll, beforeAll, expect, test } from 'vitest'
import { runInside } from '../../src/engine/docker/run.ts'
import { type Home, newHome, onEveryEngine } from './home.ts'
import { bash, check, container, machineOf, placeOf, skip, startInstance, TO_BROKER } from './instance.ts'
import { FIRST_START } from './learner.ts'
import { instanceProcesses } from './view.ts'

onEveryEngine('what a check leaves on the instance: nothing', (engine) => {
  let home: Home
  beforeAll(async () => {
    home = await newHome('home', engine)
    await startInstance(home, 2)
    await skip(home, 1, ['key-file', ...TO_BROKER])
    // A session that stays open, and what it is to hand on.
    await skip(home, 2, ['keep'])
  }, FIRST_START)
  afterAll(async () => {
    await home?.stop().finally(home.remove)
  })

  /** Servers go on writing their own logs and data, whoever looks. */
  const OWN = /\/(logs|kafka-logs|zookeeper|hsperfdata_[^/]+)\//
  /** Each file and directory with its size, its mode, and when it was last written. */
  const FILES = `find "$@" -xdev \\( -path /proc -o -path /sys -o -path /dev \\) -prune -o -printf '%p %y %m %s %T@\\n' 2>/dev/null`
  /** Root has no power in a container over what is another's, so each looks at their own. */
  const WHERE = [
    ['instance', 'root', ['/etc', '/var', '/run', '/opt', '/root']],
    ['instance', 'ec2-user', ['/home', '/tmp', '/run/labs-sessions']],
    ['computer', 'root', ['/etc', '/var', '/run', '/opt', '/root']],
    ['computer', 'learner', ['/home', '/tmp']],
  ] as const
  const listed = async (): Promise<string[]> => {
    if (engine === 'local')
      return (await bash(home, 2, FILES.replace('"$@"', `'${placeOf(home).dir}'`))).trim().split('\n')
    const found = await Promise.all(
      WHERE.map(async ([place, user, paths]) => {
        const argv = ['bash', '-c', FILES, 'look', ...paths] as const
        const as = { user, cwd: '/' }
        const { output } = await runInside(
          await container(home, place),
          [...argv],
          { output: 'capture' },
          { as },
        )
        return output
          .trim()
          .split('\n')
          .map((line) => `${place} ${line}`)
      }),
    )
    return found.flat()
  }
  const processes = async () =>
    engine === 'local'
      ? (await instanceProcesses(home.dir)).map(({ pid, command }) => `${pid} ${command}`)
      : (
          await Promise.all(
            (['instance', 'computer', 'colleague', 'mirror'] as const).map(async (place) => {
              const { Processes: rows } = (await (
                await container(home, place)
              ).top({
                ps_args: '-eo pid,args',
              })) as { Processes: string[][] }
              return rows.map((row) => `${place} ${row.join(' ')}`)
            }),
          )
        ).flat()
  const seen = async () => {
    const machine = await machineOf(home)
    return {
      processes: (await processes()).sort(),
      files: (await listed()).filter((line) => !OWN.test(line)).sort(),
      // By name only: which there are, and how many.
      own: (await listed()).map((line) => line.split(' ').slice(0, -3).join(' ')).sort(),
      rules: await machine.network?.ingress(),
      sshLog: await machine.network?.sshLog(),
      sessions: await machine.bash(
        'cd "$1" && for each in *; do echo "$each"; cat "$each"; done',
        machine.sessions,
      ),
    }
  }

  test.each([1, 2])('labs check %i', async (lab) => {
    const session = home.begin(['exec', '2', '--', 'sh', '-c', 'echo ready; read line'], { input: null })
    await expect.poll(session.stdout, { timeout: 20_000 }).toBe('ready\n')
    // What a first look may make for itself (a shell's cache) was made by then, if it is.
    const before = await seen()
    expect(before.processes.length).toBeGreaterThan(2)
    expect(
      before.own.filter((line) => /server\.properties|\.bashrc|000\d-\d+/.test(line)).length,
    ).toBeGreaterThan(2)
    for (let i = 0; i < 2; i++) expect((await check(home, lab)).code).toBe(1)
    const after = await seen()
    expect(after).toEqual(before)
    session.child.stdin?.end('\n')
    expect((await session.ended).code).toBe(0)
  })
})
