/** Twelve Data's time series: times as text without a zone, asked for in UTC and ascending. */
import type { Candle } from '../../../shared/model/candle.ts'
import type { Instrument } from '../../../shared/model/instrument.ts'
import { intervalMs, type Interval } from '../../../shared/model/interval.ts'
import { badBody, isFields, jsonOf, readCandle, readWords } from '../fields.ts'
import type { HistoryRange, Provider, RestRequest } from '../provider.ts'
import { isNoData } from './errors.ts'

const maxRows = 5_000

const names: ReadonlyMap<Interval, string> = new Map([
  ['1m', '1min'],
  ['5m', '5min'],
  ['15m', '15min'],
  ['30m', '30min'],
  ['1d', '1day'],
])

/**
 * Those that open on our grid for stocks, currencies and coins alike: hours of stocks are counted from 9:30 New York time, and
 * where weeks and months open is not documented. Those are made of smaller ones.
 */
export const nativeIntervals: readonly Interval[] = [...names.keys()]

/** `2021-09-16 15:59:00`, UTC. */
const textOf = (at: number): string => new Date(at).toISOString().slice(0, 19).replace('T', ' ')

/** UTC epoch ms of `2021-09-16 15:59:00` or `2021-09-16`, read as UTC; null for anything else. */
export function readDateTime(value: unknown): number | null {
  if (typeof value !== 'string') return null
  const match = /^(\d{4}-\d{2}-\d{2})(?: (\d{2}:\d{2}:\d{2}))?$/.exec(value)
  if (match === null) return null
  const at = Date.parse(`${match[1]}T${match[2] ?? '00:00:00'}Z`)
  return Number.isNaN(at) || at < 0 ? null : at
}

/** Both dates include their second. With a start, so short a range is asked for that nothing of it is left out. */
function request({ symbol }: Instrument, interval: Interval, range: HistoryRange): RestRequest {
  const name = names.get(interval)
  if (name === undefined) throw new RangeError(`Twelve Data has no ${interval} candles on our grid`)
  const { fromAt, limit } = range
  const longest = fromAt === null ? Infinity : fromAt + maxRows * intervalMs(interval)
  const toAt = Math.min(range.toAt ?? Infinity, longest)
  const rows = fromAt === null ? Math.min(maxRows, Math.max(1, Math.ceil(limit))) : maxRows
  return {
    path: '/time_series',
    query: {
      symbol,
      interval: name,
      outputsize: String(rows),
      ...(fromAt === null ? {} : { start_date: textOf(Math.ceil(fromAt / 1000) * 1000) }),
      ...(toAt === Infinity ? {} : { end_date: textOf(Math.ceil(toAt / 1000) * 1000 - 1000) }),
      timezone: 'UTC',
      order: 'ASC',
    },
    weight: 1,
  }
}

/** Currencies have no volume: what was traded is nowhere known, and a candle counts it as none. */
function readRow(row: unknown, interval: Interval): Candle | null {
  if (!isFields(row)) return null
  const { open, high, low, close, volume = 0 } = row
  const openAt = readDateTime(row['datetime'])
  return readCandle({ openAt, open, high, low, close, volume, closed: true, source: 'rest' }, interval)
}

/** `{meta,values:[{datetime,open,high,low,close,volume}],status:"ok"}`, texts. The newest may be running. */
function parse(body: string, { symbol }: Instrument, interval: Interval): Candle[] {
  const value = jsonOf('Twelve Data', body, `candles of ${symbol}`)
  if (!isFields(value)) throw badBody('Twelve Data', `no candles of ${symbol}`)
  if (value['status'] === 'error' && isNoData(readWords(value['message'], ''))) return []
  const rows = value['values']
  if (!Array.isArray(rows)) throw badBody('Twelve Data', `no list of candles of ${symbol}`)
  const candles = (rows as unknown[]).map((row, index) => {
    const candle = readRow(row, interval)
    if (candle === null)
      throw badBody('Twelve Data', `a candle of ${symbol} ${interval} that is none, in row ${index}`)
    return candle
  })
  candles.sort((a, b) => a.openAt - b.openAt)
  const newest = candles.pop()
  return newest === undefined ? [] : [...candles, { ...newest, closed: false }]
}

/** `GET /time_series` (twelvedata.com/docs, Time series): one credit. */
export const history: Provider['history'] = { maxRows, request, parse }
