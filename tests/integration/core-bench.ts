/** A core with a simulated exchange of its own on real sockets, made anew for each test, and a client that listens to both. */
import { afterEach, beforeEach } from 'vitest'
import { systemClock } from '../../electron/lib/clock.ts'
import { silentLog } from '../../electron/lib/log.ts'
import { startExchange, type Exchange } from '../../electron/simulator/exchange.ts'
import type { Firing } from '../../shared/alerts/firing.ts'
import { instrumentId } from '../../shared/model/ids.ts'
import type { Quote } from '../../shared/model/quote.ts'
import { startTestCore, type TestCore } from '../support/test-core.ts'
import { waitFor } from '../support/wait-for.ts'

export const bitcoin = instrumentId('simulated', 'BTCUSDT')

export type CoreBench = {
  exchange: Exchange
  test: TestCore
  quotes: Map<string, Quote>
  firings: Firing[]
  /** Listens anew, as after a restart. */
  watch(): Promise<void>
  stateIs(state: Quote['state']): Promise<unknown>
  /** A price that was not there before, and so was judged. */
  furtherTick(): Promise<unknown>
}

/** Call it once in a file; what it answers is filled before each test. */
export function createCoreBench(): CoreBench {
  const bench: CoreBench = {
    // Set before each test; nothing reads them outside of one.
    exchange: undefined as unknown as Exchange,
    test: undefined as unknown as TestCore,
    quotes: new Map(),
    firings: [],
    async watch() {
      const { client } = bench.test
      bench.quotes = new Map()
      bench.firings = []
      client.on('quotes', ({ quotes }) => {
        for (const quote of quotes) bench.quotes.set(quote.instrument, quote)
      })
      client.on('firing', (firing) => bench.firings.push(firing))
      await waitFor(
        async () => (await client.call('instruments.search', { query: '' })).length > 25,
        'instruments',
      )
      const answer = await client.call('quotes.subscribe', { instruments: [bitcoin] })
      for (const quote of answer.quotes) bench.quotes.set(quote.instrument, quote)
    },
    stateIs: (state) =>
      waitFor(() => bench.quotes.get(bitcoin)?.state === state, `the quote to be ${state}`, 30_000),
    furtherTick() {
      const before = bench.quotes.get(bitcoin)
      return waitFor(() => {
        const now = bench.quotes.get(bitcoin)
        return now?.exchangeAt !== before?.exchangeAt && now?.last !== before?.last
      }, 'a further tick')
    },
  }
  beforeEach(async () => {
    bench.exchange = await startExchange({ clock: systemClock, log: silentLog })
    bench.test = await startTestCore({
      env: {
        TICKERDECK_SIMULATED_REST_URL: bench.exchange.restUrl,
        TICKERDECK_SIMULATED_WS_URL: bench.exchange.wsUrl,
      },
    })
    await bench.watch()
  })
  afterEach(async () => {
    await bench.test.stop()
    await bench.exchange.close()
  })
  return bench
}
