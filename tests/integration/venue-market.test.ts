/** The scripted market: the same for the same seed, and short candles add up to long ones, across the seam between past and present. */
import { describe, expect, it } from 'vitest'
import { createMarket, type MarketCandle } from '../support/venues/market.ts'
import { isOpenAt, stockDay } from '../support/venues/venue-hours.ts'
import { monthStep } from '../support/venues/venue-steps.ts'

const minuteMs = 60_000
const hourMs = 60 * minuteMs
const dayMs = 24 * hourMs

function merge(parts: readonly MarketCandle[]): Partial<MarketCandle> {
  return {
    open: parts[0]?.open ?? 0,
    high: Math.max(...parts.map(({ high }) => high)),
    low: Math.min(...parts.map(({ low }) => low)),
    close: parts.at(-1)?.close ?? 0,
    trades: parts.reduce((sum, { trades }) => sum + trades, 0),
  }
}

describe('the scripted market', () => {
  it.each(['BTC/USDT', 'PEPE/USDT', 'AAPL', 'EUR/USD'])('%s: candles add up at every length', (symbol) => {
    let at = Date.UTC(2026, 9, 14, 15, 47, 12)
    const market = createMarket({ now: () => at })
    for (let count = 0; count < 400; count += 1) {
      at += 1700
      market.trade(symbol)
    }
    const fromAt = Date.UTC(2026, 9, 12)
    const minutes = market.candles(symbol, minuteMs, fromAt, at + 1)
    for (const lengthMs of [3 * minuteMs, 5 * minuteMs, 15 * minuteMs, hourMs, 4 * hourMs, dayMs]) {
      const candles = market.candles(symbol, lengthMs, fromAt, at + 1)
      expect(candles.length).toBeGreaterThan(1)
      for (const candle of candles) {
        const parts = minutes.filter(({ openAt }) => openAt >= candle.openAt && openAt < candle.endAt)
        expect(candle).toMatchObject(merge(parts))
        const volume = parts.reduce((sum, part) => sum + part.volume, 0)
        expect(Math.abs(volume - candle.volume)).toBeLessThan(volume * 1e-9 + 1e-9)
      }
    }
  })

  it('is the same for the same seed, has silent minutes, and lists a coin near 1e-8', () => {
    const now = (): number => Date.UTC(2026, 9, 14, 15, 47, 12)
    const [one, two, other] = [3, 3, 4].map((seed) => createMarket({ seed, now }))
    const read = (market = one) => market?.candles('ETH/USD', minuteMs, now() - dayMs, now()) ?? []
    expect(read(one)).toEqual(read(two))
    expect(read(one)).not.toEqual(read(other))
    expect(read(one).length).toBeGreaterThan(1300)
    expect(read(one).length).toBeLessThan(1440)
    expect(one?.symbol('PEPE/USDT').tickSize).toBe(1e-8)
    const months = one?.candles('ETH/USD', monthStep(), Date.UTC(2026, 0, 1), now()) ?? []
    expect(months.map(({ openAt }) => new Date(openAt).getUTCDate())).toEqual(
      Array.from({ length: 10 }, () => 1),
    )
  })

  it('tells two trades out of order, and keeps them in order', () => {
    const market = createMarket()
    const told: number[] = []
    market.onTrade((_symbol, { id }) => told.push(id))
    const older = market.tradeLate('BTC/USD')
    const newer = market.trades('BTC/USD').at(-1)
    expect(told).toEqual([newer?.id, older.id])
    expect(newer?.id).toBe(older.id + 1)
    expect(newer?.at).toBeGreaterThan(older.at)
  })

  it('knows holidays, early closes and daylight saving', () => {
    expect(stockDay(Date.UTC(2026, 10, 26))).toBeNull()
    expect(stockDay(Date.UTC(2026, 3, 3))).toBeNull()
    expect(stockDay(Date.UTC(2026, 10, 27))?.closeAt).toBe(Date.UTC(2026, 10, 27, 18))
    expect(stockDay(Date.UTC(2026, 6, 1))?.openAt).toBe(Date.UTC(2026, 6, 1, 13, 30))
    expect(isOpenAt('stock', Date.UTC(2026, 10, 23, 14, 29))).toBe(false)
    expect(isOpenAt('stock', Date.UTC(2026, 10, 23, 14, 30))).toBe(true)
    expect(isOpenAt('fx', Date.UTC(2026, 10, 21, 12))).toBe(false)
  })
})
