/** The program of the core's process: the same core as in the web shell, with main as its host. */
import { createCore } from '../core/core.ts'
import { systemClock } from '../lib/clock.ts'
import { createLog } from '../lib/log.ts'
import { runCore } from './core-runner.ts'

const log = createLog(process.env['TICKERDECK_LOG'] ?? 'info')

// The state after an unexpected error is unknown: main starts a fresh process, the windows stay.
for (const event of ['uncaughtException', 'unhandledRejection'] as const) {
  process.on(event, (error: unknown) => {
    log.error(
      { event, reason: error instanceof Error ? (error.stack ?? error.message) : String(error) },
      'the core failed',
    )
    process.exit(1)
  })
}

runCore({
  port: process.parentPort,
  createCore,
  exit: (code) => process.exit(code),
  clock: systemClock,
  log,
  env: process.env,
})
