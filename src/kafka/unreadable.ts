/** Records that can't be read: their codec is not known here (gzip alone is). */
export class UnreadableRecords extends Error {
  readonly topic: string

  constructor(topic: string, cause: unknown) {
    super(`${topic}: unknown codec`, { cause })
    this.name = 'UnreadableRecords'
    this.topic = topic
  }
}
