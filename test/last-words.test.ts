import { expect, test } from 'vitest'
import { lastLines, tellingLine } from '../src/last-words.ts'

const TIMED_OUT = 'kafka.zookeeper.ZooKeeperClientTimeoutException: Timed out waiting for connection'

test.each([
  ['nothing', [], ''],
  ['blank lines', ['', '  '], ''],
  ['what it said last', ['[1] INFO starting', '[2] INFO registered', ''], '[2] INFO registered'],
  [
    'the exception, and not that it exits',
    ['[1] ERROR Fatal error during startup', TIMED_OUT, '\tat kafka.X', '[2] ERROR Exiting Kafka. (kafka.X)'],
    TIMED_OUT,
  ],
  [
    'the cause of a cause',
    ['java.lang.RuntimeException: a', '\tat x', 'Caused by: java.io.IOException: b', '\t... 3 more'],
    'Caused by: java.io.IOException: b',
  ],
  [
    'a full disk before all else',
    ['java.io.IOException: No space left on device', 'java.lang.IllegalStateException: later'],
    'java.io.IOException: No space left on device',
  ],
  [
    'an error without an exception',
    ['[1] ERROR bad config', '[2] INFO shutting down'],
    '[1] ERROR bad config',
  ],
])('%s', (_, lines, telling) => expect(tellingLine(lines)).toBe(telling))

test('the last lines of a coloured output, whole', () => {
  const said =
    'Step 1/2\n\n\x1b[91mln: \x1b[0m\x1b[91mfailed\x1b[0m\x1b[91m: File exists\x1b[0m\x1b[91m\n\x1b[0m10%\r20%\r\nended'
  expect(lastLines(said, 4)).toEqual(['ln: failed: File exists', '10%', '20%', 'ended'])
})
