/** Alpaca's bars of the IEX feed, page by page. */
import type { Candle } from '../../../shared/model/candle.ts'
import type { Instrument } from '../../../shared/model/instrument.ts'
import { intervalMs, nextOpenAt, openAtOf, type Interval } from '../../../shared/model/interval.ts'
import { badBody, isFields, jsonOf, readCandle, readIsoTime } from '../fields.ts'
import type { HistoryRange, Provider, RestRequest } from '../provider.ts'

const dayMs = 86_400_000
const maxRows = 10_000
/** Without `start` only the present day is answered; Alpaca has nothing from before 2016. */
const earliest = '2016-01-01T00:00:00Z'

const timeframes: ReadonlyMap<Interval, string> = new Map([
  ['1m', '1Min'],
  ['5m', '5Min'],
  ['15m', '15Min'],
  ['30m', '30Min'],
  ['1h', '1Hour'],
  ['1d', '1Day'],
])

/**
 * Those that open on our grid. Longer hours are counted from New York's midnight, which daylight saving moves against UTC, and
 * where weeks and months open is not documented: those are made of smaller ones. A day opens at New York's midnight, which lies
 * in the UTC day of the same date.
 */
export const nativeIntervals: readonly Interval[] = [...timeframes.keys()]

const textOf = (at: number): string => new Date(at).toISOString()

/** A day opens hours after the UTC day that it is laid on, so one that opens before the end on our grid may open after it in New York. */
const reachOf = (interval: Interval, toAt: number): number =>
  intervalMs(interval) < dayMs ? toAt : nextOpenAt(interval, openAtOf(interval, toAt - 1))

/** `start` and `end` both include their moment. */
function request(
  { symbol }: Instrument,
  interval: Interval,
  { fromAt, toAt, limit }: HistoryRange,
  page: string | null,
): RestRequest {
  const timeframe = timeframes.get(interval)
  if (timeframe === undefined) throw new RangeError(`Alpaca has no ${interval} bars on our grid`)
  return {
    path: '/v2/stocks/bars',
    query: {
      symbols: symbol,
      timeframe,
      start: fromAt === null ? earliest : textOf(Math.ceil(fromAt)),
      ...(toAt === null ? {} : { end: textOf(reachOf(interval, Math.ceil(toAt)) - 1) }),
      limit: String(Math.min(maxRows, Math.max(1, Math.ceil(limit)))),
      adjustment: 'split',
      feed: 'iex',
      sort: fromAt === null ? 'desc' : 'asc',
      ...(page === null ? {} : { page_token: page }),
    },
    weight: 1,
  }
}

function readBar(row: unknown, interval: Interval): Candle | null {
  if (!isFields(row)) return null
  const { o: open, h: high, l: low, c: close, v: volume } = row
  const openAt = readIsoTime(row['t'])
  return readCandle({ openAt, open, high, low, close, volume, closed: true, source: 'rest' }, interval)
}

/** `{"bars":{"AAPL":[{t,o,h,l,c,v,n,vw}]},"next_page_token":…}`; a symbol without bars is absent. The newest bar may be running. */
function parse(body: string, { symbol }: Instrument, interval: Interval): Candle[] {
  const value = jsonOf('Alpaca', body, `bars of ${symbol}`)
  const bars = isFields(value) ? value['bars'] : undefined
  if (bars === undefined || (bars !== null && !isFields(bars)))
    throw badBody('Alpaca', `no bars for ${symbol}`)
  const rows = bars?.[symbol] ?? []
  if (!Array.isArray(rows)) throw badBody('Alpaca', `bars of ${symbol} that are no list`)
  const candles = (rows as unknown[]).map((row, index) => {
    const candle = readBar(row, interval)
    if (candle === null)
      throw badBody('Alpaca', `a bar of ${symbol} ${interval} that is none, in row ${index}`)
    return candle
  })
  candles.sort((a, b) => a.openAt - b.openAt)
  const newest = candles.pop()
  return newest === undefined ? [] : [...candles, { ...newest, closed: false }]
}

function nextPage(body: string): string | null {
  const value = jsonOf('Alpaca', body, 'bars')
  const token = isFields(value) ? value['next_page_token'] : null
  return typeof token === 'string' && token !== '' ? token : null
}

/** `GET /v2/stocks/bars` (docs.alpaca.markets/reference/stockbars). */
export const history: Provider['history'] = { maxRows, request, parse, nextPage }
