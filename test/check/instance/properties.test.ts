import { describe, expect, test } from 'vitest'
import type { PropertiesCheck } from '../../../src/check/model.ts'
import { judge, said } from './judge.ts'

const FILE = 'kafka_2.12-2.5.0/config/server.properties'
const NAME = 'advertised.listeners'
const WANT = 'PLAINTEXT://my-kafka:9092'
const spec: PropertiesCheck = { kind: 'properties', file: FILE, set: { [NAME]: WANT } }
const LINE = `the line is ${NAME}=${WANT}`
const of = (text: string) => ({ files: { [FILE]: text } })

test('set', async () => {
  expect(await judge(spec, of(`broker.id=0\n${NAME}=x\n${NAME} = ${WANT} \n`))).toMatchObject({
    verdict: 'passed',
    message: `${NAME} is ${WANT}`,
    actual: { [NAME]: WANT },
    help: null,
  })
})

test('set to what the address is here', async () => {
  const here = of(`${NAME}=PLAINTEXT://my-kafka:10092\n`)
  expect(await said(spec, here, undefined, 'my-kafka:10092')).toEqual([
    'passed',
    `${NAME} is PLAINTEXT://my-kafka:10092`,
  ])
  expect(await said(spec, of(`${NAME}=${WANT}\n`), undefined, 'my-kafka:10092')).toEqual([
    'failed',
    `${NAME} is ${WANT}, want PLAINTEXT://my-kafka:10092`,
    `the line is ${NAME}=PLAINTEXT://my-kafka:10092`,
  ])
  expect(await judge(spec, of(`${NAME}=${WANT}\n`), undefined, 'my-kafka:10092')).toMatchObject({
    expected: { set: { [NAME]: 'PLAINTEXT://my-kafka:10092' } },
  })
})

test('no file yet', async () => {
  expect(await said(spec)).toEqual(['pending', `there is no ${FILE} yet`])
})

describe('not set', () => {
  test.each<[what: string, text: string, said: string[]]>([
    ['so far', 'broker.id=0\n', ['pending', `${NAME} is not set yet`]],
    [
      'as the file comes',
      `#${NAME}=PLAINTEXT://your.host.name:9092\n`,
      ['pending', `${NAME} is not set yet`],
    ],
    [
      'behind a #',
      `# ${NAME}=${WANT}\n`,
      [
        'failed',
        `the line of ${NAME} begins with #, so Kafka does not read it`,
        `take the # away: ${NAME}=${WANT}`,
      ],
    ],
    [
      'by another name',
      `advertised.listener=${WANT}\n`,
      ['failed', `there is a property advertised.listener: was ${NAME} meant?`, LINE],
    ],
    [
      'where the broker listens',
      `listeners=${WANT}\n`,
      [
        'failed',
        `listeners has that value, and ${NAME} is not set`,
        'listeners is where the broker itself listens; advertised.listeners is where it sends its clients',
      ],
    ],
    [
      'by another property',
      `host.name=${WANT}\n`,
      ['failed', `host.name has that value, and ${NAME} is not set`, LINE],
    ],
  ])('%s', async (_, text, words) => expect(await said(spec, of(text))).toEqual(words))
})

describe('set otherwise', () => {
  test.each([
    [
      'PLAINTEXT://localhost:9092',
      "localhost is the broker's own machine: clients elsewhere would look for it on theirs",
    ],
    [
      'PLAINTEXT://127.0.0.1:9092',
      "localhost is the broker's own machine: clients elsewhere would look for it on theirs",
    ],
    [
      'PLAINTEXT://:9092',
      'clients need an address that they can go to: a name or an address of the instance',
    ],
    [
      'PLAINTEXT://0.0.0.0:9092',
      'clients need an address that they can go to: a name or an address of the instance',
    ],
    ['my-kafka:9092', `a listener begins with its protocol: ${WANT}`],
    ['PLAINTEXT://my-kafka:9093', LINE],
    ['PLAINTEXT://my-kafak:9092', LINE],
  ])('%s', async (value, help) => {
    expect(await said(spec, of(`${NAME}=${value}\n`))).toEqual([
      'failed',
      `${NAME} is ${value}, want ${WANT}`,
      help,
    ])
  })

  test('of several all are told, and what is only not set yet does not hide what is wrong', async () => {
    const two: PropertiesCheck = { ...spec, set: { 'broker.id': '7', 'log.dirs': '/tmp/x' } }
    expect(await said(two, of('broker.id=0\n'))).toEqual([
      'failed',
      'broker.id is 0, want 7; log.dirs is not set yet',
      'the line is broker.id=7',
    ])
    expect(await said(two, of('broker.id=7\nlog.dirs=/tmp/x\n'))).toEqual([
      'passed',
      'broker.id is 7; log.dirs is /tmp/x',
    ])
  })
})
