/** Candles and intervals in the chart library's own words. */
import type { KLineData, Period } from 'klinecharts'
import type { Candle } from '../../../shared/model/candle.ts'
import type { Interval } from '../../../shared/model/interval.ts'

export const periods: Record<Interval, Period> = {
  '1m': { type: 'minute', span: 1 },
  '3m': { type: 'minute', span: 3 },
  '5m': { type: 'minute', span: 5 },
  '10m': { type: 'minute', span: 10 },
  '15m': { type: 'minute', span: 15 },
  '30m': { type: 'minute', span: 30 },
  '1h': { type: 'hour', span: 1 },
  '2h': { type: 'hour', span: 2 },
  '4h': { type: 'hour', span: 4 },
  '6h': { type: 'hour', span: 6 },
  '12h': { type: 'hour', span: 12 },
  '1d': { type: 'day', span: 1 },
  '3d': { type: 'day', span: 3 },
  '1w': { type: 'week', span: 1 },
  '1M': { type: 'month', span: 1 },
}

export function toBar({ openAt, open, high, low, close, volume }: Candle): KLineData {
  return { timestamp: openAt, open, high, low, close, volume }
}
