/** Packed candles on disk. */
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { packCandles, unpackCandles } from '../../../../electron/store/candle-block.ts'
import { createCandleTable } from '../../../../electron/store/candles.ts'
import { openDatabase } from '../../../../electron/store/database.ts'
import { candleMigrations } from '../../../../electron/store/migrations/candles.ts'
import { createSkips } from '../../../../electron/store/rows.ts'
import { candleSources, type Candle } from '../../../../shared/model/candle.ts'
import { instrumentId } from '../../../../shared/model/ids.ts'
import { intervals, openAtOf, shiftOpenAt, type Interval } from '../../../../shared/model/interval.ts'
import { newFolder, now } from './with-folder.ts'

const btc = instrumentId('simulated', 'BTCUSDT')
const number = fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e12, max: 1e12 })

function candlesOf(interval: Interval): fc.Arbitrary<Candle[]> {
  const base = openAtOf(interval, Date.UTC(2015, 0, 1))
  return fc
    .uniqueArray(fc.tuple(fc.nat(3000), number, number, fc.constantFrom(...candleSources)), {
      selector: ([slot]) => slot,
      maxLength: 60,
    })
    .map((list) =>
      list
        .toSorted(([a], [b]) => a - b)
        .map(([slot, price, volume, source]) => ({
          openAt: shiftOpenAt(interval, base, slot),
          open: price,
          high: price + 1,
          low: price - 1,
          close: -price,
          volume,
          closed: true,
          source,
        })),
    )
}

function newTable() {
  const { database } = openDatabase({
    path: join(newFolder(), 'c.db'),
    durability: 'normal',
    migrations: candleMigrations,
    now,
  })
  const skips = createSkips()
  return { database, skips, table: createCandleTable(database, skips) }
}

describe('a block', () => {
  it('gives back every number exactly', () => {
    fc.assert(
      fc.property(candlesOf('1m'), (candles) => {
        expect(unpackCandles(packCandles(candles), -Infinity, Infinity)).toEqual(candles)
        // From an odd place in a larger buffer too.
        const shifted = new Uint8Array(packCandles(candles).length + 3)
        shifted.set(packCandles(candles), 3)
        expect(unpackCandles(shifted.subarray(3), -Infinity, Infinity)).toEqual(candles)
      }),
    )
  })

  it('is refused when it is cut, out of its time, out of order, or holds no numbers', () => {
    const at = (openAt: number): Candle => ({
      openAt,
      open: 1,
      high: 1,
      low: 1,
      close: 1,
      volume: 1,
      closed: true,
      source: 'rest',
    })
    const packed = packCandles([at(0), at(60_000)])
    expect(unpackCandles(packed, 0, 60_001)?.length).toBe(2)
    expect(unpackCandles(packed.subarray(1), 0, 1e9)).toBeNull()
    expect(unpackCandles(packed, 1, 1e9)).toBeNull()
    expect(unpackCandles(packed, 0, 60_000)).toBeNull()
    expect(unpackCandles(packCandles([at(60_000), at(0)]), 0, 1e9)).toBeNull()
    expect(unpackCandles(packCandles([{ ...at(0), low: NaN }]), 0, 1e9)).toBeNull()
    packed[packed.length - 1] = 9
    expect(unpackCandles(packed, 0, 1e9)).toBeNull()
  })
})

describe('the table', () => {
  it.each(intervals)('reads what was written in pieces and in any order: %s', (interval) => {
    const { database, table } = newTable()
    fc.assert(
      fc.property(
        candlesOf(interval),
        fc.nat(3000),
        fc.nat(3000),
        fc.integer({ min: 1, max: 30 }),
        (candles, a, b, limit) => {
          table.delete(btc)
          const odd = candles.filter((_, index) => index % 2 === 1)
          table.write(btc, interval, odd.toReversed())
          table.write(
            btc,
            interval,
            candles.filter((_, index) => index % 2 === 0),
          )
          const base = openAtOf(interval, Date.UTC(2015, 0, 1))
          const [fromAt, toAt] = [Math.min(a, b), Math.max(a, b)].map((slot) =>
            shiftOpenAt(interval, base, slot),
          )
          const within = candles.filter(({ openAt }) => openAt >= (fromAt ?? 0) && openAt < (toAt ?? 0))
          expect(table.read(btc, interval, fromAt ?? 0, toAt ?? 0)).toEqual(within)
          expect(table.readLast(btc, interval, fromAt ?? 0, toAt ?? 0, limit)).toEqual(within.slice(-limit))
          expect(table.read(instrumentId('simulated', 'ETHUSDT'), interval, 0, 1e13)).toEqual([])
        },
      ),
      { numRuns: 15 },
    )
    database.close()
  })

  it('replaces a candle of the same time', () => {
    const { database, table } = newTable()
    const candle: Candle = {
      openAt: 0,
      open: 1,
      high: 1,
      low: 1,
      close: 1,
      volume: 1,
      closed: true,
      source: 'trades',
    }
    table.write(btc, '1m', [candle])
    table.write(btc, '1m', [{ ...candle, close: 2, source: 'rest' }])
    expect(table.read(btc, '1m', 0, 60_000)).toEqual([{ ...candle, close: 2, source: 'rest' }])
    database.close()
  })

  it('keeps both kinds of spans', () => {
    const { database, table } = newTable()
    const spans = [
      { fromAt: 60_000, toAt: 120_000 },
      { fromAt: 180_000, toAt: 240_000 },
    ]
    table.saveSpans(btc, '1m', 'covered', spans.toReversed())
    table.saveSpans(btc, '1m', 'gap', [
      { fromAt: 5, toAt: 5 },
      { fromAt: 120_000, toAt: 180_000 },
    ])
    expect([table.spans(btc, '1m', 'covered'), table.spans(btc, '1m', 'gap')]).toEqual([
      spans,
      [{ fromAt: 120_000, toAt: 180_000 }],
    ])
    table.saveSpans(btc, '1m', 'gap', [])
    expect([table.spans(btc, '1m', 'gap'), table.spans(btc, '5m', 'covered')]).toEqual([[], []])
    database.close()
  })

  it('throws a damaged block away, and with it the claim to know that time', () => {
    const { database, skips, table } = newTable()
    const dayMs = 86_400_000
    const at = (openAt: number): Candle => ({
      openAt,
      open: 1,
      high: 1,
      low: 1,
      close: 1,
      volume: 1,
      closed: true,
      source: 'rest',
    })
    table.write(btc, '1m', [at(0), at(dayMs), at(2 * dayMs)])
    table.saveSpans(btc, '1m', 'covered', [{ fromAt: 0, toAt: 3 * dayMs }])
    database.run("UPDATE candle_blocks SET candles = x'0102' WHERE from_at = ?", dayMs)
    expect(table.read(btc, '1m', 0, 3 * dayMs).map(({ openAt }) => openAt)).toEqual([0, 2 * dayMs])
    expect(table.spans(btc, '1m', 'covered')).toEqual([
      { fromAt: 0, toAt: dayMs },
      { fromAt: 2 * dayMs, toAt: 3 * dayMs },
    ])
    expect(skips.list()).toMatchObject([{ table: 'candle_blocks' }])
    table.write(btc, '1m', [at(dayMs)])
    expect(table.read(btc, '1m', 0, 3 * dayMs).length).toBe(3)
    database.close()
  })
})
