/** The market of a seed: the same for ever, and every candle exactly the sum of its parts down to the trades. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { barOfTrades, mergeBars } from '../../../../electron/simulator/bars.ts'
import { simulatedListings, type SimulatedListing } from '../../../../electron/simulator/instruments.ts'
import { createMarket, listedSince } from '../../../../electron/simulator/market.ts'
import {
  divides,
  intervalMs,
  intervals,
  nextOpenAt,
  openAtOf,
  type Interval,
} from '../../../../shared/model/interval.ts'
import { sessionStateAt } from '../../../../shared/model/session.ts'

const minuteMs = 60_000
const now = Date.UTC(2026, 10, 20, 16)
const tenYearsAgo = Date.UTC(2016, 10, 20, 16)

function listing(symbol: string): SimulatedListing {
  const found = simulatedListings.find((entry) => entry.symbol === symbol)
  if (found === undefined) throw new Error(`${symbol} is not listed`)
  return found
}

const anySymbol = fc.constantFrom(
  'BTCUSDT',
  'SHIBUSDT',
  'PEPEUSDT',
  'XRPUSDT',
  'EURUSD',
  'USDJPY',
  'AAPL',
  'KO',
)
const anyMoment = fc
  .integer({ min: tenYearsAgo / minuteMs, max: now / minuteMs })
  .map((minute) => minute * minuteMs)
const anySeed = fc.integer({ min: 0, max: 2 ** 40 })

const all = (interval: Interval, fromAt: number, toAt: number) =>
  ({ interval, range: { fromAt, toAt, limit: 100_000, newest: false } }) as const

describe('a seed', () => {
  it('gives the same bytes whenever and in whatever order it is asked', () => {
    fc.assert(
      fc.property(
        anySeed,
        anySymbol,
        anyMoment,
        fc.constantFrom(...intervals),
        (seed, symbol, at, interval) => {
          const range = { fromAt: at - 50 * intervalMs(interval), toAt: at, limit: 50, newest: false }
          const asked = createMarket(seed, listing(symbol))
          asked.bars('1m', { ...range, fromAt: at - 7 * 86_400_000, newest: true })
          asked.tradesOfMinute(at + 3 * minuteMs)
          const fresh = createMarket(seed, listing(symbol))
          expect(JSON.stringify(asked.bars(interval, range))).toBe(
            JSON.stringify(fresh.bars(interval, range)),
          )
          expect(asked.tradesOfMinute(at)).toEqual(fresh.tradesOfMinute(at))
        },
      ),
      { numRuns: 60 },
    )
  })

  it('differs from another seed, and instruments differ from each other', () => {
    const range = { fromAt: now - 86_400_000, toAt: now, limit: 1000, newest: false }
    const prices = (seed: number, symbol: string) =>
      createMarket(seed, listing(symbol))
        .bars('15m', range)
        .map((bar) => bar.close)
    expect(prices(1, 'BTCUSDT')).not.toEqual(prices(2, 'BTCUSDT'))
    expect(prices(1, 'AAPL')).not.toEqual(prices(1, 'MSFT'))
  })
})

describe('every candle', () => {
  it('is the sum of the candles of every finer interval in it', () => {
    const pairs = intervals.flatMap((coarse, index) =>
      intervals
        .slice(0, index)
        .filter((fine) => divides(fine, coarse))
        .map((fine) => [coarse, fine] as const),
    )
    // A week of minutes is ten thousand candles: days are summed from minutes, weeks from quarter hours.
    const affordable = pairs.filter(([coarse, fine]) => intervalMs(coarse) / intervalMs(fine) <= 1500)
    fc.assert(
      fc.property(
        anySeed,
        anySymbol,
        anyMoment,
        fc.constantFrom(...affordable),
        (seed, symbol, at, [coarse, fine]) => {
          const market = createMarket(seed, listing(symbol))
          const openAt = openAtOf(coarse, at)
          const endAt = nextOpenAt(coarse, openAt)
          const wanted = all(fine, openAt, endAt)
          const whole = market.bars(coarse, all(coarse, openAt, endAt).range)
          const parts = market.bars(wanted.interval, wanted.range)
          expect(whole.length).toBe(parts.length === 0 ? 0 : 1)
          expect(whole[0] ?? null).toEqual(mergeBars(openAt, parts))
        },
      ),
      { numRuns: 250 },
    )
  })

  it('is the sum of its trades, which lie in its minute, ascend and are whole lots', () => {
    fc.assert(
      fc.property(anySeed, anySymbol, anyMoment, (seed, symbol, at) => {
        const market = createMarket(seed, listing(symbol))
        const [bar] = market.bars('1m', all('1m', at, at + minuteMs).range)
        const trades = market.tradesOfMinute(at)
        expect(barOfTrades(at, trades)).toEqual(bar ?? null)
        let before = { at: at - 1, id: -1 }
        for (const trade of trades) {
          expect(trade.at).toBeGreaterThanOrEqual(before.at)
          expect(trade.at).toBeLessThan(at + minuteMs)
          expect(trade.id).toBeGreaterThan(before.id)
          expect(trade.size).toBeGreaterThan(0)
          before = trade
        }
      }),
      { numRuns: 250 },
    )
  })

  it('is on the tick grid, with high and low around open and close, and small enough to count exactly', () => {
    fc.assert(
      fc.property(
        anySeed,
        fc.constantFrom(...simulatedListings),
        anyMoment,
        fc.constantFrom(...intervals),
        (seed, entry, at, interval) => {
          const market = createMarket(seed, entry)
          for (const bar of market.bars(interval, { fromAt: at, toAt: now, limit: 20, newest: false })) {
            const { open, high, low, close, volume } = bar
            for (const value of [open, high, low, close, volume])
              expect(Number.isSafeInteger(value)).toBe(true)
            expect(low).toBeGreaterThan(0)
            expect(high).toBeGreaterThanOrEqual(Math.max(open, close))
            expect(low).toBeLessThanOrEqual(Math.min(open, close))
            expect(volume).toBeGreaterThan(0)
          }
        },
      ),
      { numRuns: 150 },
    )
  })
})

describe('a running candle', () => {
  it('is the sum of the trades so far, at every level', () => {
    fc.assert(
      fc.property(
        anySymbol,
        anyMoment,
        fc.integer({ min: 0, max: 59_999 }),
        fc.constantFrom('1m', '3m', '5m', '10m', '15m', '30m', '1h', '2h', '4h', '6h'),
        (symbol, minute, ms, interval) => {
          const market = createMarket(7, listing(symbol))
          const at = minute + ms
          const openAt = openAtOf(interval, at)
          const trades = []
          for (let from = openAt; from <= at; from += minuteMs) trades.push(...market.tradesOfMinute(from))
          const sofar = trades.filter((trade) => trade.at <= at)
          expect(market.barUpTo(interval, openAt, at)).toEqual(barOfTrades(openAt, sofar))
        },
      ),
      { numRuns: 60 },
    )
  })
})

describe('sessions', () => {
  it('have candles and trades in open minutes only, and in every open minute', () => {
    fc.assert(
      fc.property(fc.constantFrom('EURUSD', 'AAPL', 'BTCUSDT'), anyMoment, (symbol, at) => {
        const entry = listing(symbol)
        const market = createMarket(3, entry)
        const { open } = sessionStateAt(entry.session, at)
        expect(market.bars('1m', all('1m', at, at + minuteMs).range).length).toBe(open ? 1 : 0)
        expect(market.tradesOfMinute(at).length > 0).toBe(open)
      }),
      { numRuns: 400 },
    )
  })

  it('leave out weekends and holidays', () => {
    const days = createMarket(1, listing('AAPL')).bars(
      '1d',
      all('1d', Date.UTC(2026, 10, 23), Date.UTC(2026, 10, 30)).range,
    )
    expect(days.map((bar) => new Date(bar.openAt).toISOString().slice(0, 10))).toEqual([
      '2026-11-23',
      '2026-11-24',
      '2026-11-25',
      '2026-11-27',
    ])
  })
})

describe('history', () => {
  it('reaches back ten years in every interval, and stops where everything was listed', () => {
    for (const symbol of ['BTCUSDT', 'SHIBUSDT', 'EURUSD', 'AAPL']) {
      const market = createMarket(1, listing(symbol))
      for (const interval of intervals) {
        const rows = market.bars(interval, { fromAt: tenYearsAgo, toAt: now, limit: 10, newest: false })
        expect(rows.length, `${symbol} ${interval}`).toBe(10)
        expect(rows[0]?.openAt).toBeLessThan(tenYearsAgo + 31 * 86_400_000)
      }
      expect(market.bars('1d', { fromAt: -Infinity, toAt: listedSince, limit: 10, newest: true })).toEqual([])
    }
  })

  it('pages back and forth over the same rows', () => {
    const market = createMarket(1, listing('AAPL'))
    const forward = market.bars('1h', {
      fromAt: now - 60 * 86_400_000,
      toAt: now,
      limit: 100_000,
      newest: false,
    })
    const pages = []
    let toAt = now
    while (pages.length < forward.length) {
      const page = market.bars('1h', { fromAt: now - 60 * 86_400_000, toAt, limit: 37, newest: true })
      const first = page[0]
      if (first === undefined) break
      pages.unshift(...page)
      toAt = first.openAt
    }
    expect(pages).toEqual(forward)
  })

  it('stays within a few times of the base price', () => {
    for (const entry of simulatedListings) {
      const weeks = createMarket(1, entry).bars('1w', {
        fromAt: listedSince,
        toAt: now,
        limit: 2000,
        newest: false,
      })
      const base = entry.basePrice * 10 ** entry.priceDecimals
      expect(Math.max(...weeks.map((bar) => bar.high)), entry.symbol).toBeLessThan(base * 12)
      expect(Math.min(...weeks.map((bar) => bar.low)), entry.symbol).toBeGreaterThan(base / 12)
    }
  })
})
