import { execFile } from 'node:child_process'
import { chmod, mkdir, mkdtemp, open, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { UserError } from '../src/errors.ts'
import { writeWhole } from '../src/files.ts'
import { withLock } from '../src/lock.ts'
import { labProgress, type Pass, type Progress, progressStore, withLab } from '../src/progress.ts'
import { words } from '../src/words/index.ts'

let dir: string
let home: string
let file: string
let heard: string[]
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'labs-progress-'))
  home = join(dir, 'home')
  file = join(home, 'progress.json')
  heard = []
})
afterEach(() => rm(dir, { recursive: true, force: true }))

/** As every command has it. Each is a program of its own: they share the files, and nothing else. */
function store() {
  return progressStore(
    home,
    (lock, run) => withLock(lock, {}, run),
    (aside) => heard.push(aside),
  )
}
async function write(text: string): Promise<void> {
  await mkdir(home, { recursive: true })
  await writeFile(file, text)
}
const asText = (progress: unknown) => `${JSON.stringify(progress, null, 2)}\n`
const aPass: Pass = {
  passedAt: '2025-03-01T10:00:00.000Z',
  clusterId: 'a-cluster',
  evidence: [{ topic: '토픽' }],
}
const passed = (id: string) => (progress: Progress) =>
  withLab(progress, 'topics', (lab) => ({ ...lab, passes: { ...lab.passes, [id]: aPass } }))
const NONE = { version: 1, current: null, labs: {} }
const SOME: Progress = {
  version: 1,
  current: 'topics',
  labs: { topics: { passes: { create: aPass }, at: 'list', hints: { create: 2 } } },
}

describe('pure', () => {
  test('a lab that was never begun', () => {
    expect(labProgress({ version: 1, current: null, labs: {} }, 'topics')).toEqual({
      passes: {},
      at: null,
      hints: {},
    })
  })

  test('changing one lab leaves the others, and makes it the one in progress', () => {
    const before = structuredClone(SOME)
    const after = withLab(SOME, 'records', (lab) => ({ ...lab, at: 'first' }))
    expect(after).toEqual({
      version: 1,
      current: 'records',
      labs: { ...SOME.labs, records: { passes: {}, at: 'first', hints: {} } },
    })
    expect(SOME).toEqual(before)
  })
})

