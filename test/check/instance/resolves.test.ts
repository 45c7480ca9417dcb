import { expect, test } from 'vitest'
import type { ResolvesCheck } from '../../../src/check/model.ts'
import { ADDRESSES } from '../../instance/machine.ts'
import { judge, NO_NETWORK, said } from './judge.ts'

const spec: ResolvesCheck = { kind: 'resolves', name: 'my-kafka' }
const { instance, computer } = ADDRESSES
const HOSTS_HELP =
  "/etc/hosts wants a line with the instance's address, a space, and my-kafka; describe-instances says the address"

test('the instance', async () => {
  expect(await judge(spec, { names: { 'my-kafka': instance } })).toMatchObject({
    verdict: 'passed',
    message: 'your computer knows my-kafka as the instance',
    actual: instance,
    help: null,
  })
})

test('nothing so far', async () => {
  expect(await said(spec)).toEqual(['pending', 'your computer does not know my-kafka'])
  const commented = `127.0.0.1 localhost\n# ${instance} my-kafka\n`
  expect(await said(spec, { hosts: commented })).toEqual(['pending', 'your computer does not know my-kafka'])
})

test.each([
  [computer, 'itself'],
  ['127.0.0.1', '127.0.0.1'],
  ['172.21.0.9', '172.21.0.9'],
])('another one: %s', async (address, name) => {
  expect(await said(spec, { names: { 'my-kafka': address }, hosts: `${address} my-kafka\n` })).toEqual([
    'failed',
    `your computer takes my-kafka for ${name}, and not for the instance`,
    HOSTS_HELP,
  ])
})

test('another one, in the first of several lines', async () => {
  const hosts = `127.0.0.1 localhost my-kafka\n${instance}\tmy-kafka\n`
  expect(await said(spec, { names: { 'my-kafka': '127.0.0.1' }, hosts })).toEqual([
    'failed',
    'your computer takes my-kafka for 127.0.0.1, and not for the instance',
    '/etc/hosts has several lines for my-kafka, and the first one counts: take it out',
  ])
})

test('the instance by a name that is a slip of it', async () => {
  expect(await said(spec, { hosts: `${instance} test-kafka-server my-kafak # mine\n` })).toEqual([
    'failed',
    'your computer knows the instance as my-kafak: was my-kafka meant?',
    HOSTS_HELP,
  ])
})

test('the name in front of the address', async () => {
  expect(await said(spec, { hosts: `127.0.0.1 localhost\nmy-kafka ${instance}\n` })).toEqual([
    'failed',
    'a line of /etc/hosts has my-kafka first: the address comes first, then the name',
    HOSTS_HELP,
  ])
})

test('without a network it can’t be told', async () => {
  expect(await said(spec, { network: false })).toEqual(NO_NETWORK)
})
