import { relative } from 'node:path'
import type { Reporter, TestModule } from 'vitest/node'

/**
 * Closes a run with what is worth reading first: a line for each test skipped or failed (with the first line of why),
 * then one plain line counted from the run itself: `N passed, N failed, N skipped`.
 */
export default class CountReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandled: readonly { readonly message: string }[]): void {
    const count = { passed: 0, failed: unhandled.length, skipped: 0 }
    const failed = unhandled.map(({ message }) => failure('outside of a test', message))
    for (const module of modules) {
      const file = relative(process.cwd(), module.moduleId)
      // A file that could not even be loaded has no tests to count, and is a failure all the same.
      const [unloaded] = module.errors()
      if (unloaded) {
        count.failed++
        failed.push(failure(file, unloaded.message))
      }
      for (const test of module.children.allTests()) {
        const { state, errors } = test.result()
        if (state === 'passed' || state === 'failed' || state === 'skipped') count[state]++
        if (state === 'skipped') console.log(`skipped: ${test.fullName}`)
        if (state === 'failed') failed.push(failure(`${file} > ${test.fullName}`, errors[0]?.message))
      }
    }
    for (const line of failed) console.log(line)
    console.log(`${count.passed} passed, ${count.failed} failed, ${count.skipped} skipped`)
  }
}

const failure = (where: string, why = '') => `failed: ${where}: ${why.split('\n', 1)[0]?.slice(0, 300)}`
