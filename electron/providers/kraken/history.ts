/** Candles of Kraken: the newest 720 of each interval, ascending, and nothing older (docs.kraken.com, "Get OHLC Data"). */
import { codedError } from '../../../shared/errors.ts'
import type { Candle } from '../../../shared/model/candle.ts'
import type { Instrument } from '../../../shared/model/instrument.ts'
import type { Interval } from '../../../shared/model/interval.ts'
import { badBody, readCandle, readSeconds } from '../fields.ts'
import type { HistoryRange, Provider, RestRequest } from '../provider.ts'
import { venue } from './answer.ts'
import { intervalMinutes } from './intervals.ts'
import { pairQuery, publicRequest, rowsOf } from './rest.ts'

const maxRows = 720

/**
 * Whatever is asked, the newest 720 rows are all there is. `since` only shortens the answer; it is set an interval early, since
 * the venue does not say whether it counts itself in.
 */
function historyRequest({ symbol }: Instrument, interval: Interval, range: HistoryRange): RestRequest {
  const minutes = intervalMinutes.get(interval)
  if (minutes === undefined)
    throw codedError('bad-request', `Kraken has no candles of ${interval} for ${symbol}`)
  const query: Record<string, string> = { ...pairQuery([symbol]), interval: String(minutes) }
  if (range.fromAt !== null)
    query['since'] = String(Math.max(0, Math.floor(range.fromAt / 1000) - minutes * 60))
  return publicRequest('OHLC', query)
}

/** `[seconds, open, high, low, close, average price, volume, trades]`, ascending; the last one is never final. */
function parseHistory(body: string, { symbol }: Instrument, interval: Interval): Candle[] {
  const rows = rowsOf(body, `candles of ${symbol} ${interval}`)
  let latest = -Infinity
  return rows.map((row, index) => {
    const [time, open, high, low, close, , volume] = Array.isArray(row) ? (row as unknown[]) : []
    const closed = index < rows.length - 1
    const parts = {
      openAt: readSeconds(time),
      open,
      high,
      low,
      close,
      volume,
      closed,
      source: 'rest',
    } as const
    const candle = readCandle(parts, interval)
    if (candle === null)
      throw badBody(venue, `a candle of ${symbol} ${interval} that is none, in row ${index}`)
    if (candle.openAt <= latest)
      throw badBody(venue, `candles of ${symbol} ${interval} that do not ascend, at row ${index}`)
    latest = candle.openAt
    return candle
  })
}

export const history: Provider['history'] = {
  maxRows,
  deepestRows: maxRows,
  request: historyRequest,
  parse: parseHistory,
}
