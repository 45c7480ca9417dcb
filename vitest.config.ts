import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: './test/global-setup.ts',
    reporters: ['default', './test/reporter.ts'],
    testTimeout: 120_000,
    hookTimeout: 180_000,
    retry: 0,
  },
})
