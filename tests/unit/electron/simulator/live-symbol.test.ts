/** The stream of one symbol: nothing lost over a quiet night, nothing made up after a sleep, no candle closed twice. */
import { describe, expect, it } from 'vitest'
import { simulatedListings } from '../../../../electron/simulator/instruments.ts'
import { createLiveSymbol } from '../../../../electron/simulator/live-symbol.ts'
import { createMarketSeries } from '../../../../electron/simulator/market-series.ts'
import type { MarketTrade } from '../../../../electron/simulator/market.ts'
import { candleBody } from '../../../../electron/simulator/wire-format.ts'
import { intervals } from '../../../../shared/model/interval.ts'

type Sent = { topic: string; body: Record<string, unknown> }

function build(symbol: string, startAt: number) {
  const listing = simulatedListings.find((entry) => entry.symbol === symbol)
  if (listing === undefined) throw new Error(`${symbol} is not listed`)
  const series = createMarketSeries(11, listing)
  const sent: Sent[] = []
  const happened: MarketTrade[] = []
  const live = createLiveSymbol(series, startAt, {
    wanted: () => true,
    send: (topic, text) => sent.push({ topic, body: JSON.parse(text) as Record<string, unknown> }),
    disturb(trades) {
      happened.push(...trades)
      return [trades]
    },
  })
  /** Runs at each moment that is due, as an ideal scheduler would. */
  const runUntil = (endAt: number) => {
    for (let at = live.dueAt(); at <= endAt; at = live.dueAt()) live.run(at)
  }
  const candles = (interval: string) =>
    sent
      .filter(({ topic }) => topic === `candles:${symbol}:${interval}`)
      .map(({ body }) => body['candle'] as Record<string, unknown>)
  return { series, live, sent, happened, runUntil, candles }
}

describe('a quiet night', () => {
  it('loses no trade of the first minute after it', () => {
    const closesAt = Date.UTC(2026, 10, 17, 21)
    const opensAt = Date.UTC(2026, 10, 18, 14, 30)
    const { series, happened, runUntil } = build('AAPL', closesAt - 30_000)
    runUntil(opensAt + 60_000)
    expect(happened).toEqual(series.tradesBetween(closesAt - 30_000, opensAt + 60_000))
    expect(happened.some(({ at }) => at < closesAt)).toBe(true)
  })

  it('closes each candle once, when its time is over, trades or not', () => {
    const { live, runUntil, candles } = build('AAPL', Date.UTC(2026, 10, 17, 20, 59, 30))
    for (const interval of ['1m', '5m', '1h', '1d'] as const) live.snapshotCandle(interval)
    runUntil(Date.UTC(2026, 10, 18, 14, 32))
    const closed = (interval: string) =>
      candles(interval)
        .filter((candle) => candle['closed'] === true)
        .map((candle) => new Date(Number(candle['openAt'])).toISOString().slice(8, 16))
    expect(closed('1m')).toEqual(['17T20:59', '18T14:30', '18T14:31'])
    expect(closed('5m')).toEqual(['17T20:55'])
    expect(closed('1h')).toEqual(['17T20:00'])
    expect(closed('1d')).toEqual(['17T00:00'])
  })

  it('is over when its next trade is due, not before', () => {
    const { live } = build('AAPL', Date.UTC(2026, 10, 20, 21, 0, 1))
    expect(live.dueAt()).toBeGreaterThanOrEqual(Date.UTC(2026, 10, 23, 14, 30))
    expect(live.dueAt()).toBeLessThan(Date.UTC(2026, 10, 23, 14, 30, 10))
  })
})

describe('every interval', () => {
  it('streams and closes the same candles that REST answers, over the end of a month', () => {
    const endOfMonth = Date.UTC(2026, 9, 31, 23, 48)
    const startAt = Date.UTC(2026, 10, 1, 0, 31)
    const { series, live, runUntil, candles } = build('EURUSD', Date.UTC(2026, 9, 30, 20, 48))
    const crypto = build('DOTUSDT', endOfMonth)
    for (const interval of intervals) {
      live.snapshotCandle(interval)
      crypto.live.snapshotCandle(interval)
    }
    runUntil(Date.UTC(2026, 9, 30, 21, 30))
    crypto.runUntil(startAt)
    for (const { of, name, at } of [
      { of: { series, candles }, name: 'EURUSD', at: Date.UTC(2026, 9, 30, 21, 30) },
      { of: crypto, name: 'DOTUSDT', at: startAt },
    ]) {
      for (const interval of intervals) {
        const streamed = new Map(of.candles(interval).map((candle) => [candle['openAt'], candle]))
        expect(streamed.size, `${name} ${interval}`).toBeGreaterThan(0)
        const rows = of.series.candles(interval, { fromAt: null, toAt: null, limit: 100 }, at)
        for (const row of rows.filter(({ openAt }) => streamed.has(openAt))) {
          const body = candleBody(of.series.listing, interval, row) as { candle: object }
          expect(streamed.get(row.openAt), `${name} ${interval}`).toEqual(body.candle)
        }
      }
    }
    const closedMonth = crypto.candles('1M').filter((candle) => candle['closed'] === true)
    expect(closedMonth.map((candle) => candle['openAt'])).toEqual([Date.UTC(2026, 9)])
  })
})

describe('a clock that jumps', () => {
  const startAt = Date.UTC(2026, 10, 17, 15, 2, 40)

  it('forward, as after a sleep, goes on from there', () => {
    const { live, happened, runUntil, candles } = build('BTCUSDT', startAt)
    live.snapshotCandle('1h')
    runUntil(startAt + 2000)
    const before = happened.length
    const wokenAt = startAt + 3 * 3_600_000
    live.run(wokenAt)
    runUntil(wokenAt + 1000)
    expect(happened.slice(before).every(({ at }) => at > wokenAt)).toBe(true)
    expect(happened.length).toBeGreaterThan(before)
    expect(candles('1h').at(-1)?.['openAt']).toBe(Date.UTC(2026, 10, 17, 18))
  })

  it('a little late, as on a busy machine, loses nothing', () => {
    const { series, live, happened } = build('BTCUSDT', startAt)
    live.run(startAt + 90_000)
    expect(happened).toEqual(series.tradesBetween(startAt, startAt + 90_000))
  })

  it('backward starts again from there', () => {
    const { live, happened, runUntil } = build('BTCUSDT', startAt)
    runUntil(startAt + 2000)
    const before = happened.length
    live.run(startAt - 3_600_000)
    runUntil(startAt - 3_600_000 + 2000)
    expect(happened.length).toBeGreaterThan(before)
    expect(happened.slice(before).every(({ at }) => at <= startAt - 3_598_000)).toBe(true)
  })
})
