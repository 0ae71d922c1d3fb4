/** Finnhub's REST: quotes, search, symbols, candles for those who pay, the market's status and holidays. */
import { refusal } from './keyed-rest.ts'
import type { MarketSymbol } from './market.ts'
import { newYorkDayStep, newYorkIntradayStep, newYorkMonthStep, newYorkWeekStep } from './new-york-steps.ts'
import { exchangeHoliday, exchangeHolidays } from './us-holidays.ts'
import { newYorkDayOf, newYorkOffsetMs, stockDay } from './venue-hours.ts'
import { fixedStep, monthStep, weekStep, type CandleStep } from './venue-steps.ts'
import type { RestAnswer, RestRequest, VenueCore } from './venue-types.ts'

const minuteMs = 60_000
const dayMs = 86_400_000
const seconds = (at: number): number => Math.floor(at / 1000)

const noAccess: RestAnswer = { status: 403, body: { error: "You don't have access to this resource." } }

function wrong(core: VenueCore, detail: string): Error {
  core.fault('parameters', detail)
  return refusal({ status: 422, body: { error: detail } })
}

function needed(core: VenueCore, { query, path }: RestRequest, name: string): string {
  const text = query.get(name)
  if (text === null || text === '') throw wrong(core, `${path}: missing parameter ${name}`)
  return text
}

const symbolOf = (core: VenueCore, spelled: string): MarketSymbol | null => {
  const known = core.find(spelled)
  return known === null ? null : core.market.symbol(known)
}

/** What Finnhub answers for a symbol that it does not know: success, and zeros. */
const zeroQuote = { c: 0, d: null, dp: null, h: 0, l: 0, o: 0, pc: 0, t: 0 }

const rounded = (value: number): number => Number(value.toFixed(4))

/** finnhub.io/docs/api/quote: of the day so far, against the close of the trading day before. */
function quote(core: VenueCore, request: RestRequest): RestAnswer {
  const symbol = symbolOf(core, needed(core, request, 'symbol'))
  if (symbol === null) return { body: zeroQuote }
  if (symbol.kind !== 'stock') return noAccess
  const last = core.lastTrade(symbol.symbol)
  const fromAt = newYorkDayStep.openAtOf(last.at - 6 * dayMs)
  const [before, today] = core.candles(symbol.symbol, newYorkDayStep, fromAt, last.at + 1).slice(-2)
  if (before === undefined || today === undefined) return { body: zeroQuote }
  const change = last.price - before.close
  return {
    body: {
      c: last.price,
      d: rounded(change),
      dp: rounded((change / before.close) * 100),
      h: today.high,
      l: today.low,
      o: today.open,
      pc: before.close,
      t: seconds(last.at),
    },
  }
}

function search(core: VenueCore, request: RestRequest): RestAnswer {
  const wanted = needed(core, request, 'q').toUpperCase()
  const found = core
    .listed()
    .filter(
      ({ kind, name, symbol }) => kind === 'stock' && `${symbol} ${name.toUpperCase()}`.includes(wanted),
    )
  const result = found.map(({ name, symbol }) => ({
    description: name.toUpperCase(),
    displaySymbol: symbol,
    symbol,
    type: 'Common Stock',
  }))
  return { body: { count: result.length, result } }
}

function stockSymbols(core: VenueCore, request: RestRequest): RestAnswer {
  if (needed(core, request, 'exchange') !== 'US') return noAccess
  const stocks = core.listed().filter(({ kind }) => kind === 'stock')
  return {
    body: stocks.map(({ name, symbol, quote: currency }) => ({
      currency,
      description: name.toUpperCase(),
      displaySymbol: symbol,
      figi: `BBG000${symbol.padStart(6, '0')}`,
      isin: null,
      mic: 'XNAS',
      shareClassFIGI: `BBG001${symbol.padStart(6, '0')}`,
      symbol,
      symbol2: '',
      type: 'Common Stock',
    })),
  }
}

/** `/crypto/symbol?exchange=BINANCE` and `/forex/symbol?exchange=OANDA` */
function pairSymbols(core: VenueCore, request: RestRequest, kind: 'crypto' | 'fx'): RestAnswer {
  const exchange = needed(core, request, 'exchange').toUpperCase()
  const pairs = core
    .listed()
    .filter((one) => one.kind === kind && core.spell(one.symbol).startsWith(exchange))
  return {
    body: pairs.map(({ symbol, base, quote: to }) => ({
      description: `${exchange[0]}${exchange.slice(1).toLowerCase()} ${base}/${to}`,
      displaySymbol: `${base}/${to}`,
      symbol: core.spell(symbol),
    })),
  }
}

