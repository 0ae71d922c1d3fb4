/** Twelve Data's prices over REST: time series, quote, latest price. */
import { wholeNumber } from './keyed-rest.ts'
import type { MarketCandle, MarketSymbol } from './market.ts'
import { newYorkDayStep, newYorkIntradayStep, newYorkMonthStep, newYorkWeekStep } from './new-york-steps.ts'
import { listedAt } from './venue-history.ts'
import { isOpenAt, newYorkDayOf, stockDay } from './venue-hours.ts'
import { fixedStep, monthStep, weekStep, type CandleStep } from './venue-steps.ts'
import type { RestRequest, VenueCore } from './venue-types.ts'
import {
  currencyName,
  exchangeOf,
  isTimeZone,
  localMoment,
  localText,
  noDataMessage,
  priceText,
  twelveDataError,
  typeOf,
} from './twelvedata-words.ts'

const minuteMs = 60_000
const hourMs = 60 * minuteMs
const dayMs = 24 * hourMs

const lengths: Readonly<Record<string, number>> = {
  '1min': minuteMs,
  '5min': 5 * minuteMs,
  '15min': 15 * minuteMs,
  '30min': 30 * minuteMs,
  '45min': 45 * minuteMs,
  '1h': hourMs,
  '2h': 2 * hourMs,
  '4h': 4 * hourMs,
  '8h': 8 * hourMs,
  '1day': dayMs,
  '1week': 7 * dayMs,
  '1month': 31 * dayMs,
}

type Interval = { readonly step: CandleStep; readonly lengthMs: number; readonly isIntraday: boolean }

function bad(core: VenueCore, message: string): Error {
  core.fault('parameters', message)
  return twelveDataError(400, message)
}

/** Stocks are cut from the opening bell in New York, the rest by UTC. */
function readInterval(core: VenueCore, { kind }: MarketSymbol, name: string): Interval {
  const lengthMs = lengths[name]
  if (lengthMs === undefined) {
    const supported = Object.keys(lengths).join(', ')
    throw bad(core, `Invalid **interval** provided: ${name}. Supported intervals: ${supported}`)
  }
  const isStock = kind === 'stock'
  if (lengthMs < dayMs) {
    const step = isStock ? newYorkIntradayStep(lengthMs, 9.5 * hourMs) : fixedStep(lengthMs)
    return { step, lengthMs, isIntraday: true }
  }
  const whole = { '1day': fixedStep(dayMs), '1week': weekStep(), '1month': monthStep() }
  const stock = { '1day': newYorkDayStep, '1week': newYorkWeekStep, '1month': newYorkMonthStep() }
  const step = (isStock ? stock : whole)[name as keyof typeof whole]
  return { step, lengthMs, isIntraday: false }
}

const exchangeZone = ({ kind }: MarketSymbol): string => (kind === 'stock' ? 'America/New_York' : 'UTC')

/** The zone of the answer; ignored from a day on, where the exchange's own holds. */
function readZone(
  core: VenueCore,
  symbol: MarketSymbol,
  { query }: RestRequest,
  isIntraday: boolean,
): string {
  const asked = query.get('timezone') ?? 'Exchange'
  if (asked !== 'Exchange' && !isTimeZone(asked)) throw bad(core, `Invalid **timezone** provided: ${asked}`)
  return asked === 'Exchange' || !isIntraday ? exchangeZone(symbol) : asked
}

function readMoment(core: VenueCore, { query }: RestRequest, name: string, zone: string): number | null {
  const text = query.get(name)
  if (text === null || text === '') return null
  const at = localMoment(text, zone)
  if (Number.isNaN(at)) throw bad(core, `Invalid **${name}** provided: ${text}`)
  return at
}

function readDecimals(core: VenueCore, { query }: RestRequest): number | null {
  const decimals = wholeNumber(query.get('dp'), -1, [-1, 11], () =>
    bad(core, `Invalid **dp** provided: ${query.get('dp')}. Should be in range [0, 11]`),
  )
  return decimals < 0 ? null : decimals
}

/** The newest candles, ascending; reads no more of the past than it needs. */
function newestCandles(
  core: VenueCore,
  symbol: string,
  { step, lengthMs }: Interval,
  [fromAt, toAt]: readonly [number, number],
  count: number,
): MarketCandle[] {
  const earliestAt = Math.max(fromAt, listedAt)
  let spanMs = Math.max(10 * dayMs, lengthMs * (count + 1))
  for (;;) {
    const partFrom = Math.max(earliestAt, toAt - spanMs)
    const rows = core.candles(symbol, step, partFrom, toAt)
    if (rows.length >= count || partFrom === earliestAt) return rows.slice(-count)
    spanMs *= 3
  }
}

function meta(symbol: MarketSymbol, spelled: string, interval: string): Record<string, string> {
  if (symbol.kind === 'stock')
    return {
      symbol: spelled,
      interval,
      currency: symbol.quote,
      exchange_timezone: 'America/New_York',
      exchange: 'NASDAQ',
      mic_code: 'XNGS',
      type: typeOf(symbol),
    }
  return {
    symbol: spelled,
    interval,
    currency_base: currencyName(symbol.base),
    currency_quote: currencyName(symbol.quote),
    ...(symbol.kind === 'crypto' ? { exchange: exchangeOf(symbol) } : {}),
    type: typeOf(symbol),
  }
}

