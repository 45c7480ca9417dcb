import type { CheckContext } from '../model.ts'

/** The labs are written with the book's address; where the broker's port is another one here, so is this. */
export function here(text: string, { bootstrapServer }: CheckContext): string {
  return text.replaceAll(/(?<![\w.-])my-kafka:9092(?!\d)/g, bootstrapServer)
}

/** What the broker is to advertise here. */
export function bookAddress(context: CheckContext): string {
  return here('my-kafka:9092', context)
}
