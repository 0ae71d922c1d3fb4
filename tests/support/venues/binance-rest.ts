/** Binance's REST: weights, its own words for errors, candles, tickers and trades. https://developers.binance.com/docs/binance-spot-api-docs/rest-api */
import { alignedWindow } from './venue-limits.ts'
import { binanceDayBody, binanceInstrument, binanceTop } from './binance-bodies.ts'
import { aggregateId, binanceStep, eight } from './binance-shapes.ts'
import { filledCandles } from './venue-fill.ts'
import { listedAt } from './venue-history.ts'
import type { RestAnswer, RestRequest, VenueCore } from './venue-types.ts'
import { asTexts, decimals, parseJson, wholeNumber } from './venue-values.ts'

export type BinanceLimits = { readonly weightPerMinute: number; readonly banSeconds: number }

type Answered = { readonly weight: number; readonly answer: RestAnswer }

const refusal = (code: number, msg: string, status = 400): RestAnswer => ({ status, body: { code, msg } })
const invalidSymbol = refusal(-1121, 'Invalid symbol.')
const missing = (name: string): RestAnswer =>
  refusal(-1102, `Mandatory parameter '${name}' was not sent, was empty/null, or malformed.`)
const illegal = (name: string): RestAnswer =>
  refusal(-1100, `Illegal characters found in parameter '${name}'; legal range is '^[0-9]{1,20}$'.`)

const known: Readonly<Record<string, readonly string[]>> = {
  '/api/v3/ping': [],
  '/api/v3/time': [],
  '/api/v3/exchangeInfo': ['symbol', 'symbols', 'permissions', 'showPermissionSets', 'symbolStatus'],
  '/api/v3/klines': ['symbol', 'interval', 'startTime', 'endTime', 'timeZone', 'limit'],
  '/api/v3/ticker/24hr': ['symbol', 'symbols', 'type', 'symbolStatus'],
  '/api/v3/ticker/price': ['symbol', 'symbols', 'symbolStatus'],
  '/api/v3/ticker/bookTicker': ['symbol', 'symbols', 'symbolStatus'],
  '/api/v3/trades': ['symbol', 'limit'],
  '/api/v3/aggTrades': ['symbol', 'fromId', 'startTime', 'endTime', 'limit'],
}

