import { ensureKafkaHome } from '../../kafka/home.ts'
import { findJava } from '../../kafka/java.ts'
import type { Java, KafkaHome } from '../../kafka/model.ts'
import type { EngineOptions, StartOptions } from '../model.ts'

/** What everything here runs on. @throws UserError where either can't be had */
export async function javaAndKafka(
  options: EngineOptions,
  { onProgress, signal }: StartOptions,
): Promise<{ readonly java: Java; readonly kafkaHome: KafkaHome }> {
  const { paths, givenHome: given, env } = options
  const [java, kafkaHome] = await Promise.all([
    findJava(env),
    ensureKafkaHome({ cacheDir: paths.cache, given, env, onProgress, signal }),
  ])
  return { java, kafkaHome }
}
