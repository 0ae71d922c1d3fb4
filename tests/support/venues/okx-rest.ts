/** OKX v5 public REST: an envelope with a code, texts throughout, newest first, `after` means older. https://www.okx.com/docs-v5/en */
import type { MarketCandle, MarketSymbol } from './market.ts'
import { filledCandles } from './venue-fill.ts'
import { listedAt } from './venue-history.ts'
import { slidingWindow, type Limit } from './venue-limits.ts'
import { fixedStep, monthStep, weekStep, type CandleStep } from './venue-steps.ts'
import type { RestAnswer, RestRequest, VenueCore } from './venue-types.ts'
import { decimals, priceText, sizeText, wholeNumber } from './venue-values.ts'

const minuteMs = 60_000
const hourMs = 60 * minuteMs
const dayMs = 24 * hourMs
/** `1D` and its like open at midnight of UTC+8, those with `utc` at midnight of UTC. */
const hongKongMs = 8 * hourMs
const maxRows = 300
/** How far back the endpoint for recent candles goes. */
const recentBars = 1440

const short: Readonly<Record<string, number>> = {
  '1m': minuteMs,
  '3m': 3 * minuteMs,
  '5m': 5 * minuteMs,
  '15m': 15 * minuteMs,
  '30m': 30 * minuteMs,
  '1H': hourMs,
  '2H': 2 * hourMs,
  '4H': 4 * hourMs,
}
const long: Readonly<Record<string, number>> = {
  '6H': 6 * hourMs,
  '12H': 12 * hourMs,
  '1D': dayMs,
  '2D': 2 * dayMs,
  '3D': 3 * dayMs,
}

/** Null for a bar that there is not. */
export function okxStep(bar: string): CandleStep | null {
  const shortMs = short[bar]
  if (shortMs !== undefined) return fixedStep(shortMs)
  const isUtc = bar.endsWith('utc')
  const name = isUtc ? bar.slice(0, -3) : bar
  const originMs = isUtc ? 0 : -hongKongMs
  const longMs = long[name]
  if (longMs !== undefined) return fixedStep(longMs, originMs)
  if (name === '1W') return weekStep(originMs)
  if (name === '1M') return monthStep(1, originMs)
  return name === '3M' ? monthStep(3, originMs) : null
}

export const okxSymbol = ({ kind, base, quote }: MarketSymbol): string | null =>
  kind === 'crypto' ? `${base}-${quote}` : null

/** A row of candles, REST and stream: the last is "1" when it is closed. */
export function okxCandle(core: VenueCore, symbol: string, candle: MarketCandle): string[] {
  const listed = core.market.symbol(symbol)
  return [
    String(candle.openAt),
    priceText(listed, candle.open),
    priceText(listed, candle.high),
    priceText(listed, candle.low),
    priceText(listed, candle.close),
    sizeText(listed, candle.volume),
    decimals(candle.quoteVolume, 8),
    decimals(candle.quoteVolume, 8),
    candle.endAt <= core.now() ? '1' : '0',
  ]
}

/** The rolling day with the opens of both calendars. */
export function okxTicker(core: VenueCore, symbol: string) {
  const listed = core.market.symbol(symbol)
  const at = core.now()
  const last = core.lastTrade(symbol)
  const book = core.market.book(symbol)
  const day = core.range(symbol, at - dayMs, at + 1)
  const openOf = (originMs: number): string => {
    const dayAt = fixedStep(dayMs, originMs).openAtOf(at)
    return priceText(listed, core.range(symbol, dayAt, at + 1)?.open ?? last.price)
  }
  return {
    instType: 'SPOT',
    instId: core.spell(symbol),
    last: priceText(listed, last.price),
    lastSz: sizeText(listed, last.size),
    askPx: priceText(listed, book.ask),
    askSz: sizeText(listed, book.askSize),
    bidPx: priceText(listed, book.bid),
    bidSz: sizeText(listed, book.bidSize),
    open24h: priceText(listed, day?.open ?? last.price),
    high24h: priceText(listed, day?.high ?? last.price),
    low24h: priceText(listed, day?.low ?? last.price),
    volCcy24h: decimals(day?.quoteVolume ?? 0, 8),
    vol24h: sizeText(listed, day?.volume ?? 0),
    ts: String(at),
    sodUtc0: openOf(0),
    sodUtc8: openOf(-hongKongMs),
  }
}

const ok = (data: unknown): RestAnswer => ({ body: { code: '0', msg: '', data } })
const failure = (status: number, code: string, msg: string): RestAnswer => ({
  status,
  body: { code, msg, data: [] },
})
const unknownInstrument = failure(
  200,
  '51001',
  "Instrument ID, Instrument ID code, or Spread ID doesn't exist.",
)

/** Requests in two seconds by address. */
const limits: Readonly<Record<string, number>> = {
  '/api/v5/public/time': 10,
  '/api/v5/public/instruments': 20,
  '/api/v5/market/tickers': 20,
  '/api/v5/market/ticker': 20,
  '/api/v5/market/candles': 40,
  '/api/v5/market/history-candles': 20,
  '/api/v5/market/trades': 100,
}

