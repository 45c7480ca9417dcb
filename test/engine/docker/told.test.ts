import type Dockerode from 'dockerode'
import { expect, test } from 'vitest'
import { told, toldLater } from '../../../src/engine/docker/told.ts'
import { Cancelled, UserError } from '../../../src/errors.ts'

const at = {
  docker: {} as Dockerode,
  endpoint: { kind: 'unix', path: '/d.sock', url: 'unix:///d.sock', from: { kind: 'default' } },
  project: 'p',
} as const
const stopped = () =>
  Object.assign(new Error('(HTTP code 409) container stopped/paused - Container 5c is not running '), {
    statusCode: 409,
  })

test('what a daemon refuses is one line for the user; a Cancelled, and a bug, stay what they are', async () => {
  await expect(told(at, Promise.reject(stopped()))).rejects.toThrow(UserError)
  await expect(told(at, Promise.reject(stopped()))).rejects.toThrow(
    'Docker at unix:///d.sock says: Container 5c is not running',
  )
  for (const other of [new Cancelled(), new TypeError('a bug')])
    await expect(told(at, Promise.reject(other))).rejects.toBe(other)
})

test('so is what it refuses later on, of all that can be asked of something', async () => {
  const asked = {
    id: 'i-0a',
    network: null,
    bash: async (script: string) => `did ${script}`,
    java: async (): Promise<string[]> => Promise.reject(stopped()),
  }
  const wrapped = toldLater(at, asked)
  expect(wrapped).toMatchObject({ id: 'i-0a', network: null })
  expect(await wrapped.bash('ls')).toBe('did ls')
  await expect(wrapped.java()).rejects.toThrow(UserError)
})
