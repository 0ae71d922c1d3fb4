/** Finnhub's candles: columns instead of rows, times in seconds, both ends of the range asked for. Not on free plans. */
import type { Candle } from '../../../shared/model/candle.ts'
import type { Instrument } from '../../../shared/model/instrument.ts'
import { intervalMs, nextOpenAt, openAtOf, type Interval } from '../../../shared/model/interval.ts'
import { badBody, isFields, jsonOf, readCandle, readTime } from '../fields.ts'
import type { HistoryRange, Provider, RestRequest } from '../provider.ts'

const dayMs = 86_400_000
/** "Only 1 month of intraday will be returned at a time": never asked for more, February being the shortest. */
const longestIntradayMs = 28 * dayMs
/** As many half hours as fit into that: so no span of so many candles is cut off by the venue. */
const maxRows = Math.floor(longestIntradayMs / (30 * 60_000))

const resolutions: ReadonlyMap<Interval, string> = new Map([
  ['1m', '1'],
  ['5m', '5'],
  ['15m', '15'],
  ['30m', '30'],
  ['1d', 'D'],
])

/** Hours may be counted from the opening at 9:30, and where weeks and months open is not documented: made of smaller ones. */
export const nativeIntervals: readonly Interval[] = [...resolutions.keys()]

/**
 * Time that surely holds `limit` candles of a stock: the regular session is a fifth of the week, and the longest holiday weekend
 * has four days.
 */
function spanMs(interval: Interval, limit: number): number {
  const length = intervalMs(interval)
  if (length >= dayMs) return Math.ceil(limit * 1.6) * dayMs + 7 * dayMs
  return Math.min(longestIntradayMs, Math.max(limit * length * 6, 5 * dayMs))
}

/** A day opens hours after the UTC day that it is laid on, so one that opens before the end on our grid may open after it in New York. */
const reachOf = (interval: Interval, toAt: number): number =>
  intervalMs(interval) < dayMs ? toAt : nextOpenAt(interval, openAtOf(interval, toAt - 1))

type Bounds = { readonly fromAt: number; readonly toAt: number }

/** Both ends, `toAt` exclusive. With neither end nor a clock everything is asked for, and the venue answers what it will. */
function boundsOf(
  interval: Interval,
  { fromAt, limit, ...range }: HistoryRange,
  at: number | undefined,
): Bounds {
  const toAt = range.toAt === null ? null : reachOf(interval, Math.ceil(range.toAt))
  const span = spanMs(interval, Math.max(1, limit))
  if (fromAt === null) {
    const end = toAt ?? (at === undefined ? null : at + intervalMs(interval))
    return end === null
      ? { fromAt: 0, toAt: Date.UTC(2100, 0) }
      : { fromAt: Math.max(0, end - span), toAt: end }
  }
  const longest = intervalMs(interval) >= dayMs ? Infinity : longestIntradayMs
  const end = toAt ?? (at === undefined ? fromAt + span : at + intervalMs(interval))
  return { fromAt, toAt: Math.min(end, fromAt + longest) }
}

function request(
  { symbol }: Instrument,
  interval: Interval,
  range: HistoryRange,
  _page: string | null,
  at?: number,
): RestRequest {
  const resolution = resolutions.get(interval)
  if (resolution === undefined) throw new RangeError(`Finnhub has no ${interval} candles on our grid`)
  const { fromAt, toAt } = boundsOf(interval, range, at)
  const from = String(Math.ceil(fromAt / 1000))
  const to = String(Math.ceil(toAt / 1000) - 1)
  return { path: '/api/v1/stock/candle', query: { symbol, resolution, from, to }, weight: 1 }
}

/** `{c,h,l,o,t,v,s:"ok"}`, or `{s:"no_data"}`. A day's time is New York's midnight. The newest candle may be running. */
function parse(body: string, { symbol }: Instrument, interval: Interval): Candle[] {
  const value = jsonOf('Finnhub', body, `candles of ${symbol}`)
  if (!isFields(value)) throw badBody('Finnhub', `no candles of ${symbol}`)
  if (value['s'] === 'no_data') return []
  const { o, h, l, c, t, v } = value
  const columns = [o, h, l, c, v]
  if (value['s'] !== 'ok' || !Array.isArray(t) || columns.some((each) => !Array.isArray(each)))
    throw badBody('Finnhub', `candles of ${symbol} without all columns`)
  const [open = [], high = [], low = [], close = [], volume = []] = columns as unknown[][]
  const candles = (t as unknown[]).map((seconds, row) => {
    const time = readTime(seconds)
    const parts = { open: open[row], high: high[row], low: low[row], close: close[row], volume: volume[row] }
    const openAt = time === null ? null : readTime(time * 1000)
    const candle = readCandle({ openAt, ...parts, closed: true, source: 'rest' }, interval)
    if (candle === null)
      throw badBody('Finnhub', `a candle of ${symbol} ${interval} that is none, in row ${row}`)
    return candle
  })
  candles.sort((a, b) => a.openAt - b.openAt)
  const newest = candles.pop()
  return newest === undefined ? [] : [...candles, { ...newest, closed: false }]
}

/** `GET /stock/candle` (finnhub.io/docs/api/stock-candles). */
export const history: Provider['history'] = { maxRows, request, parse }