const stepOf = (kind: MarketSymbol['kind'], resolution: string): CandleStep | null => {
  const isStock = kind === 'stock'
  if (['1', '5', '15', '30', '60'].includes(resolution)) {
    const lengthMs = Number(resolution) * minuteMs
    return isStock ? newYorkIntradayStep(lengthMs, 0) : fixedStep(lengthMs)
  }
  if (resolution === 'D') return isStock ? newYorkDayStep : fixedStep(dayMs)
  if (resolution === 'W') return isStock ? newYorkWeekStep : weekStep()
  if (resolution === 'M') return isStock ? newYorkMonthStep() : monthStep()
  return null
}

/** finnhub.io/docs/api/stock-candles: columns, seconds; a call for minutes and hours may ask for a month at most. */
function candles(core: VenueCore, request: RestRequest, isPremium: boolean): RestAnswer {
  if (!isPremium) return noAccess
  const symbol = symbolOf(core, needed(core, request, 'symbol'))
  const resolution = needed(core, request, 'resolution')
  const step = stepOf(symbol?.kind ?? 'stock', resolution)
  if (step === null) throw wrong(core, `Wrong resolution ${resolution}. Supported: 1, 5, 15, 30, 60, D, W, M`)
  const [fromAt = 0, toAt = 0] = ['from', 'to'].map((name) => {
    const text = needed(core, request, name)
    if (!/^\d{1,11}$/.test(text)) throw wrong(core, `${name} must be a UNIX timestamp in seconds: ${text}`)
    return Number(text) * 1000
  })
  const isIntraday = /^\d/.test(resolution)
  if (isIntraday && toAt - fromAt > 31 * dayMs)
    throw wrong(core, 'Intraday data can be queried for up to 1 month per call')
  const rows = symbol === null ? [] : core.candles(symbol.symbol, step, fromAt, toAt + 1)
  if (rows.length === 0) return { body: { s: 'no_data' } }
  return {
    body: {
      c: rows.map(({ close }) => close),
      h: rows.map(({ high }) => high),
      l: rows.map(({ low }) => low),
      o: rows.map(({ open }) => open),
      s: 'ok',
      t: rows.map(({ openAt }) => seconds(openAt)),
      v: rows.map(({ volume }) => volume),
    },
  }
}

/** Pre-market from 4:00, post-market until 20:00 in New York; null outside and on days without a session. */
function sessionAt(at: number): 'pre-market' | 'regular' | 'post-market' | null {
  const day = stockDay(newYorkDayOf(at))
  if (day === null) return null
  const hour = ((at + newYorkOffsetMs(at)) % dayMs) / 3_600_000
  if (at >= day.openAt && at < day.closeAt) return 'regular'
  if (hour < 4 || hour >= 20) return null
  return at < day.openAt ? 'pre-market' : 'post-market'
}

function marketStatus(core: VenueCore, request: RestRequest): RestAnswer {
  if (needed(core, request, 'exchange') !== 'US') return noAccess
  const now = core.now()
  const holiday = exchangeHoliday(newYorkDayOf(now))
  const session = sessionAt(now)
  return {
    body: {
      exchange: 'US',
      holiday: holiday === null ? null : holiday.name,
      isOpen: session === 'regular',
      session,
      timezone: 'America/New_York',
      t: seconds(now),
    },
  }
}

/** Newest first, from the year before to the year after. */
function marketHolidays(core: VenueCore, request: RestRequest): RestAnswer {
  if (needed(core, request, 'exchange') !== 'US') return noAccess
  const year = new Date(core.now()).getUTCFullYear()
  const days = exchangeHolidays(Date.UTC(year - 1, 0, 1), Date.UTC(year + 1, 11, 31)).toReversed()
  return {
    body: {
      data: days.map(({ dayAt, name, isEarlyClose }) => ({
        eventName: name,
        atDate: new Date(dayAt).toISOString().slice(0, 10),
        tradingHour: isEarlyClose ? '09:30-13:00' : '',
      })),
      exchange: 'US',
      timezone: 'America/New_York',
    },
  }
}

/** Answers what lies under `/api/v1`; null where nothing does. */
export function finnhubRest(core: VenueCore, request: RestRequest, isPremium: boolean): RestAnswer | null {
  switch (request.path) {
    case '/api/v1/quote':
      return quote(core, request)
    case '/api/v1/search':
      return search(core, request)
    case '/api/v1/stock/symbol':
      return stockSymbols(core, request)
    case '/api/v1/crypto/symbol':
      return pairSymbols(core, request, 'crypto')
    case '/api/v1/forex/symbol':
      return pairSymbols(core, request, 'fx')
    case '/api/v1/stock/candle':
    case '/api/v1/crypto/candle':
    case '/api/v1/forex/candle':
      return candles(core, request, isPremium)
    case '/api/v1/stock/market-status':
      return marketStatus(core, request)
    case '/api/v1/stock/market-holiday':
      return marketHolidays(core, request)
    default:
      return null
  }
}
