import { existsSync } from 'node:fs'
import { homedir } from 'node:os'
import { isAbsolute, join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { UserError } from '../src/errors.ts'
import { packageRoot, paths } from '../src/paths.ts'

const own = (...path: string[]) => join(homedir(), ...path)

describe('where everything is', () => {
  test.each([
    ['nothing is set', {}, own('.local/state/kafka-labs'), own('.cache/kafka-labs')],
    [
      'the XDG directories',
      { XDG_STATE_HOME: '/x/state', XDG_CACHE_HOME: '/x/cache' },
      '/x/state/kafka-labs',
      '/x/cache/kafka-labs',
    ],
    [
      'a relative one, which the specification wants ignored',
      { XDG_STATE_HOME: 'state', XDG_CACHE_HOME: './cache' },
      own('.local/state/kafka-labs'),
      own('.cache/kafka-labs'),
    ],
    [
      'an empty one',
      { XDG_STATE_HOME: '', XDG_CACHE_HOME: '' },
      own('.local/state/kafka-labs'),
      own('.cache/kafka-labs'),
    ],
    [
      'LABS_HOME for all of it',
      { LABS_HOME: '/h', XDG_STATE_HOME: '/x', XDG_CACHE_HOME: '/x' },
      '/h',
      '/h/cache',
    ],
    ['LABS_HOME, and the cache apart', { LABS_HOME: '/h', LABS_CACHE: '/c' }, '/h', '/c'],
    ['the cache alone', { LABS_CACHE: '/c' }, own('.local/state/kafka-labs'), '/c'],
    [
      'a relative LABS_HOME, from here',
      { LABS_HOME: 'h' },
      join(process.cwd(), 'h'),
      join(process.cwd(), 'h/cache'),
    ],
    ['a path with dots', { LABS_HOME: '/a/../b/', LABS_CACHE: '/c/.' }, '/b', '/c'],
    [
      'an empty LABS_HOME',
      { LABS_HOME: '', LABS_CACHE: '' },
      own('.local/state/kafka-labs'),
      own('.cache/kafka-labs'),
    ],
    ['Hangul', { LABS_HOME: '/홈/카프카' }, '/홈/카프카', '/홈/카프카/cache'],
  ])('%s', (_, env, home, cache) => expect(paths(env)).toEqual({ home, cache }))
})

describe('a space, under which Kafka’s launchers can’t work, is refused by name', () => {
  test.each([
    ['LABS_HOME', { LABS_HOME: '/my labs' }, '/my labs'],
    ['LABS_CACHE', { LABS_HOME: '/h', LABS_CACHE: '/my cache' }, '/my cache'],
    ['XDG_STATE_HOME', { XDG_STATE_HOME: '/Application Support' }, '/Application Support/kafka-labs'],
    ['a tab', { LABS_HOME: '/a\tb' }, '/a\tb'],
  ])('%s', (_, env, path) => {
    const refused = () => paths({ XDG_CACHE_HOME: '/x', ...env })
    expect(refused).toThrow(UserError)
    expect(refused).toThrow(`Kafka's launch scripts can't work under a path with a space: "${path}"`)
  })

  test('the way out stands beside it', () => {
    try {
      paths({ LABS_HOME: '/my labs' })
      expect.unreachable()
    } catch (error) {
      expect(error).toMatchObject({ help: 'set LABS_HOME to a directory without one', exit: 2 })
    }
  })
})

test('whatever is set, the paths are absolute and without spaces, or refused', () => {
  const value = fc.option(fc.string(), { nil: undefined })
  const env = fc.record({ LABS_HOME: value, LABS_CACHE: value, XDG_STATE_HOME: value, XDG_CACHE_HOME: value })
  fc.assert(
    fc.property(env, (set) => {
      try {
        const { home, cache } = paths(set)
        for (const path of [home, cache]) {
          expect(isAbsolute(path)).toBe(true)
          expect(path).not.toMatch(/\s/)
        }
      } catch (error) {
        expect(error).toBeInstanceOf(UserError)
      }
    }),
  )
})

test("the package's own directory", () => {
  for (const path of ['package.json', 'labs', 'compose'])
    expect(existsSync(join(packageRoot, path))).toBe(true)
})
