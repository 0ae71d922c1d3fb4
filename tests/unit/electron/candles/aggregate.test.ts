/** Candles of candles, and of trades. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  addTrade,
  addVolumes,
  aggregateCandles,
  compareTrades,
  type TradeSum,
} from '../../../../electron/candles/aggregate.ts'
import { candleSources, type Candle } from '../../../../shared/model/candle.ts'
import { candle, minuteMs, trade } from './fake-venue.ts'

const monday = Date.UTC(2026, 0, 5)
const eightDecimals = fc.integer({ min: 1, max: 10 ** 10 }).map((units) => units / 1e8)

const minutesArbitrary: fc.Arbitrary<Candle[]> = fc
  .uniqueArray(
    fc.record({
      minute: fc.nat(400),
      prices: fc.array(fc.integer({ min: 1, max: 1000 }), { minLength: 4, maxLength: 4 }),
      volume: eightDecimals,
      source: fc.constantFrom(...candleSources),
    }),
    { selector: ({ minute }) => minute, minLength: 1, maxLength: 120 },
  )
  .map((list) =>
    list
      .toSorted((a, b) => a.minute - b.minute)
      .map(({ minute, prices, volume, source }, index) =>
        candle(monday + minute * minuteMs, {
          open: prices[0] ?? 1,
          close: prices[1] ?? 1,
          high: Math.max(...prices),
          low: Math.min(...prices),
          volume,
          source,
          closed: index < list.length - 1,
        }),
      ),
  )

describe('candles of candles', () => {
  it('is the same by way of an interval in between', () => {
    fc.assert(
      fc.property(minutesArbitrary, (minutes) => {
        const quarters = aggregateCandles(minutes, '1m', '15m')
        const viaFives = aggregateCandles(aggregateCandles(minutes, '1m', '5m'), '5m', '15m')
        expect(viaFives).toEqual(quarters)
        expect(aggregateCandles(quarters, '15m', '4h')).toEqual(aggregateCandles(minutes, '1m', '4h'))
      }),
    )
  })

  it('keeps every unit of volume, exactly', () => {
    fc.assert(
      fc.property(minutesArbitrary, (minutes) => {
        const units = (candles: readonly Candle[]) =>
          candles.reduce((sum, { volume }) => sum + BigInt(Math.round(volume * 1e8)), 0n)
        const days = aggregateCandles(minutes, '1m', '1d')
        expect(units(days)).toBe(units(minutes))
        for (const { volume } of days)
          expect(String(volume).replace(/^\d+\.?/, '').length).toBeLessThanOrEqual(8)
      }),
    )
  })

  it('leaves the last one open until its end was reached', () => {
    const minutes = [0, 1, 2, 3].map((minute) => candle(monday + minute * minuteMs))
    expect(aggregateCandles(minutes, '1m', '5m')).toMatchObject([
      { openAt: monday, closed: false, volume: 40 },
    ])
    const whole = [...minutes, candle(monday + 4 * minuteMs, { close: 9, high: 9 })]
    expect(aggregateCandles(whole, '1m', '5m')).toMatchObject([
      { closed: true, close: 9, high: 9, open: 1, low: 0.5 },
    ])
  })

  it('closes one whose last minutes had no trades when a later candle exists', () => {
    const minutes = [candle(monday), candle(monday + 7 * minuteMs)]
    expect(aggregateCandles(minutes, '1m', '5m').map(({ closed }) => closed)).toEqual([true, false])
  })

  it('names the least of its sources', () => {
    const mixed = [
      candle(monday),
      candle(monday + minuteMs, { source: 'trades' }),
      candle(monday + 2 * minuteMs, { source: 'stream' }),
    ]
    expect(aggregateCandles(mixed, '1m', '1h')[0]?.source).toBe('trades')
  })

  it('opens weeks on Monday', () => {
    const days = [-1, 0, 6, 7].map((day) => candle(monday + day * 1440 * minuteMs))
    expect(
      aggregateCandles(days, '1d', '1w').map(({ openAt }) => (openAt - monday) / (1440 * minuteMs)),
    ).toEqual([-7, 0, 7])
  })

  it('is empty for nothing', () => expect(aggregateCandles([], '1m', '1h')).toEqual([]))
})

describe('candles of trades', () => {
  const tradesArbitrary = fc
    .array(
      fc.record({ atMs: fc.nat(59_999), price: fc.integer({ min: 1, max: 500 }), size: eightDecimals }),
      {
        minLength: 1,
        maxLength: 60,
      },
    )
    .map((list) =>
      list
        .toSorted((a, b) => a.atMs - b.atMs)
        // Ids that grow by a digit on the way: order by number, not by text.
        .map(({ atMs, price, size }, index) => trade(monday + atMs, price, size, 990 + index)),
    )

  it('is the same in whatever order the trades come', () => {
    fc.assert(
      fc.property(tradesArbitrary, fc.infiniteStream(fc.nat()), (trades, numbers) => {
        const shuffled = trades
          .map((each) => ({ each, key: numbers.next().value ?? 0 }))
          .toSorted((a, b) => a.key - b.key)
          .map(({ each }) => each)
        const sum = shuffled.reduce<TradeSum | null>((made, each) => addTrade(made, '1m', each), null)
        const prices = trades.map(({ price }) => price)
        expect(sum?.candle).toEqual({
          openAt: monday,
          open: prices[0],
          close: prices.at(-1),
          high: Math.max(...prices),
          low: Math.min(...prices),
          volume: trades.map(({ size }) => size).reduce(addVolumes, 0),
          closed: false,
          source: 'trades',
        })
      }),
    )
  })

  it('adds no volume for a trade of the snapshot', () => {
    const sum = addTrade(addTrade(null, '1m', trade(monday, 5, 2, 1)), '1m', {
      ...trade(monday + 1, 6, 3, 2),
      snapshot: true,
    })
    expect(sum.candle).toMatchObject({ close: 6, volume: 2 })
  })

  it('orders by time, then by numeric id, and leaves other ids in the order of coming', () => {
    expect(compareTrades(trade(2, 1, 1, 1), trade(1, 1, 1, 9))).toBeGreaterThan(0)
    expect(compareTrades(trade(1, 1, 1, 9), trade(1, 1, 1, 10))).toBeLessThan(0)
    expect(
      compareTrades({ ...trade(1, 1, 1, 1), tradeId: 'b' }, { ...trade(1, 1, 1, 1), tradeId: 'a' }),
    ).toBe(0)
  })
})

it('adds 0.1 and 0.2 to 0.3', () => expect(addVolumes(0.1, 0.2)).toBe(0.3))
