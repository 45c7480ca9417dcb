/**
 * Every word that a user reads, in English; another language is one more file of the same type.
 * Plain text without colour or control characters: values from outside are made visible where they are printed.
 */
export const en = {
  /** Getting a Kafka home and a Java. */
  home: {},
  /** Diagnostics on lab.md and answers.yml. */
  lab: {},
  /** What a check saw, and help for the near miss. */
  check: {},
  /** The cluster: starting, stopping, finding it again. */
  engine: {},
  /** The guided walk. */
  walk: {},
  /** The command line itself. */
  cli: {},
}
