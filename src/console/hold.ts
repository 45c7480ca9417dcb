/** A queue whose items are handled one after another, in order; while one is waited for, the others are held. */
export interface Hold<T> {
  push(items: readonly T[]): void
}

export interface HoldOptions<T> {
  handle(item: T): Promise<void> | void
  size(item: T): number
  /** Called when more than this much is held, and when it no longer is. */
  limit: number
  onFull(): void
  onFree(): void
  onError(error: unknown): void
}

/** Items that need no waiting are handled at once, within `push`. */
export function createHold<T>(options: HoldOptions<T>): Hold<T> {
  let items: T[] = []
  let held = 0
  let full = false
  let busy = false

  const measure = (change: number): void => {
    held += change
    if (!full && held > options.limit) {
      full = true
      options.onFull()
    } else if (full && held === 0) {
      full = false
      options.onFree()
    }
  }

  const run = (): void => {
    let at = 0
    try {
      for (; at < items.length; at++) {
        const item = items[at] as T
        const waiting = options.handle(item)
        if (waiting !== undefined) {
          busy = true
          waiting.catch(options.onError).finally(() => {
            busy = false
            run()
          })
          at++
          break
        }
      }
    } catch (error) {
      at++
      options.onError(error)
    }
    const done = items.slice(0, at).reduce((sum, item) => sum + options.size(item), 0)
    items = items.slice(at)
    measure(-done)
    if (!busy && items.length > 0) run()
  }

  return {
    push(more) {
      items.push(...more)
      measure(more.reduce((sum, item) => sum + options.size(item), 0))
      if (!busy) run()
    },
  }
}
