import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { UserError } from '../../src/errors.ts'
import { type CompiledAnswers, type CompiledLab, hashOf } from '../../src/lab/disk.ts'
import { inspectLab } from '../../src/lab/inspect.ts'
import { labOf, loadAnswers, loadCourse, loadLab, resolveLab } from '../../src/lab/load.ts'
import { fixture } from './fixtures.ts'

const root = mkdtempSync(join(tmpdir(), 'labs-load-'))
const labs = join(root, 'labs')
const none = join(root, 'none.json')
const answers = 'question:\n  solve: { answer: "1" }\nchallenge-1:\n  solve: { run: x }\n'

function put(name: string, lab: string): void {
  mkdirSync(join(labs, name), { recursive: true })
  writeFileSync(join(labs, name, 'lab.md'), lab)
  writeFileSync(join(labs, name, 'answers.yml'), answers)
}

beforeEach(() => {
  rmSync(labs, { recursive: true, force: true })
  put('10-late', fixture('good.md'))
  put('3-topics', fixture('good.md'))
  put('4-bad', fixture('bad-labs/ids.md'))
  mkdirSync(join(labs, 'images'))
})
afterAll(() => rmSync(root, { recursive: true }))

const course = () => loadCourse(labs, none)
const failure = async (doing: () => unknown): Promise<UserError> => {
  try {
    await doing()
  } catch (error) {
    if (error instanceof UserError) return error
    throw error
  }
  throw new Error('no error')
}

test('the course is what the directories say, in the order of their numbers', async () => {
  expect((await course()).map(({ number, slug, name, dir }) => [number, slug, name, dir])).toEqual([
    [3, 'topics', '3-topics', join(labs, '3-topics')],
    [4, 'bad', '4-bad', join(labs, '4-bad')],
    [10, 'late', '10-late', join(labs, '10-late')],
  ])
})

test('a directory without labs is an error with a way out', async () => {
  const error = await failure(() => loadCourse(join(root, 'nowhere'), none))
  expect(error.message).toBe(`there are no labs in ${join(root, 'nowhere')}`)
  expect(error.exit).toBe(2)
})

test('a lab without its files is a mistake with their names', async () => {
  rmSync(join(labs, '4-bad', 'lab.md'))
  const bad = resolveLab(await course(), 'bad')
  expect((await failure(() => labOf(bad))).message).toContain(
    `${join(labs, '4-bad', 'lab.md')}:1: the file is not there`,
  )
  expect(inspectLab(bad, await course()).mistakes).toMatchObject([{ message: 'the file is not there' }])
  rmSync(join(labs, '3-topics', 'answers.yml'))
  const good = resolveLab(await course(), '3')
  expect(inspectLab(good, await course()).mistakes).toMatchObject([
    { file: join(labs, '3-topics', 'answers.yml'), line: 1 },
  ])
  expect((await failure(() => loadAnswers(good, none))).message).toContain(
    'answers.yml cannot be read (ENOENT)',
  )
})

test.each(['3', 'topics', '3-topics', ' Topics '])('a learner means lab 3 by %s', async (text) => {
  expect(resolveLab(await course(), text).number).toBe(3)
})

test.each([
  ['topcis', 'did you mean topics?'],
  ['lat', 'did you mean late?'],
  ['3-topic', 'did you mean topics?'],
  ['7', 'the labs are 3 topics, 4 bad, 10 late'],
  ['', 'the labs are 3 topics, 4 bad, 10 late'],
  ['3.0', 'the labs are 3 topics, 4 bad, 10 late'],
])('there is no lab %s', async (text, help) => {
  const found = await course()
  const error = await failure(() => resolveLab(found, text))
  expect([error.message, error.help, error.exit]).toEqual([`there is no lab "${text}"`, help, 2])
})

test('a bad lab leaves the others alone, and its error has the first mistake and counts the rest', async () => {
  const found = await course()
  expect(labOf(resolveLab(found, 'late')).steps).toHaveLength(3)
  const bad = resolveLab(found, '4')
  const error = await failure(() => labOf(bad))
  expect(error.message).toBe(
    `${join(labs, '4-bad', 'lab.md')}:5: this step has no id; write ## First {#first} (and 4 more)`,
  )
  expect(error.help).toContain('labs dev check 4')
  expect(inspectLab(bad, await course()).mistakes).toHaveLength(5)
})

describe('answers', () => {
  test('are read beside the lab', async () => {
    const read = await loadAnswers(resolveLab(await course(), '3'), none)
    expect(read.question?.solve).toEqual({ kind: 'answer', answer: '1', beside: null })
  })

  test('with a mistake are an error with its place', async () => {
    const file = join(labs, '3-topics', 'answers.yml')
    writeFileSync(file, `${answers}wrok: {}\n`)
    const entry = resolveLab(await course(), '3')
    expect((await failure(() => loadAnswers(entry, none))).message).toBe(
      `${file}:5: lab.md has no step "wrok"; did you mean work?`,
    )
  })
})

describe('what the build has read', () => {
  const file = join(root, 'labs.json')
  const answersFile = join(root, 'answers.json')

  test('is used as long as the files are the same', async () => {
    const lab = labOf(resolveLab(await course(), '3'))
    const hash = hashOf(fixture('good.md'))
    const built: CompiledLab = { name: '3-topics', hash, lab: { ...lab, title: 'From the build' } }
    writeFileSync(file, JSON.stringify({ labs: [built] }))
    const solutions: CompiledAnswers = { name: '3-topics', labHash: hash, hash: hashOf(answers), answers: {} }
    writeFileSync(answersFile, JSON.stringify({ labs: [solutions] }))
    const entry = resolveLab(await loadCourse(labs, file), '3')
    expect(labOf(entry).title).toBe('From the build')
    expect(await loadAnswers(entry, answersFile)).toEqual({})

    writeFileSync(join(labs, '3-topics', 'answers.yml'), `${answers}# edited\n`)
    expect(Object.keys(await loadAnswers(entry, answersFile))).toEqual(['work', 'question', 'challenge-1'])
    writeFileSync(join(labs, '3-topics', 'lab.md'), fixture('good.md').replace('A good lab', 'Edited'))
    expect(labOf(resolveLab(await loadCourse(labs, file), '3')).title).toBe('Edited')
  })

  test.each(['', '{', '[]', '{"labs":[{}]}', 'null'])('is not trusted when it is %s', async (text) => {
    writeFileSync(file, text)
    expect(labOf(resolveLab(await loadCourse(labs, file), '3')).title).toBe('A good lab')
  })
})

test('running from what the build has read loads no parser', () => {
  const seen = new Set<string>()
  const packages = new Set<string>()
  const follow = (file: string) => {
    if (seen.has(file)) return
    seen.add(file)
    for (const [, from = ''] of readFileSync(file, 'utf8').matchAll(
      /^(?:import|export) (?!type)[^\n]*?from '([^']+)'/gms,
    )) {
      if (from.startsWith('.')) follow(resolve(file, '..', from))
      else packages.add(from)
    }
  }
  follow(resolve(import.meta.dirname, '../../src/lab/load.ts'))
  expect(seen.size).toBeGreaterThan(4)
  expect([...packages].filter((name) => !name.startsWith('node:'))).toEqual([])
})

test("the package's own labs have nothing to mend", async () => {
  const labs = await loadCourse()
  for (const entry of labs) {
    const { mistakes, advice } = inspectLab(entry, labs)
    expect([...mistakes, ...advice]).toEqual([])
  }
  expect((await loadLab('topics')).steps.map(({ id }) => id)).toContain('challenge')
})
