import type { Context } from '../session/context.ts'

/** `labs` alone: on a terminal a menu, elsewhere the list. */
export async function run(context: Context): Promise<number> {
  return (await import('./list.ts')).run(context)
}
