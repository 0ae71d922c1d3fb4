/** End-to-end tests: the built web shell in a real browser, one app and one data folder a test. */
import { defineConfig } from '@playwright/test'
import { browserForTests, quietFlags } from './scripts/browsers.ts'

export default defineConfig({
  testDir: 'tests/e2e',
  testMatch: '**/*.spec.ts',
  globalSetup: './tests/e2e/support/build.ts',
  timeout: 60_000,
  expect: { timeout: 10_000 },
  // Two cores: more workers only make each other late.
  workers: 2,
  fullyParallel: true,
  reporter: [['list']],
  use: {
    viewport: { width: 1280, height: 800 },
    colorScheme: 'dark',
    launchOptions: { executablePath: browserForTests(), args: [...quietFlags] },
    screenshot: 'only-on-failure',
    // A trace of each action doubles the time of every test: ask for one with `--trace on`.
    trace: 'off',
  },
})
