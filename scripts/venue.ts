/**
 * Prints a venue's quotes as JSON lines: `npm run venue -- binance BTCUSDT [ETHUSDT …] [--seconds 10] [--rest URL] [--ws URL]`.
 * Quotes go to standard output, what the stream does to standard error. Hosts and keys come from the environment too
 * (`TICKERDECK_BINANCE_REST_URL`, `TICKERDECK_FINNHUB_API_KEY`).
 */
import { parseArgs } from 'node:util'
import { createCredentials } from '../electron/core/credentials.ts'
import { createFeedSink } from '../electron/core/feed-sink.ts'
import { createHistory } from '../electron/core/history.ts'
import { createHub } from '../electron/core/hub.ts'
import { createInstrumentSearch, plainSymbol } from '../electron/core/instrument-search.ts'
import { createVenues } from '../electron/core/venues.ts'
import { createFeeds } from '../electron/feeds/feeds.ts'
import { readProxyUrl } from '../electron/feeds/proxy.ts'
import { systemClock } from '../electron/lib/clock.ts'
import { createLog } from '../electron/lib/log.ts'
import { providers } from '../electron/providers/registry.ts'
import { startExchange } from '../electron/simulator/exchange.ts'
import { codedError, toAppError } from '../shared/errors.ts'
import type { InstrumentId } from '../shared/model/ids.ts'
import type { Instrument } from '../shared/model/instrument.ts'

const usage = 'npm run venue -- VENUE SYMBOL… [--seconds N] [--rest URL] [--ws URL] [--proxy URL]'
const clock = systemClock
const log = createLog(process.env['TICKERDECK_LOG'] ?? 'error')

const say = (fields: object): void => void process.stderr.write(`${JSON.stringify(fields)}\n`)

function pick(list: readonly Instrument[], symbol: string): Instrument {
  const exact = list.find((each) => plainSymbol(each.symbol) === plainSymbol(symbol))
  if (exact !== undefined) return exact
  const near = createInstrumentSearch(list, () => 0).search(symbol, { limit: 5 })
  const hint = near.length === 0 ? '' : `; near it: ${near.map((each) => each.symbol).join(', ')}`
  throw codedError('not-found', `no instrument ${symbol} among ${list.length}${hint}`)
}

async function run(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      seconds: { type: 'string' },
      rest: { type: 'string' },
      ws: { type: 'string' },
      proxy: { type: 'string' },
    },
  })
  const [id = '', ...symbols] = positionals
  const provider = providers.find((each) => each.id === id)
  if (provider === undefined || symbols.length === 0)
    throw codedError('bad-request', `${usage}\nvenues: ${providers.map((each) => each.id).join(', ')}`)

  const prefix = `TICKERDECK_${id.toUpperCase()}`
  const env = {
    ...process.env,
    ...(values.rest === undefined ? {} : { [`${prefix}_REST_URL`]: values.rest }),
    ...(values.ws === undefined ? {} : { [`${prefix}_WS_URL`]: values.ws }),
  }
  const own =
    provider.simulated && env[`${prefix}_REST_URL`] === undefined ? await startExchange({ clock, log }) : null
  const sink = createFeedSink()
  const feeds = createFeeds({ clock, log, sink: sink.sink, version: 'venue' })
  const known = new Map<InstrumentId, Instrument>()
  const hub = createHub({
    clock,
    instrument: (each) => known.get(each),
    tick: () => {},
    wantsBook: () => false,
    book: () => {},
    setBack: () => {},
  })
  const credentials = createCredentials({
    secrets: { get: async () => null, set: async () => {} },
    env,
    log,
  })
  const history = createHistory({
    clock,
    log,
    providers,
    feeds,
    credentials: (each) => credentials.of(each),
    historyFrom: () => null,
    counterpart: () => null,
  })
  const proxyUrl = values.proxy === undefined ? null : readProxyUrl(values.proxy)
  const venues = createVenues({
    providers,
    env,
    credentials,
    settings: { list: () => [], save: () => {} },
    local: () => own,
    status: history.statusOf,
    rest: () => null,
    instruments: () => 0,
    connect(access) {
      const proxy = proxyUrl === null ? null : { url: proxyUrl, username: null, password: null }
      feeds.add({ ...access, proxy })
    },
    disconnect: (each) => feeds.remove(each),
  })
  // The clock's timers keep no process alive, and before the first socket is open nothing else does.
  const alive = setInterval(() => {}, 60_000)
  const stop = async (): Promise<void> => {
    clearInterval(alive)
    await feeds.stop()
    await own?.close()
  }
  try {
    sink.connect({
      hub,
      candles: { onTrades() {}, onCandles() {}, onDown() {}, onResumed() {} },
      feedChanged: ({ state, reason, refused, skewMs }) =>
        say({ event: 'feed', state, reason, refused, skewMs }),
      down: () => say({ event: 'down' }),
      resumed: () => say({ event: 'resumed' }),
      stale: (instrument, isStale) => say({ event: isStale ? 'stale' : 'flowing', instrument }),
    })
    hub.onChange((instrument) => {
      const quote = hub.current(instrument)
      if (quote !== undefined) process.stdout.write(`${JSON.stringify(quote)}\n`)
    })
    await credentials.load(provider)
    await venues.configure({ id, enabled: true })
    const list = await history.instruments(id)
    say({ event: 'instruments', count: list.length })
    for (const symbol of symbols) {
      const instrument = pick(list, symbol)
      known.set(instrument.id, instrument)
      feeds.subscribe(instrument, 'quotes')
    }
    await new Promise<void>((resolve) => {
      process.once('SIGINT', () => resolve())
      process.once('SIGTERM', () => resolve())
      if (values.seconds !== undefined) clock.after(Number(values.seconds) * 1_000, resolve)
    })
  } finally {
    await stop()
  }
}

try {
  await run()
} catch (error) {
  process.stderr.write(`${toAppError(error).message}\n`)
  process.exitCode = 1
}
