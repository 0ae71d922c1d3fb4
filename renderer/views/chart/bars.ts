/** Candles and intervals in the chart library's own words. */
import type { KLineData, Period } from 'klinecharts'
import type { Candle } from '../../../shared/model/candle.ts'
import type { Interval } from '../../../shared/model/interval.ts'

export const periods: Record<Interval, Period> = {
  '1m': { type: 'minute', span: 1 },
  '5m': { type: 'minute', span: 5 },
  '15m': { type: 'minute', span: 15 },
  '1h': { type: 'hour', span: 1 },
  '4h': { type: 'hour', span: 4 },
  '1d': { type: 'day', span: 1 },
  '1w': { type: 'week', span: 1 },
}

export function toBar({ openAt, open, high, low, close, volume }: Candle): KLineData {
  return { timestamp: openAt, open, high, low, close, volume }
}