describe('reading and changing', () => {
  test('nothing yet: there is no progress, and nothing is made by looking', async () => {
    expect(await store().read()).toEqual(NONE)
    expect(await readdir(dir)).toEqual([])
  })

  test('the home is made where it is missing, with all above it', async () => {
    home = join(dir, 'a/b/c')
    await store().update(passed('create'))
    expect(await store().read()).toMatchObject({ labs: { topics: { passes: { create: aPass } } } })
  })

  test('what is written is read again, and is text that a person can read', async () => {
    expect(await store().update(() => SOME)).toEqual(SOME)
    expect(await store().read()).toEqual(SOME)
    expect(await readFile(file, 'utf8')).toBe(asText(SOME))
    expect(await readdir(home)).toEqual(['progress.json'])
  })

  test('a change that changes nothing writes nothing', async () => {
    await store().update((progress) => progress)
    expect(await readdir(home)).toEqual([])
    const odd = JSON.stringify(SOME)
    await write(odd)
    await store().update((progress) => progress)
    expect(await readFile(file, 'utf8')).toBe(odd)
  })

  test('a change that throws writes nothing, and holds nobody up', async () => {
    await store().update(() => SOME)
    const change = () => {
      throw new Error('a bug')
    }
    await expect(store().update(change)).rejects.toThrow('a bug')
    expect(await store().read()).toEqual(SOME)
    await store().update(passed('list'))
    expect(Object.keys((await store().read()).labs.topics?.passes ?? {})).toEqual(['create', 'list'])
  })

  test('many at once lose nothing', async () => {
    const ids = Array.from({ length: 20 }, (_, i) => `step-${i}`)
    await Promise.all(ids.map((id) => store().update(passed(id))))
    expect(Object.keys((await store().read()).labs.topics?.passes ?? {}).sort()).toEqual([...ids].sort())
    expect(await readdir(home)).toEqual(['progress.json'])
  })

  test('many at once, and readers among them who see it whole', async () => {
    const one = store()
    const reads = Array.from({ length: 20 }, async (_, i) => {
      await one.update(passed(`step-${i}`))
      return Object.keys((await store().read()).labs.topics?.passes ?? {})
    })
    for (const [i, ids] of (await Promise.all(reads)).entries()) expect(ids).toContain(`step-${i}`)
    expect(heard).toEqual([])
  })

  test('what is not ours in the file stays in it', async () => {
    await write(asText({ ...SOME, note: 'mine', labs: { topics: { ...SOME.labs.topics, more: 1 } } }))
    await store().update(passed('list'))
    expect(JSON.parse(await readFile(file, 'utf8'))).toMatchObject({
      note: 'mine',
      labs: { topics: { more: 1 } },
    })
  })

  test('any progress comes back as it went', async () => {
    const id = fc.stringMatching(/^[a-z][a-z0-9-]{0,8}$/).filter((text) => text !== 'constructor')
    const pass = fc.record({
      passedAt: fc.string(),
      clusterId: fc.string(),
      evidence: fc.jsonValue({ maxDepth: 2 }),
    })
    const lab = fc.record({
      passes: fc.dictionary(id, pass, { noNullPrototype: true }),
      at: fc.option(id),
      hints: fc.dictionary(id, fc.nat(), { noNullPrototype: true }),
    })
    const progress = fc.record({
      current: fc.option(id),
      labs: fc.dictionary(id, lab, { maxKeys: 3, noNullPrototype: true }),
    })
    await fc.assert(
      fc.asyncProperty(progress, async (some) => {
        const all = { version: 1, ...some } as Progress
        await store().update(() => all)
        expect(asText(await store().read())).toBe(asText(all))
        expect(heard).toEqual([])
      }),
      { numRuns: 30 },
    )
  })
})

describe('a file that is no progress is set aside, as it is', () => {
  const lab = SOME.labs.topics
  test.each([
    ['empty', ''],
    ['garbage', '\u0000\u0001 not json 파티션'],
    ['cut short', asText(SOME).slice(0, -20)],
    ['text', '"progress"'],
    ['null', 'null'],
    ['a list', '[]'],
    ['without a version', JSON.stringify({ ...SOME, version: undefined })],
    ['a version that is text', JSON.stringify({ ...SOME, version: '1' })],
    ['a version that never was', JSON.stringify({ ...SOME, version: 0 })],
    ['labs that are a list', JSON.stringify({ ...SOME, labs: [] })],
    ['no labs', JSON.stringify({ version: 1, current: null })],
    ['a current lab that is a number', JSON.stringify({ ...SOME, current: 3 })],
    ['a lab that is null', JSON.stringify({ ...SOME, labs: { topics: null } })],
    ['a lab without passes', JSON.stringify({ ...SOME, labs: { topics: { at: null, hints: {} } } })],
    ['passes that are a list', JSON.stringify({ ...SOME, labs: { topics: { ...lab, passes: [] } } })],
    [
      'a pass that is true',
      JSON.stringify({ ...SOME, labs: { topics: { ...lab, passes: { create: true } } } }),
    ],
    [
      'a pass without its cluster',
      JSON.stringify({ ...SOME, labs: { topics: { ...lab, passes: { a: { passedAt: '' } } } } }),
    ],
    [
      'hints that are text',
      JSON.stringify({ ...SOME, labs: { topics: { ...lab, hints: { create: '2' } } } }),
    ],
    ['a place that is a number', JSON.stringify({ ...SOME, labs: { topics: { ...lab, at: 2 } } })],
  ])('%s', async (_, text) => {
    await write(text)
    expect(await store().read()).toEqual(NONE)
    expect(heard).toHaveLength(1)
    expect(heard[0]).toMatch(/progress\.json\.unreadable-\d{4}-\d\d-\d\dT[\d.-]+Z$/)
    expect(await readFile(heard[0] ?? '', 'utf8')).toBe(text)
    expect(await store().read()).toEqual(NONE)
    expect(heard).toHaveLength(1)
  })

  test('also where it is changed; what is new is kept', async () => {
    await write('garbage')
    await store().update(passed('create'))
    expect(Object.keys((await store().read()).labs.topics?.passes ?? {})).toEqual(['create'])
    expect(await readFile(heard[0] ?? '', 'utf8')).toBe('garbage')
    expect(await readdir(home)).toHaveLength(2)
  })

  test('by one of several that look at once; none of them fails', async () => {
    await write('garbage')
    const all = [store().read(), store().read(), store().read(), store().update(passed('create'))]
    expect(
      (await Promise.allSettled(all)).flatMap((each) => (each.status === 'rejected' ? [each.reason] : [])),
    ).toEqual([])
    expect(await readFile(heard[0] ?? '', 'utf8')).toBe('garbage')
  })

  // A pipe under the file's name lets this test stop the reader between its look and what it does then.
  test.skipIf(process.platform === 'win32')(
    'and not the one that another put in its place meanwhile',
    async () => {
      await mkdir(home, { recursive: true })
      await promisify(execFile)('mkfifo', [file])
      const reading = store().read()
      const pipe = await open(file, 'w')
      await writeWhole(file, asText(SOME))
      await pipe.write('garbage')
      await pipe.close()
      await reading
      expect(await store().read()).toEqual(SOME)
    },
  )
})

