/** Coinbase Exchange's REST: products, candles in its own order, ticker, stats, trades. https://docs.cdp.coinbase.com/api-reference/exchange-api/rest-api */
import { tokenBucket } from './venue-limits.ts'
import type { MarketSymbol } from './market.ts'
import type { RestAnswer, RestRequest, VenueCore } from './venue-types.ts'
import { decimals, isoTime, priceText, sizeText, wholeNumber } from './venue-values.ts'

const dayMs = 86_400_000
const granularities = [60, 300, 900, 3600, 21_600, 86_400]
const maxCandles = 300

export const coinbaseSymbol = ({ kind, base, quote }: MarketSymbol): string | null =>
  kind === 'crypto' ? `${base}-${quote}` : null

const message = (status: number, text: string): RestAnswer => ({ status, body: { message: text } })
const notFound = message(404, 'NotFound')

/** The rolling 24 hours and 30 days, in the venue's words. */
export function coinbaseDay(core: VenueCore, symbol: string) {
  const at = core.now()
  const listed = core.market.symbol(symbol)
  const last = core.lastTrade(symbol)
  const day = core.range(symbol, at - dayMs, at + 1)
  const month = core.range(symbol, at - 30 * dayMs, at + 1)
  return {
    last,
    open: priceText(listed, day?.open ?? last.price),
    high: priceText(listed, day?.high ?? last.price),
    low: priceText(listed, day?.low ?? last.price),
    volume: decimals(day?.volume ?? 0, 8, 8),
    volume30: decimals(month?.volume ?? 0, 8, 8),
    book: core.market.book(symbol),
  }
}

/** ISO 8601 or seconds of the epoch; null for anything else. */
function readTime(text: string | null): number | null {
  if (text === null || text === '') return null
  if (/^\d{1,12}(\.\d+)?$/.test(text)) return Number(text) * 1000
  const at = Date.parse(text)
  return Number.isNaN(at) ? null : at
}

