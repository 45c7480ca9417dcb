/** Where the unpacked broker has its own, from the learner's home. */
export const BROKER_PROPERTIES = 'kafka_2.12-2.5.0/config/server.properties'

/**
 * What a Java properties file sets: the last line of a name counts. Without the escapes and continuations that Kafka's
 * own files have no use for. https://docs.oracle.com/javase/8/docs/api/java/util/Properties.html#load-java.io.Reader-
 */
export function propertiesIn(text: string): Record<string, string> {
  return Object.fromEntries(
    text.split(/\r?\n/).flatMap((line) => {
      const [, name, value] = /^\s*([^#!\s=:][^\s=:]*)(?:\s*[=:]\s*|\s+)(.*?)\s*$/.exec(line) ?? []
      return name === undefined ? [] : [[name, value ?? '']]
    }),
  )
}
