/** Runs the simulated exchange alone: `node scripts/exchange.ts --port 0 [--seed N] [--control] [--replay FILE.csv [--speed 60]]`. */
import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { parseArgs } from 'node:util'
import { systemClock } from '../electron/lib/clock.ts'
import { createLog } from '../electron/lib/log.ts'
import { startExchange } from '../electron/simulator/exchange.ts'
import { toAppError } from '../shared/errors.ts'

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '0' },
    seed: { type: 'string' },
    control: { type: 'boolean', default: false },
    replay: { type: 'string' },
    speed: { type: 'string', default: '60' },
  },
})

try {
  const exchange = await startExchange({
    clock: systemClock,
    log: createLog(process.env['TICKERDECK_LOG'] ?? 'warn'),
    port: Number(values.port),
    control: values.control,
    ...(values.seed === undefined ? {} : { seed: Number(values.seed) }),
    ...(values.replay === undefined
      ? {}
      : {
          replay: {
            name: basename(values.replay),
            csv: readFileSync(values.replay, 'utf8'),
            speed: Number(values.speed),
          },
        }),
  })
  const stop = (): void => {
    void exchange.close().then(() => process.exit(0))
  }
  process.once('SIGTERM', stop)
  process.once('SIGINT', stop)
  const { restUrl, wsUrl } = exchange
  process.stdout.write(`${JSON.stringify({ event: 'ready', restUrl, wsUrl })}\n`)
} catch (error) {
  process.stderr.write(`${toAppError(error).message}\n`)
  process.exitCode = 1
}