/** twelvedata.com/docs#time-series: texts, newest first unless asked, times of the exchange without a zone unless asked.
 * Where more candles fit the dates than `outputsize`, the newest are answered. */
export function timeSeries(core: VenueCore, request: RestRequest, symbol: MarketSymbol): unknown {
  const { query } = request
  const interval = readInterval(core, symbol, query.get('interval') ?? '')
  const zone = readZone(core, symbol, request, interval.isIntraday)
  const decimals = readDecimals(core, request)
  const order = (query.get('order') ?? 'desc').toLowerCase()
  if (order !== 'asc' && order !== 'desc')
    throw bad(core, `Invalid **order** provided: ${query.get('order')}`)
  if (query.get('prepost') === 'true')
    throw twelveDataError(403, '**prepost** is available exclusively with pro plans and above')
  const startAt = readMoment(core, request, 'start_date', zone)
  const endAt = readMoment(core, request, 'end_date', zone)
  const count = wholeNumber(
    query.get('outputsize'),
    startAt === null && endAt === null ? 30 : 5000,
    [1, 5000],
    () =>
      bad(core, `Invalid **outputsize** provided: ${query.get('outputsize')}. Should be in range [1, 5000]`),
  )
  const now = core.now()
  // A date alone, and a day's candle, is named by its first moment; both ends belong to the range.
  const toAt = Math.min(endAt ?? now, now) + 1
  const rows = newestCandles(core, symbol.symbol, interval, [startAt ?? listedAt, toAt], count)
  if (rows.length === 0) throw twelveDataError(400, noDataMessage)
  const price = (value: number): string => priceText(symbol, value, decimals)
  const values = rows.map((row) => ({
    datetime: localText(row.openAt, zone).slice(0, interval.isIntraday ? 19 : 10),
    open: price(row.open),
    high: price(row.high),
    low: price(row.low),
    close: price(row.close),
    ...(symbol.kind === 'stock' ? { volume: String(row.volume) } : {}),
  }))
  return {
    meta: meta(symbol, core.spell(symbol.symbol), query.get('interval') ?? ''),
    values: order === 'asc' ? values : values.toReversed(),
    status: 'ok',
  }
}

const sessionStart = (symbol: MarketSymbol, dayOpenAt: number): number =>
  (symbol.kind === 'stock' ? stockDay(newYorkDayOf(dayOpenAt + 12 * hourMs))?.openAt : undefined) ?? dayOpenAt

/** twelvedata.com/docs#quote: of the last interval, a day unless asked, against the close of the one before. */
export function quote(core: VenueCore, request: RestRequest, symbol: MarketSymbol): unknown {
  const interval = readInterval(core, symbol, request.query.get('interval') ?? '1day')
  const zone = readZone(core, symbol, request, interval.isIntraday)
  const decimals = readDecimals(core, request)
  const last = core.lastTrade(symbol.symbol)
  const [before, current] = newestCandles(core, symbol.symbol, interval, [listedAt, last.at + 1], 2)
  if (before === undefined || current === undefined) throw twelveDataError(400, noDataMessage)
  const year = core.range(symbol.symbol, last.at - 364 * dayMs, last.at + 1) ?? current
  const price = (value: number): string => priceText(symbol, value, decimals)
  const percent = (value: number, of: number): string => ((value / of) * 100).toFixed(5)
  const isStock = symbol.kind === 'stock'
  const { exchange, mic_code: micCode, currency } = meta(symbol, '', '')
  return {
    symbol: core.spell(symbol.symbol),
    name: isStock ? symbol.name : `${currencyName(symbol.base)} / ${currencyName(symbol.quote)}`,
    exchange: exchange ?? exchangeOf(symbol),
    ...(isStock ? { mic_code: micCode, currency } : {}),
    datetime: localText(current.openAt, zone).slice(0, interval.isIntraday ? 19 : 10),
    timestamp: Math.floor(
      (interval.isIntraday ? current.openAt : sessionStart(symbol, current.openAt)) / 1000,
    ),
    last_quote_at: Math.floor(last.at / minuteMs) * 60,
    open: price(current.open),
    high: price(current.high),
    low: price(current.low),
    close: price(current.close),
    ...(isStock ? { volume: String(current.volume) } : {}),
    previous_close: price(before.close),
    change: price(current.close - before.close),
    percent_change: percent(current.close - before.close, before.close),
    ...(isStock ? { average_volume: String(before.volume) } : {}),
    is_market_open: isOpenAt(symbol.kind, core.now()),
    fifty_two_week: {
      low: price(year.low),
      high: price(year.high),
      low_change: price(current.close - year.low),
      high_change: price(current.close - year.high),
      low_change_percent: percent(current.close - year.low, year.low),
      high_change_percent: percent(current.close - year.high, year.high),
      range: `${price(year.low)} - ${price(year.high)}`,
    },
  }
}

export function latestPrice(core: VenueCore, request: RestRequest, symbol: MarketSymbol): unknown {
  return { price: priceText(symbol, core.lastTrade(symbol.symbol).price, readDecimals(core, request)) }
}
