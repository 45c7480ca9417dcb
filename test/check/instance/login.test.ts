import { expect, test } from 'vitest'
import type { LoginCheck } from '../../../src/check/model.ts'
import type { Login } from '../../../src/instance/model.ts'
import { files } from '../../facts.ts'
import { judge, NO_NETWORK, said } from './judge.ts'

const spec: LoginCheck = { kind: 'login', user: 'ec2-user' }
const KEY = 'test-kafka-server-key.pem'
const key = (mode: string) => files({ [KEY]: '-----BEGIN' }, { [KEY]: mode })
const login = (user: string, accepted = false): Login => ({ user, accepted, from: '172.21.0.4' })
const TOO_OPEN = `others may read ${KEY} (mode 644), so ssh does not use it: chmod 400 ${KEY}`

test('let in, whoever was refused before or after', async () => {
  const logins = [login('ubuntu'), login('ec2-user', true), login('root')]
  expect(await judge(spec, { logins }, key('400'))).toMatchObject({
    verdict: 'passed',
    message: 'ec2-user has logged in with the key',
    actual: [
      { user: 'ubuntu', accepted: false },
      { user: 'ec2-user', accepted: true },
      { user: 'root', accepted: false },
    ],
    help: null,
  })
})

test.each([
  ['400', []],
  ['600', []],
  ['644', [TOO_OPEN]],
])('nobody so far, with a key of mode %s', async (mode, help) => {
  expect(await said(spec, {}, key(mode))).toEqual(['pending', 'ec2-user has not logged in yet', ...help])
})

test('nobody so far, and no key', async () => {
  expect(await said(spec)).toEqual(['pending', 'ec2-user has not logged in yet'])
})

test.each([
  ['400', `say which key: ssh -i ${KEY} …`],
  ['644', TOO_OPEN],
])('refused, with a key of mode %s', async (mode, help) => {
  expect(await said(spec, { logins: [login('ec2-user')] }, key(mode))).toEqual([
    'failed',
    'the instance refused a login of ec2-user',
    help,
  ])
})

test('another user, whatever became of it', async () => {
  for (const accepted of [true, false])
    expect(await said(spec, { logins: [login('ubuntu', accepted)] }, key('644'))).toEqual([
      'failed',
      'somebody tried to log in as "ubuntu", want ec2-user',
      `the user goes in front of the @: ssh -i ${KEY} ec2-user@test-kafka-server`,
    ])
})

test('without a network it can’t be told', async () => {
  expect(await said(spec, { network: false })).toEqual(NO_NETWORK)
})
