/** Candles of Coinbase Exchange: 300 a call, newest first, low before high before open, minutes without a trade absent. */
import { codedError } from '../../../shared/errors.ts'
import type { Candle } from '../../../shared/model/candle.ts'
import type { Instrument } from '../../../shared/model/instrument.ts'
import type { Interval } from '../../../shared/model/interval.ts'
import { badBody, isFields, jsonOf, readCandle, readSeconds } from '../fields.ts'
import type { HistoryRange, Provider, RestRequest } from '../provider.ts'
import { granularities, productRequest } from './rest.ts'

const venue = 'Coinbase'
/** A range of more is refused by the venue as a whole (…/products/get-product-candles). */
const maxRows = 300
const secondMs = 1000

/**
 * `start` and `end` are sent both or not at all, as the venue wants them. `end` lies a second before the candle after the last one
 * opens, which asks for the same rows whether the venue counts its end in or out.
 */
function request(instrument: Instrument, interval: Interval, range: HistoryRange): RestRequest {
  const seconds = granularities.get(interval)
  if (seconds === undefined)
    throw codedError('bad-request', `Coinbase has no candles of ${interval} for ${instrument.symbol}`)
  const stepMs = seconds * secondMs
  const { fromAt, toAt } = range
  const query = { granularity: String(seconds) }
  if (fromAt === null && toAt === null) return productRequest(instrument, 'candles', query)
  const limit = Math.min(maxRows, Math.max(1, Math.floor(range.limit)))
  const gridded = (at: number): number => Math.ceil(at / stepMs) * stepMs
  const askedEndAt = toAt === null ? null : gridded(toAt)
  const startAt = fromAt === null ? (askedEndAt ?? 0) - limit * stepMs : gridded(fromAt)
  // With a start, a range that is too wide is cut off at its newest end; an empty one still asks for a row.
  const endAt = Math.min(startAt + limit * stepMs, Math.max(askedEndAt ?? Infinity, startAt + stepMs))
  return productRequest(instrument, 'candles', {
    ...query,
    start: new Date(Math.max(0, startAt)).toISOString(),
    end: new Date(Math.max(0, endAt - secondMs)).toISOString(),
  })
}

/**
 * `[time, low, high, open, close, volume]` in numbers, as the Exchange answers, or `{ start, low, high, open, close, volume }` in
 * text, as Advanced Trade writes the same candles (…/advanced-trade-api/…/get-public-product-candles).
 */
function readRow(row: unknown, interval: Interval): Candle | null {
  const values: readonly unknown[] | null = Array.isArray(row)
    ? (row as unknown[])
    : isFields(row)
      ? [row['start'], row['low'], row['high'], row['open'], row['close'], row['volume']]
      : null
  if (values === null || values.length < 6) return null
  const [time, low, high, open, close, volume] = values
  const openAt = readSeconds(time)
  return readCandle({ openAt, open, high, low, close, volume, closed: true, source: 'rest' }, interval)
}

function parse(body: string, { symbol }: Instrument, interval: Interval): Candle[] {
  const value = jsonOf(venue, body, `candles of ${symbol}`)
  const rows = isFields(value) ? value['candles'] : value
  if (!Array.isArray(rows)) throw badBody(venue, `no list of candles of ${symbol}`)
  const candles = (rows as unknown[]).map((row, index) => {
    const candle = readRow(row, interval)
    if (candle === null)
      throw badBody(venue, `a candle of ${symbol} ${interval} that is none, in row ${index}`)
    return candle
  })
  candles.sort((a, b) => a.openAt - b.openAt)
  // Nothing marks the running candle: the newest row may be it.
  const newest = candles.pop()
  if (newest !== undefined) candles.push({ ...newest, closed: false })
  return candles
}

export const history: Provider['history'] = { maxRows, request, parse }
