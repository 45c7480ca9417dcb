import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ensureKafkaHome } from '../../src/kafka/home.ts'
import type { KafkaHome } from '../../src/kafka/model.ts'

/** The cache that the tests share, over runs too: a real Kafka is got once. */
const TEST_CACHE = process.env.LABS_TEST_CACHE ?? join(tmpdir(), 'kafka-labs-test-cache')

/** A real Kafka home, made on first use; the home's own lock keeps tests that run at once apart. */
export async function realHome(): Promise<KafkaHome> {
  const signal = new AbortController().signal
  return ensureKafkaHome({
    cacheDir: TEST_CACHE,
    given: null,
    env: process.env,
    onProgress: () => undefined,
    signal,
  })
}
