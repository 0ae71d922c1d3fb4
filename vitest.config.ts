/** Vitest's projects: unit tests mirror the tree, bridge runs one suite over every wire, integration uses real sockets. */
import { defineConfig } from 'vitest/config'

const project = (name: string, testTimeout: number) => ({
  test: {
    name,
    include: [`tests/${name}/**/*.test.{ts,tsx}`],
    environment: 'node',
    testTimeout,
    hookTimeout: 30_000,
  },
})

export default defineConfig({
  test: {
    // Of two cores the default would use one; integration tests mostly wait, and take four (package.json).
    maxWorkers: 2,
    projects: [
      project('unit', 20_000),
      project('layers', 20_000),
      project('bridge', 20_000),
      project('integration', 60_000),
    ],
  },
})