export function createOkxRest(core: VenueCore) {
  const windows = new Map<string, Limit>(
    Object.entries(limits).map(([path, most]) => [path, slidingWindow(most, 2000, core.limitNow)]),
  )
  const byRule = (rule: string, detail: string, answer: RestAnswer): RestAnswer => {
    core.fault(rule, detail)
    return answer
  }
  const wrong = (query: URLSearchParams, name: string, rule = 'parameters'): RestAnswer =>
    byRule(rule, query.toString(), failure(400, '51000', `Parameter ${name} error`))

  const candles = (query: URLSearchParams, symbol: string, isRecent: boolean): RestAnswer => {
    const bar = query.get('bar') ?? '1m'
    const step = okxStep(bar)
    if (step === null) return wrong(query, 'bar', 'interval')
    const limit = wholeNumber(query.get('limit'), 100)
    if (limit === null || limit < 1) return wrong(query, 'limit')
    if (limit > maxRows) return wrong(query, 'limit', 'rows')
    const after = wholeNumber(query.get('after'), Number.MAX_SAFE_INTEGER)
    const before = wholeNumber(query.get('before'), 0)
    if (after === null || before === null) return wrong(query, 'after')
    const now = core.now()
    const running = step.openAtOf(now)
    const barMs = step.nextOpenAt(running) - running
    const oldestAt = isRecent ? running - (recentBars - 1) * barMs : listedAt
    // The endpoint for history has only what is closed.
    const end = Math.min(after, isRecent ? now + 1 : running)
    // With `before` alone the oldest that are newer, else the newest that are older.
    const onlyBefore = query.has('before') && !query.has('after')
    const span = (limit + 1) * Math.max(barMs, bar.includes('M') ? 31 * dayMs : 0)
    const start = Math.max(oldestAt, before + 1)
    const rows = filledCandles(
      core,
      symbol,
      step,
      onlyBefore ? start : Math.max(start, step.openAtOf(end) - span),
      onlyBefore ? Math.min(end, start + span) : end,
    )
    const kept = onlyBefore ? rows.slice(0, limit) : rows.slice(-limit)
    return ok(kept.map((candle) => okxCandle(core, symbol, candle)).toReversed())
  }

  const trades = (query: URLSearchParams, symbol: string): RestAnswer => {
    const limit = wholeNumber(query.get('limit'), 100)
    if (limit === null || limit < 1) return wrong(query, 'limit')
    if (limit > 500) return wrong(query, 'limit', 'rows')
    const listed = core.market.symbol(symbol)
    const rows = core.trades(symbol).slice(-limit).toReversed()
    return ok(
      rows.map((trade) => ({
        instId: core.spell(symbol),
        side: trade.side,
        sz: sizeText(listed, trade.size),
        px: priceText(listed, trade.price),
        source: '0',
        tradeId: String(trade.id),
        ts: String(trade.at),
      })),
    )
  }

  const instrument = (listed: MarketSymbol) => ({
    instType: 'SPOT',
    instId: core.spell(listed.symbol),
    instFamily: '',
    uly: '',
    category: '1',
    baseCcy: listed.base,
    quoteCcy: listed.quote,
    settleCcy: '',
    ctVal: '',
    ctMult: '',
    ctValCcy: '',
    optType: '',
    stk: '',
    listTime: String(listedAt),
    expTime: '',
    lever: '',
    tickSz: decimals(listed.tickSize, listed.priceDecimals),
    lotSz: decimals(listed.lotSize, listed.sizeDecimals),
    minSz: decimals(listed.lotSize, listed.sizeDecimals),
    ctType: '',
    state: 'live',
    ruleType: 'normal',
  })

  const lists = (path: string, query: URLSearchParams): RestAnswer => {
    const type = query.get('instType')
    if (type === null)
      return byRule('parameters', path, failure(400, '50014', 'Parameter instType can not be empty'))
    if (type !== 'SPOT') return ok([])
    if (path === '/api/v5/market/tickers')
      return ok(core.listed().map(({ symbol }) => okxTicker(core, symbol)))
    const asked = query.get('instId')
    if (asked === null) return ok(core.listed().map(instrument))
    const symbol = core.find(asked)
    return symbol === null ? unknownInstrument : ok([instrument(core.market.symbol(symbol))])
  }

  return ({ path, query }: RestRequest): RestAnswer => {
    const limit = windows.get(path)
    if (limit === undefined)
      return byRule('path', path, failure(404, '404', 'The requested resource was not found'))
    if (!limit.take()) {
      const msg = 'Too Many Requests'
      return byRule('requests', `more than ${limits[path]} in 2 s: ${path}`, failure(429, '50011', msg))
    }
    if (path === '/api/v5/public/time') return ok([{ ts: String(core.now()) }])
    if (path === '/api/v5/public/instruments' || path === '/api/v5/market/tickers') return lists(path, query)
    const asked = query.get('instId')
    if (asked === null || asked === '')
      return byRule('parameters', path, failure(400, '50014', 'Parameter instId can not be empty'))
    const symbol = core.find(asked)
    if (symbol === null) return unknownInstrument
    if (path === '/api/v5/market/ticker') return ok([okxTicker(core, symbol)])
    if (path === '/api/v5/market/trades') return trades(query, symbol)
    return candles(query, symbol, path === '/api/v5/market/candles')
  }
}
