/** Candles that are made of shorter ones, against what the simulated exchange answers of itself. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { baseInterval } from '../../../../electron/candles/derived.ts'
import type { EventPayload } from '../../../../shared/contract/events.ts'
import type { Candle } from '../../../../shared/model/candle.ts'
import { divides, intervals, nextOpenAt, openAtOf, type Interval } from '../../../../shared/model/interval.ts'
import { marketRig } from './market-rig.ts'
import { marketInstrument, marketListing, numbersOf } from './market-venue.ts'

const minutely: readonly Interval[] = ['1m', '5m', '15m', '1h', '4h', '1d']

const everyBase = intervals.flatMap((interval) =>
  intervals.filter((base) => divides(base, interval)).map((base) => [base, interval] as const),
)
/** A month of minutes is forty thousand rows: months are made of hours at the least, weeks of quarter hours. */
const affordable = everyBase.filter(
  ([base, interval]) =>
    nextOpenAt(interval, 0) - openAtOf(interval, 0) <= 700 * (nextOpenAt(base, 0) - openAtOf(base, 0)),
)

describe('the base of an interval', () => {
  const baseOf = (interval: Interval, native: readonly Interval[]) =>
    baseInterval(marketInstrument(marketListing('crypto'), native), interval)

  it('is the longest that divides it on the grid', () => {
    expect(
      (['3m', '10m', '30m', '2h', '6h', '12h', '3d', '1w', '1M'] as const).map((each) =>
        baseOf(each, minutely),
      ),
    ).toEqual(['1m', '5m', '15m', '1h', '1h', '4h', '1d', '1d', '1d'])
  })

  it('is never a week or three days of a month, nor ten minutes of a quarter hour', () => {
    expect(baseOf('1M', ['12h', '1d', '3d', '1w'])).toBe('1d')
    expect(baseOf('1M', ['12h', '3d', '1w'])).toBe('12h')
    expect(baseOf('3d', ['12h', '1d'])).toBe('1d')
    expect(baseOf('1w', ['1d', '3d'])).toBe('1d')
    expect(baseOf('15m', ['1m', '10m'])).toBe('1m')
    expect(baseOf('6h', ['1h', '4h'])).toBe('1h')
  })

  it('is itself where the venue has it, or has nothing to make it of', () => {
    expect([baseOf('3d', ['1d', '3d']), baseOf('1m', ['5m'])]).toEqual(['3d', '1m'])
  })
})

describe('aggregates', () => {
  it(
    'equal the exchange, in every interval, made of anything, over long ranges and in pages',
    { timeout: 120_000 },
    async () => {
      await fc.assert(
        fc.asyncProperty(
          fc.constantFrom(...affordable),
          fc.constantFrom('crypto' as const, 'stock' as const),
          fc.integer({ min: 1, max: 4 }),
          fc.integer({ min: Date.UTC(2024, 0, 1) / 60_000, max: Date.UTC(2026, 10, 1) / 60_000 }),
          fc.integer({ min: 1, max: 60 }),
          fc.integer({ min: 2, max: 25 }),
          async ([base, interval], kind, seed, minute, limit, pageLimit) => {
            const at = minute * 60_000 + 29_000
            const rig = marketRig({ kind, seed, at, native: [base], maxRows: 1000 })
            const expected = rig.oracle.candles(interval, { fromAt: null, toAt: null, limit }, at)
            const made: Candle[] = []
            let before: number | undefined
            while (made.length < limit) {
              const { candles, gaps, more } = await rig.get(
                interval,
                Math.min(pageLimit, limit - made.length),
                before,
              )
              expect(gaps).toEqual([])
              made.unshift(...candles)
              before = candles[0]?.openAt ?? before
              if (!more) break
            }
            expect(made.map(numbersOf)).toEqual(expected.map(numbersOf))
            await rig.service.stop()
          },
        ),
        { numRuns: 200, seed: 7 },
      )
    },
  )

  it('reach back to the first day of the exchange, its month and its three days cut as it cuts them', async () => {
    const at = Date.UTC(2014, 5, 5, 12)
    for (const interval of ['3d', '1w', '1M'] as const) {
      const rig = marketRig({ kind: 'crypto', seed: 1, at, native: ['1d'], maxRows: 1000 })
      const { candles, more } = await rig.get(interval, 400)
      const expected = rig.oracle.candles(interval, { fromAt: null, toAt: null, limit: 400 }, at)
      expect([candles.map(numbersOf), more]).toEqual([expected.map(numbersOf), false])
      await rig.service.stop()
    }
  })
})

describe('live aggregates', () => {
  it.each([
    ['10m', '5m', Date.UTC(2026, 2, 4, 17, 51)],
    ['3m', '1m', Date.UTC(2026, 2, 4, 17, 51)],
    ['3d', '1d', Date.UTC(2026, 2, 4, 23, 40)],
    ['1w', '1d', Date.UTC(2026, 2, 8, 23, 40)],
    ['1M', '1d', Date.UTC(2026, 1, 28, 23, 40)],
  ] as const)('%s of %s moves and closes as the exchange has it', async (interval, base, start) => {
    for (const marks of [true, false]) {
      const events: EventPayload<'candles'>[] = []
      const rig = marketRig({
        kind: 'crypto',
        seed: 3,
        at: start,
        native: [base],
        maxRows: 1000,
        streams: true,
        changed: (event) => void events.push(event),
      })
      rig.service.subscribe(rig.instrument, interval)
      await rig.get(interval, 3)
      let compared = 0
      for (let step = 0; step < 160; step += 1) {
        await rig.advance(15_000)
        events.length = 0
        rig.stream(base, marks)
        const shown = events.findLast(({ candle }) => candle !== null)?.candle
        const [truth] = rig.oracle.candles(interval, { fromAt: null, toAt: null, limit: 1 }, rig.at())
        if (shown === undefined || shown === null || truth === undefined) continue
        expect(numbersOf(shown)).toEqual(numbersOf(truth))
        compared += 1
      }
      expect(compared).toBeGreaterThan(120)
      await rig.service.stop()
    }
  })
})
