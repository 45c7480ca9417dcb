import { expect, test } from 'vitest'
import { readReply } from '../../src/session/reply.ts'

test.each([
  ['', { kind: 'nothing' }],
  ['  ', { kind: 'nothing' }],
  ['2', { kind: 'answer', text: '2' }],
  [' value 31 ', { kind: 'answer', text: 'value 31' }],
  ['answer 2', { kind: 'answer', text: '2' }],
  ['answer hint', { kind: 'answer', text: 'hint' }],
  // Typed where they are typed a line below too.
  ['hint', { kind: 'line', line: 'hint' }],
  ['next', { kind: 'line', line: 'next' }],
  ['labs status', { kind: 'line', line: 'labs status' }],
  [
    'bin/kafka-topics.sh --bootstrap-server my-kafka:9092 --list',
    { kind: 'line', line: 'bin/kafka-topics.sh --bootstrap-server my-kafka:9092 --list' },
  ],
  [
    'seq 3 | kafka-console-producer.sh --topic test',
    { kind: 'line', line: 'seq 3 | kafka-console-producer.sh --topic test' },
  ],
  // Answers that only look a little like it.
  ['no hint', { kind: 'answer', text: 'no hint' }],
  ['labs', { kind: 'answer', text: 'labs' }],
  ['consumer-hello-group-1', { kind: 'answer', text: 'consumer-hello-group-1' }],
  ['/172.27.0.4', { kind: 'answer', text: '/172.27.0.4' }],
])('what is typed where a question stands: %j', (typed, reply) => {
  expect(readReply(typed)).toEqual(reply)
})