export function createBinanceRest(core: VenueCore, limits: BinanceLimits) {
  const used = alignedWindow(limits.weightPerMinute, 60_000, core.limitNow)
  const byRule = (rule: string, query: URLSearchParams, answer: RestAnswer): RestAnswer => {
    core.fault(rule, query.toString())
    return answer
  }

  /** Market symbols that were asked for, or the refusal. Weight depends on how many. */
  const symbolsOf = (
    query: URLSearchParams,
  ): { symbols: string[]; one: boolean; all: boolean } | RestAnswer => {
    const [one, many] = [query.get('symbol'), query.get('symbols')]
    if (one !== null && many !== null)
      return byRule('parameters', query, refusal(-1128, 'Combination of optional parameters invalid.'))
    if (one === null && many === null) {
      const all = core.listed().map(({ symbol }) => symbol)
      return { symbols: all, one: false, all: true }
    }
    const asked = one === null ? asTexts(parseJson(many ?? '')) : [one]
    if (asked === null)
      return byRule('parameters', query, {
        status: 400,
        body: { code: -1100, msg: "Illegal characters found in parameter 'symbols'." },
      })
    const symbols = asked.map((spelled) => core.find(spelled)).filter((symbol) => symbol !== null)
    if (symbols.length < asked.length) return invalidSymbol
    return { symbols, one: one !== null, all: false }
  }
  const perSymbol = (query: URLSearchParams, make: (symbol: string) => unknown): RestAnswer => {
    const found = symbolsOf(query)
    if (!('symbols' in found)) return found
    const [first] = found.symbols
    return { body: found.one && first !== undefined ? make(first) : found.symbols.map(make) }
  }
  const weightOf = (query: URLSearchParams, one: number, many: number): number =>
    query.has('symbol') ? one : many
  const dayWeight = (query: URLSearchParams): number => {
    const count = query.has('symbol') ? 1 : (asTexts(parseJson(query.get('symbols') ?? ''))?.length ?? 101)
    return count <= 20 ? 2 : count <= 100 ? 40 : 80
  }

  const exchangeInfo = (query: URLSearchParams): RestAnswer => {
    const found = symbolsOf(query)
    if (!('symbols' in found)) return found
    return {
      body: {
        timezone: 'UTC',
        serverTime: core.now(),
        rateLimits: [
          {
            rateLimitType: 'REQUEST_WEIGHT',
            interval: 'MINUTE',
            intervalNum: 1,
            limit: limits.weightPerMinute,
          },
          { rateLimitType: 'RAW_REQUESTS', interval: 'MINUTE', intervalNum: 5, limit: 61_000 },
        ],
        exchangeFilters: [],
        symbols: found.symbols.map((symbol) => binanceInstrument(core, symbol)),
      },
    }
  }

  const limitOf = (query: URLSearchParams): number | RestAnswer => {
    const limit = wholeNumber(query.get('limit'), 500)
    if (limit === null || limit === 0) return byRule('parameters', query, illegal('limit'))
    if (limit > 1000) core.fault('rows', `limit=${limit} is more than 1000`)
    return Math.min(limit, 1000)
  }

  const klines = (query: URLSearchParams): RestAnswer => {
    const symbol = core.find(query.get('symbol') ?? '')
    if (!query.has('symbol')) return byRule('parameters', query, missing('symbol'))
    if (symbol === null) return invalidSymbol
    const zone = /^([+-]?)(\d{1,2})(?::(\d\d))?$/.exec(query.get('timeZone') ?? '0')
    if (zone === null) return byRule('parameters', query, refusal(-1100, "Illegal parameter 'timeZone'."))
    const zoneMinutes = (Number(zone[2]) * 60 + Number(zone[3] ?? 0)) * (zone[1] === '-' ? -1 : 1)
    const interval = query.get('interval')
    if (interval === null) return byRule('parameters', query, missing('interval'))
    const step = binanceStep(interval, zoneMinutes * 60_000)
    if (step === null) return byRule('interval', query, refusal(-1120, 'Invalid interval.'))
    const limit = limitOf(query)
    if (typeof limit !== 'number') return limit
    const startAt = wholeNumber(query.get('startTime'), -1)
    const endAt = wholeNumber(query.get('endTime'), -1)
    if (startAt === null || endAt === null) return byRule('parameters', query, illegal('startTime'))
    // With a start the oldest from there, else the newest up to the end.
    const toAt = endAt < 0 ? core.now() + 1 : endAt + 1
    let fromAt = startAt
    if (fromAt < 0) {
      fromAt = step.openAtOf(Math.min(toAt, core.now()))
      const oneMs = step.nextOpenAt(fromAt) - fromAt
      fromAt = Math.max(0, fromAt - limit * Math.max(oneMs, interval === '1M' ? 31 * 86_400_000 : 0))
    }
    // No further than what can be asked for: candles are computed when asked.
    let end = toAt
    if (startAt >= 0) {
      end = step.openAtOf(Math.max(fromAt, listedAt))
      for (let count = 0; count <= limit; count += 1) end = step.nextOpenAt(end)
    }
    const candles = filledCandles(core, symbol, step, fromAt, Math.min(toAt, end))
    const kept = startAt >= 0 ? candles.slice(0, limit) : candles.slice(-limit)
    return {
      body: kept.map((candle) => [
        candle.openAt,
        eight(candle.open),
        eight(candle.high),
        eight(candle.low),
        eight(candle.close),
        eight(candle.volume),
        candle.endAt - 1,
        eight(candle.quoteVolume),
        candle.trades,
        eight(candle.volume / 2),
        eight(candle.quoteVolume / 2),
        '0',
      ]),
    }
  }

  const trades = (query: URLSearchParams, aggregated: boolean): RestAnswer => {
    if (!query.has('symbol')) return byRule('parameters', query, missing('symbol'))
    const symbol = core.find(query.get('symbol') ?? '')
    if (symbol === null) return invalidSymbol
    const limit = limitOf(query)
    if (typeof limit !== 'number') return limit
    const all = core.trades(symbol)
    if (!aggregated)
      return {
        body: all.slice(-limit).map((trade) => ({
          id: trade.id,
          price: eight(trade.price),
          qty: eight(trade.size),
          quoteQty: decimals(trade.price * trade.size, 8, 8),
          time: trade.at,
          isBuyerMaker: trade.side === 'sell',
          isBestMatch: true,
        })),
      }
    const fromId = wholeNumber(query.get('fromId'), -1)
    const startAt = wholeNumber(query.get('startTime'), -1)
    const endAt = wholeNumber(query.get('endTime'), Number.MAX_SAFE_INTEGER)
    if (fromId === null || startAt === null || endAt === null)
      return byRule('parameters', query, illegal('fromId'))
    const within = all.filter(
      (trade) => aggregateId(trade) >= fromId && trade.at >= startAt && trade.at <= endAt,
    )
    const kept = fromId >= 0 || startAt >= 0 ? within.slice(0, limit) : within.slice(-limit)
    return {
      body: kept.map((trade) => ({
        a: aggregateId(trade),
        p: eight(trade.price),
        q: eight(trade.size),
        f: trade.id,
        l: trade.id,
        T: trade.at,
        m: trade.side === 'sell',
        M: true,
      })),
    }
  }

  const answer = ({ path, query }: RestRequest): Answered => {
    const unread = [...query.keys()].filter((name) => known[path]?.includes(name) === false)
    if (unread.length > 0) {
      const sent = [...query.keys()].length
      const msg = `Not all sent parameters were read; read '${sent - unread.length}' parameter(s) but was sent '${sent}'.`
      return { weight: 1, answer: byRule('parameters', query, refusal(-1104, msg)) }
    }
    switch (path) {
      case '/api/v3/ping':
        return { weight: 1, answer: { body: {} } }
      case '/api/v3/time':
        return { weight: 1, answer: { body: { serverTime: core.now() } } }
      case '/api/v3/exchangeInfo':
        return { weight: 20, answer: exchangeInfo(query) }
      case '/api/v3/klines':
        return { weight: 2, answer: klines(query) }
      case '/api/v3/ticker/24hr':
        return {
          weight: dayWeight(query),
          answer: perSymbol(query, (symbol) => binanceDayBody(core, symbol, query.get('type') === 'MINI')),
        }
      case '/api/v3/ticker/price':
        return {
          weight: weightOf(query, 2, 4),
          answer: perSymbol(query, (symbol) => ({
            symbol: core.spell(symbol),
            price: eight(core.lastTrade(symbol).price),
          })),
        }
      case '/api/v3/ticker/bookTicker':
        return {
          weight: weightOf(query, 2, 4),
          answer: perSymbol(query, (symbol) => binanceTop(core, symbol)),
        }
      case '/api/v3/trades':
        return { weight: 25, answer: trades(query, false) }
      case '/api/v3/aggTrades':
        return { weight: 4, answer: trades(query, true) }
      default:
        core.fault('path', path)
        return { weight: 1, answer: { status: 404, body: '<html><body>404 Not Found</body></html>' } }
    }
  }

  return {
    rest(request: RestRequest): RestAnswer {
      const { weight, answer: made } = answer(request)
      const fits = used.take(weight)
      const usage = { 'X-MBX-USED-WEIGHT': String(used.used()), 'X-MBX-USED-WEIGHT-1M': String(used.used()) }
      if (fits) return { ...made, headers: usage }
      core.fault('weight', `${request.path} costs ${weight}, ${used.used()} used this minute`)
      const seconds = Math.max(1, Math.ceil(used.freeInMs(weight) / 1000))
      const msg = `Too much request weight used; current limit is ${limits.weightPerMinute} request weight per 1 MINUTE. Please use WebSocket Streams for live updates to avoid polling the API.`
      return { ...refusal(-1003, msg, 429), headers: { ...usage, 'Retry-After': String(seconds) } }
    },
    /** Who does not wait is banned. */
    tooSoon(): RestAnswer {
      const until = core.now() + limits.banSeconds * 1000
      const msg = `Way too much request weight used; IP banned until ${until}. Please use WebSocket Streams for live updates to avoid bans.`
      return { ...refusal(-1003, msg, 418), headers: { 'Retry-After': String(limits.banSeconds) } }
    },
  }
}
