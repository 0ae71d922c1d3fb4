/** OKX's candles over REST: newest first, and bounds that both leave out what they name. */
import { codedError } from '../../../shared/errors.ts'
import type { Candle } from '../../../shared/model/candle.ts'
import type { Instrument } from '../../../shared/model/instrument.ts'
import { nextOpenAt, openAtOf, type Interval } from '../../../shared/model/interval.ts'
import { badBody } from '../fields.ts'
import type { HistoryRange, Provider, RestRequest } from '../provider.ts'
import { dataOf, venue } from './envelope.ts'
import { barOf } from './symbols.ts'
import { readRow } from './values.ts'

const maxRows = 300

/** Where the `count`-th candle that opens at or after `fromAt` ends. */
function endOf(interval: Interval, fromAt: number, count: number): number {
  let openAt = openAtOf(interval, fromAt)
  if (openAt < fromAt) openAt = nextOpenAt(interval, openAt)
  for (let left = count; left > 0; left -= 1) openAt = nextOpenAt(interval, openAt)
  return openAt
}

/**
 * `after` asks for what is OLDER than it, `before` for what is NEWER; with both the newest rows between them are answered, and with
 * `before` alone the newest of all. So a range with a start always gets an end too: no further than the rows that fit in.
 *
 * `/market/candles` goes back 1,440 rows and no further, so only the newest are asked there; all else from `/market/history-candles`.
 */
function historyRequest({ symbol }: Instrument, interval: Interval, range: HistoryRange): RestRequest {
  const bar = barOf(interval)
  if (bar === undefined) throw codedError('unsupported', `${venue} has no ${interval} candles on UTC time`)
  const limit = Math.min(maxRows, Math.max(1, Math.ceil(range.limit)))
  const query: Record<string, string> = { instId: symbol, bar, limit: String(limit) }
  const { fromAt, toAt } = range
  if (fromAt === null && toAt === null) return { path: '/api/v5/market/candles', query, weight: 1 }
  if (fromAt !== null) query['before'] = String(Math.max(0, Math.ceil(fromAt)) - 1)
  const reachAt = fromAt === null ? Infinity : endOf(interval, Math.max(0, fromAt), limit)
  query['after'] = String(Math.max(0, Math.ceil(Math.min(toAt ?? Infinity, reachAt))))
  return { path: '/api/v5/market/history-candles', query, weight: 1 }
}

function parseHistory(body: string, { symbol }: Instrument, interval: Interval): Candle[] {
  const rows = dataOf(body, `candles of ${symbol} ${interval}`)
  const candles = rows.map((row, index) => {
    const candle = readRow(row, interval, 'rest')
    if (candle === null)
      throw badBody(venue, `a candle of ${symbol} ${interval} that is none, in row ${index}`)
    return candle
  })
  candles.reverse()
  let before = -Infinity
  for (const { openAt } of candles) {
    if (openAt <= before) throw badBody(venue, `candles of ${symbol} ${interval} that are not newest first`)
    before = openAt
  }
  return candles
}

export const history: Provider['history'] = { maxRows, request: historyRequest, parse: parseHistory }
