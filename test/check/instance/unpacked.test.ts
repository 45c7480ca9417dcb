import { expect, test } from 'vitest'
import type { UnpackedCheck } from '../../../src/check/model.ts'
import { judge, said } from './judge.ts'

const DIRECTORY = 'kafka_2.12-2.5.0'
const spec: UnpackedCheck = { kind: 'unpacked', directory: DIRECTORY }
const PARTS = ['bin/kafka-server-start.sh', 'config/server.properties', 'libs/zookeeper-3.5.7.jar']

test('all of it is there', async () => {
  const trees = { [DIRECTORY]: ['bin', 'config', 'libs', ...PARTS, 'LICENSE'] }
  expect(await judge(spec, { trees })).toMatchObject({
    verdict: 'passed',
    message: `${DIRECTORY} is unpacked`,
    actual: PARTS,
    help: null,
  })
})

test('a part is missing', async () => {
  expect(await judge(spec, { trees: { [DIRECTORY]: PARTS.slice(0, 2) } })).toMatchObject({
    verdict: 'failed',
    message: `${DIRECTORY} is there, and not whole: it lacks libs/zookeeper-3.5.7.jar`,
    actual: PARTS.slice(0, 2),
    help: `remove it (rm -r ${DIRECTORY}), fetch the archive again, and unpack it: a download may have broken off`,
  })
  expect((await judge(spec, { trees: { [DIRECTORY]: [] } })).message).toBe(
    `${DIRECTORY} is there, and not whole: it lacks ${PARTS.join(', ')}`,
  )
})

test('it lies elsewhere', async () => {
  expect(await said(spec, { trees: { '': ['kafka', `kafka/${DIRECTORY}`] } })).toEqual([
    'failed',
    `${DIRECTORY} is unpacked at ~/kafka/${DIRECTORY}, want it right in your home`,
    `move it: mv ~/kafka/${DIRECTORY} ~`,
  ])
})

test.each<[home: string[] | null, said: string[]]>([
  [null, ['pending', 'the Kafka archive is not here yet']],
  [
    ['.bashrc', 'notes.txt'],
    ['pending', 'the Kafka archive is not here yet'],
  ],
  [
    [`${DIRECTORY}.tgz`],
    [
      'pending',
      `${DIRECTORY}.tgz is here, and not unpacked in your home yet`,
      `unpack it there: cd ~ && tar xvf ${DIRECTORY}.tgz`,
    ],
  ],
  [
    ['a.page.tgz'],
    [
      'failed',
      'a.page.tgz is no archive: something else was sent under that name',
      'cat a.page.tgz shows what. Is the address right, to the letter? Fetch it again from there',
    ],
  ],
  [
    ['downloads/kafka.tar.gz'],
    [
      'pending',
      'downloads/kafka.tar.gz is here, and not unpacked in your home yet',
      'unpack it there: cd ~ && tar xvf downloads/kafka.tar.gz',
    ],
  ],
])('not there yet, with %j in the home', async (home, words) => {
  const trees = home === null ? {} : { '': home }
  expect(await said(spec, { trees, noGzip: ['a.page.tgz'] })).toEqual(words)
})