describe('a file of a newer labs', () => {
  const newer = JSON.stringify({ version: 2, anything: ['goes'] })

  test.each([
    ['read', () => store().read()],
    ['changed', () => store().update(passed('create'))],
  ])('is not %s, and not touched', async (_, use) => {
    await write(newer)
    const error = await use().catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(UserError)
    expect(error).toMatchObject({
      message: `${file} was written by a newer labs (version 2)`,
      help: 'update labs, or set LABS_HOME to another directory; the file was not touched',
      exit: 2,
    })
    expect(await readFile(file, 'utf8')).toBe(newer)
    expect(await readdir(home)).toEqual(['progress.json'])
    expect(heard).toEqual([])
  })
})

describe('where nothing can be written', () => {
  test('a file is in the way of the home', async () => {
    await writeFile(join(dir, 'home'), '')
    await expect(store().update(passed('create'))).rejects.toBeInstanceOf(UserError)
    await expect(store().read()).rejects.toBeInstanceOf(UserError)
  })

  test('a directory is in the way of the file', async () => {
    await mkdir(file, { recursive: true })
    await expect(store().read()).rejects.toBeInstanceOf(UserError)
    await expect(store().update(passed('create'))).rejects.toBeInstanceOf(UserError)
  })

  test.runIf(process.platform === 'linux')('the system lets nobody write there', async () => {
    home = '/proc/labs'
    await expect(store().update(passed('create'))).rejects.toMatchObject({ name: 'UserError', exit: 2 })
  })

  // /dev/full is a disk that is always full.
  test.runIf(process.platform === 'linux')('the disk is full: what was there stays', async () => {
    await store().update(() => SOME)
    await symlink('/dev/full', `${file}.${process.pid}.tmp`)
    await expect(store().update(passed('list'))).rejects.toMatchObject({
      name: 'UserError',
      message: words.cli.diskFull(file),
      exit: 2,
    })
    expect(await store().read()).toEqual(SOME)
    await store().update(passed('list'))
    expect(await readdir(home)).toEqual(['progress.json'])
  })

  // Root may write anywhere.
  describe.skipIf(process.getuid?.() === 0)('a home that may only be read', () => {
    afterEach(() => chmod(home, 0o700))

    test('garbage in it is told in one line', async () => {
      await write('garbage')
      await chmod(home, 0o500)
      await expect(store().read()).rejects.toBeInstanceOf(UserError)
    })

    test('a change is refused in one line', async () => {
      await write(asText(SOME))
      await chmod(home, 0o500)
      expect(await store().read()).toEqual(SOME)
      await expect(store().update(passed('list'))).rejects.toBeInstanceOf(UserError)
    })
  })
})
