import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: './test/global-setup.ts',
    reporters: ['default', './test/reporter.ts'],
    // The clusters wait more than they work: one worker a core keeps the whole run within minutes.
    maxWorkers: 2,
    testTimeout: 120_000,
    hookTimeout: 180_000,
    retry: 0,
  },
})
