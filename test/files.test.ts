import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { UserError } from '../src/errors.ts'
import { asUserError, makeDirectory, readIfThere, writeWhole } from '../src/files.ts'
import { words } from '../src/words/index.ts'

let dir: string
let file: string
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'labs-files-'))
  file = join(dir, 'thing.json')
})
afterEach(() => rm(dir, { recursive: true, force: true }))

describe('making a directory', () => {
  test('and those above it', async () => {
    await makeDirectory(join(dir, 'a/b/c'))
    await writeFile(join(dir, 'a/b/c/file'), '')
  })

  test('that is there already, itself or behind a link', async () => {
    await makeDirectory(dir)
    await symlink(dir, join(dir, 'link'))
    await makeDirectory(join(dir, 'link'))
    await makeDirectory(join(dir, 'link/below'))
    expect((await readdir(dir)).sort()).toEqual(['below', 'link'])
  })

  test('several at once', async () => {
    await Promise.all(['a/b/c', 'a/b/d', 'a/b', 'a/b/c'].map((path) => makeDirectory(join(dir, path))))
    expect((await readdir(join(dir, 'a/b'))).sort()).toEqual(['c', 'd'])
  })

  test('where a file is in the way', async () => {
    await writeFile(file, '')
    for (const path of [file, join(file, 'a'), join(file, 'a/b')])
      await expect(makeDirectory(path)).rejects.toBeInstanceOf(UserError)
  })

  test('behind a link that leads nowhere', async () => {
    await symlink(join(dir, 'gone'), join(dir, 'link'))
    await expect(makeDirectory(join(dir, 'link'))).rejects.toBeInstanceOf(UserError)
    await expect(makeDirectory(join(dir, 'link/below'))).rejects.toBeInstanceOf(UserError)
  })

  test.runIf(process.platform === 'linux')('where the system lets nobody make one', async () => {
    await expect(makeDirectory('/proc/labs/home')).rejects.toMatchObject({
      name: 'UserError',
      message: expect.stringMatching(/^no permission to write /),
    })
  })
})

describe('writing', () => {
  test('a new file, with the directories above it', async () => {
    const deep = join(dir, 'a/b/c.txt')
    await writeWhole(deep, '파티션\n')
    expect(await readFile(deep, 'utf8')).toBe('파티션\n')
  })

  test('a file anew, and nothing is left beside it', async () => {
    await writeWhole(file, 'a long old text')
    await writeWhole(file, 'new')
    expect(await readFile(file, 'utf8')).toBe('new')
    expect(await readdir(dir)).toEqual(['thing.json'])
  })

  test('what was left half-written by one that died is no hindrance', async () => {
    await writeFile(`${file}.${process.pid}.tmp`, 'half')
    await writeWhole(file, 'whole')
    expect(await readFile(file, 'utf8')).toBe('whole')
    expect(await readdir(dir)).toEqual(['thing.json'])
  })

  test('a reader sees the old text or the new one, and never a part', async () => {
    const [old, young] = ['o'.repeat(1_000_000), 'y'.repeat(1_000_000)]
    await writeWhole(file, old)
    let writing = true
    const seen = new Set<string | null>()
    const reader = (async () => {
      while (writing) seen.add(await readIfThere(file))
    })()
    for (let n = 0; n < 10; n++) await writeWhole(file, n % 2 === 0 ? young : old)
    writing = false
    await reader
    expect([...seen].every((text) => text === old || text === young)).toBe(true)
  })

  test('two at once: one of the two texts, whole', async () => {
    const texts = ['a', 'b', 'c', 'd'].map((letter) => letter.repeat(100_000))
    await Promise.all(texts.map((text) => writeWhole(file, text)))
    expect(texts).toContain(await readFile(file, 'utf8'))
    expect(await readdir(dir)).toEqual(['thing.json'])
  })

  // /dev/full is a disk that is always full.
  test.runIf(process.platform === 'linux')(
    'on a full disk: said in one line, and the old text stays',
    async () => {
      await writeWhole(file, 'old')
      await symlink('/dev/full', `${file}.${process.pid}.tmp`)
      const error = await writeWhole(file, 'new').catch((thrown: unknown) => thrown)
      expect(error).toBeInstanceOf(UserError)
      expect(error).toMatchObject({ message: `the disk is full: can't write ${file}`, exit: 2 })
      expect(await readFile(file, 'utf8')).toBe('old')
      expect(await readdir(dir)).toEqual(['thing.json'])
    },
  )

  test('where a file is in the way of a directory', async () => {
    await writeFile(file, '')
    const below = join(file, 'below.json')
    await expect(writeWhole(below, 'x')).rejects.toMatchObject({
      name: 'UserError',
      message: words.cli.notADirectory(file),
    })
  })

  test('where a directory is in the way of the file', async () => {
    await mkdir(join(file, 'full'), { recursive: true })
    await expect(writeWhole(file, 'x')).rejects.toBeInstanceOf(UserError)
    expect(await readdir(dir)).toEqual(['thing.json'])
  })
})

describe('reading', () => {
  test('what is there', async () => {
    await writeFile(file, 'text')
    expect(await readIfThere(file)).toBe('text')
  })

  test('nothing, where there is no file and no directory', async () => {
    expect(await readIfThere(file)).toBe(null)
    expect(await readIfThere(join(dir, 'no/such/file'))).toBe(null)
  })

  test('an empty file is no missing file', async () => {
    await writeFile(file, '')
    expect(await readIfThere(file)).toBe('')
  })

  test('below a file', async () => {
    await writeFile(file, '')
    await expect(readIfThere(join(file, 'below'))).rejects.toBeInstanceOf(UserError)
  })

  test('a directory, which is not said to be none', async () => {
    const error = await readIfThere(dir).catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(UserError)
    expect(error).not.toMatchObject({ message: words.cli.notADirectory(dir) })
  })
})

describe('a system error in words', () => {
  const systemError = (code: string) => Object.assign(new Error(`${code}: …`), { code })
  const { diskFull, notWritable, notADirectory } = words.cli
  test.each([
    ['ENOSPC', diskFull],
    ['EDQUOT', diskFull],
    ['EACCES', notWritable],
    ['EPERM', notWritable],
    ['EROFS', notWritable],
    ['ENOENT', notWritable],
    ['ENOTDIR', notADirectory],
    ['EEXIST', notADirectory],
  ])('%s', (code, said) => {
    const cause = systemError(code)
    const error = asUserError(cause, '/f')
    expect(error).toBeInstanceOf(UserError)
    expect(error).toMatchObject({ message: said('/f'), exit: 2, cause })
    expect((error as UserError).help).not.toBe(null)
  })

  test('anything else stays what it is', () => {
    for (const error of [systemError('EMFILE'), new Error('a bug'), 'text', null])
      expect(asUserError(error, '/f')).toBe(error)
  })
})