export function createCoinbaseRest(core: VenueCore, options: { perSecond: number; burst: number }) {
  const bucket = tokenBucket(options.perSecond, options.burst, core.limitNow)
  const byRule = (rule: string, detail: string, answer: RestAnswer): RestAnswer => {
    core.fault(rule, detail)
    return answer
  }

  const product = (listed: MarketSymbol) => ({
    id: core.spell(listed.symbol),
    base_currency: listed.base,
    quote_currency: listed.quote,
    quote_increment: decimals(listed.tickSize, listed.priceDecimals),
    base_increment: decimals(listed.lotSize, listed.sizeDecimals),
    display_name: `${listed.base}/${listed.quote}`,
    min_market_funds: '1',
    margin_enabled: false,
    post_only: false,
    limit_only: false,
    cancel_only: false,
    status: 'online',
    status_message: '',
    trading_disabled: false,
    fx_stablecoin: false,
    max_slippage_percentage: '0.03000000',
    auction_mode: false,
    high_bid_limit_percentage: '',
  })

  const candles = (symbol: string, query: URLSearchParams): RestAnswer => {
    const granularity = wholeNumber(query.get('granularity'), 60)
    if (granularity === null || !granularities.includes(granularity))
      return byRule('interval', query.toString(), message(400, 'Unsupported granularity'))
    if (query.has('start') !== query.has('end'))
      return byRule('parameters', query.toString(), message(400, 'Both start and end are needed, or neither'))
    const stepMs = granularity * 1000
    const toAt = query.has('end') ? readTime(query.get('end')) : core.now()
    if (toAt === null) return byRule('parameters', query.toString(), message(400, 'Invalid end'))
    const fromAt = query.has('start') ? readTime(query.get('start')) : toAt - maxCandles * stepMs
    if (fromAt === null) return byRule('parameters', query.toString(), message(400, 'Invalid start'))
    if (toAt < fromAt) return byRule('parameters', query.toString(), message(400, 'End is before start'))
    if ((toAt - fromAt) / stepMs > maxCandles)
      return byRule(
        'rows',
        query.toString(),
        message(
          400,
          'granularity too small for the requested time range. Count of aggregations requested exceeds 300',
        ),
      )
    // The one that holds the start comes too, so that a row may lie before the start.
    const firstAt = Math.floor(fromAt / stepMs) * stepMs
    const rows = core
      .candles(symbol, stepMs, firstAt, toAt + 1)
      .slice(-maxCandles)
      .map(({ openAt, low, high, open, close, volume }) => [openAt / 1000, low, high, open, close, volume])
    return { body: rows.toReversed() }
  }

  const trades = (symbol: string, query: URLSearchParams): RestAnswer => {
    const listed = core.market.symbol(symbol)
    const limit = wholeNumber(query.get('limit'), 1000)
    const after = wholeNumber(query.get('after'), Number.MAX_SAFE_INTEGER)
    const before = wholeNumber(query.get('before'), 0)
    if (limit === null || after === null || before === null || limit < 1)
      return byRule('parameters', query.toString(), message(400, 'Invalid pagination'))
    if (limit > 1000) core.fault('rows', `limit=${limit} is more than 1000`)
    // `after` is older than that id, `before` newer; newest first.
    const rows = core
      .trades(symbol)
      .filter(({ id }) => id < after && id > before)
      .toReversed()
      .slice(0, Math.min(limit, 1000))
    const [newest, oldest] = [rows[0], rows.at(-1)]
    return {
      headers: newest && oldest ? { 'cb-before': String(newest.id), 'cb-after': String(oldest.id) } : {},
      body: rows.map((trade) => ({
        trade_id: trade.id,
        // The maker's side.
        side: trade.side === 'buy' ? 'sell' : 'buy',
        size: decimals(trade.size, 8, 8),
        price: decimals(trade.price, Math.max(8, listed.priceDecimals), 8),
        time: isoTime(trade.at, 6),
      })),
    }
  }

  const ofProduct = (symbol: string, part: string | undefined, query: URLSearchParams): RestAnswer | null => {
    const listed = core.market.symbol(symbol)
    if (part === undefined) return { body: product(listed) }
    if (part === 'candles') return candles(symbol, query)
    if (part === 'trades') return trades(symbol, query)
    const day = coinbaseDay(core, symbol)
    if (part === 'stats')
      return {
        body: {
          open: day.open,
          high: day.high,
          low: day.low,
          last: priceText(listed, day.last.price),
          volume: day.volume,
          volume_30day: day.volume30,
        },
      }
    if (part !== 'ticker') return null
    return {
      body: {
        ask: priceText(listed, day.book.ask),
        bid: priceText(listed, day.book.bid),
        volume: day.volume,
        trade_id: day.last.id,
        price: priceText(listed, day.last.price),
        size: sizeText(listed, day.last.size),
        time: isoTime(day.last.at, 6),
        rfq_volume: '0.00000000',
      },
    }
  }

  return ({ path, query, headers }: RestRequest): RestAnswer => {
    if (!bucket.take())
      return byRule(
        'requests',
        `more than ${options.perSecond} a second`,
        message(429, 'Public rate limit exceeded'),
      )
    if (headers['user-agent'] === undefined)
      return byRule('user agent', path, message(400, 'User-Agent header is required.'))
    if (path === '/time')
      return { body: { iso: new Date(core.now()).toISOString(), epoch: core.now() / 1000 } }
    if (path === '/products') return { body: core.listed().map(product) }
    if (path === '/products/volume-summary')
      return {
        body: core.listed().map(({ symbol, base, quote }) => {
          const { volume, volume30 } = coinbaseDay(core, symbol)
          return {
            id: core.spell(symbol),
            base_currency: base,
            quote_currency: quote,
            display_name: `${base}/${quote}`,
            market_types: ['spot'],
            spot_volume_24hour: volume,
            spot_volume_30day: volume30,
            rfq_volume_24hour: '0',
            rfq_volume_30day: '0',
            conversion_volume_24hour: '0',
            conversion_volume_30day: '0',
          }
        }),
      }
    const found = /^\/products\/([^/]+)(?:\/([a-z]+))?$/.exec(path)
    if (found === null) return byRule('path', path, notFound)
    const symbol = core.find(found[1] ?? '')
    if (symbol === null) return notFound
    return ofProduct(symbol, found[2], query) ?? byRule('path', path, notFound)
  }
}
