import { reference } from '../check/reference.ts'
import type { Context } from '../session/context.ts'

/** `labs dev kinds`: the reference of checks and questions, on stdout. */
export async function run(context: Context): Promise<number> {
  context.out.line(reference().trimEnd())
  return 0
}
