/**
 * Runs the strict server of a venue on loopback, with a made-up market: `npm run venue-server -- kraken`. It prints where it listens, and
 * on standard error what a client did wrong. Look at it with `npm run venue -- kraken BTC/USD --rest URL --ws URL`.
 */
import { venueServers } from '../tests/support/venues/index.ts'
import { createMarket, runMarket } from '../tests/support/venues/market.ts'

const tradeEveryMs = 400
const lookEveryMs = 1_000

const [name = ''] = process.argv.slice(2)
const start = venueServers[name]
if (start === undefined) {
  process.stderr.write(`npm run venue-server -- VENUE; venues: ${Object.keys(venueServers).join(', ')}\n`)
  process.exitCode = 1
} else {
  const market = createMarket()
  const stopMarket = runMarket(market, tradeEveryMs)
  const server = await start({ market })
  const { restUrl, wsUrl } = server
  process.stdout.write(`${JSON.stringify({ event: 'ready', restUrl, wsUrl })}\n`)
  let told = 0
  const looking = setInterval(() => {
    const faults = server.faults()
    for (const fault of faults.slice(told)) process.stderr.write(`${JSON.stringify(fault)}\n`)
    told = faults.length
  }, lookEveryMs)
  const stop = (): void => {
    clearInterval(looking)
    stopMarket()
    void server.close().then(() => process.exit(0))
  }
  process.once('SIGTERM', stop)
  process.once('SIGINT', stop)
}
