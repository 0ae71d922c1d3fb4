/** Bars for the tests of indicators: walks from a seed, arbitrary ones, and a way to see every value. */
import fc from 'fast-check'
import {
  indicatorInfo,
  indicatorNames,
  type IndicatorName,
} from '../../../../shared/alerts/indicator-names.ts'
import { createIndicator, type Bar, type Outputs } from '../../../../shared/indicators/index.ts'

export const minuteMs = 60_000
export const midnight = Date.UTC(2026, 0, 5)

/** Numbers in [0, 1) that are the same for the same seed. */
export function randomFrom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** A walk in whole cents around `price`, none of its bars without a range. */
export function walk(
  seed: number,
  count: number,
  spacingMs = minuteMs,
  fromAt = midnight,
  price = 60_000,
): Bar[] {
  const random = randomFrom(seed)
  const cents = (value: number) => Math.round(value * 100) / 100
  let last = price
  return Array.from({ length: count }, (_, place) => {
    const open = last
    const close = cents(open * (1 + (random() - 0.5) * 0.004))
    const high = cents(Math.max(open, close) * (1 + random() * 0.001) + 0.01)
    const low = cents(Math.min(open, close) * (1 - random() * 0.001) - 0.01)
    last = close
    const volume = Math.floor(random() * 1e6) / 1e3
    return { openAt: fromAt + place * spacingMs, open, high, low, close, volume }
  })
}

/** Few prices and volumes, so that flat bars, equal closes and no volume come often. */
export const anyBars: fc.Arbitrary<Bar[]> = fc
  .record({
    from: fc.integer({ min: -600, max: 600 }),
    rows: fc.array(
      fc.tuple(
        fc.array(fc.integer({ min: 95, max: 105 }), { minLength: 4, maxLength: 4 }),
        fc.integer({ min: 0, max: 3 }),
      ),
      {
        minLength: 1,
        maxLength: 60,
      },
    ),
    minutes: fc.constantFrom(1, 60, 300),
  })
  .map(({ from, rows, minutes }) =>
    rows.map(([prices, volume], place) => ({
      openAt: midnight + (from + place * minutes) * minuteMs,
      open: prices[0] ?? NaN,
      close: prices[1] ?? NaN,
      high: Math.max(...prices),
      low: Math.min(...prices),
      volume,
    })),
  )

/** Any indicator, with short lengths. */
export const anyIndicator: fc.Arbitrary<{ name: IndicatorName; inputs: Record<string, number> }> = fc
  .constantFrom(...indicatorNames)
  .chain((name) =>
    fc
      .record(
        Object.fromEntries(
          Object.keys(indicatorInfo(name).inputs).map((input) => [input, fc.integer({ min: 1, max: 9 })]),
        ),
      )
      .map((inputs) => ({ name, inputs })),
  )

/** The values at the close of each bar. */
export function closing(
  name: IndicatorName,
  inputs: Readonly<Record<string, number>>,
  bars: readonly Bar[],
): (Outputs | null)[] {
  const indicator = createIndicator(name, inputs)
  return bars.map((bar) => {
    indicator.close(bar)
    return indicator.current()
  })
}

/**
 * The largest difference of two rows of lines, as a part of the value or of `scale`, if that is more; where one has a value and
 * the other none, Infinity. Looks from `from` on.
 */
export function difference(
  left: readonly (Outputs | null)[],
  right: readonly (Outputs | null)[],
  { from = 0, scale = 0 } = {},
): number {
  let most = left.length === right.length ? 0 : Infinity
  for (let place = from; place < left.length; place += 1) {
    const [one, other] = [left[place] ?? null, right[place] ?? null]
    if (one === null && other === null) continue
    if (one === null || other === null) return Infinity
    for (const [name, value] of Object.entries(one)) {
      const expected = other[name] ?? NaN
      const apart = Math.abs(value - expected)
      const size = Math.max(Math.abs(value), Math.abs(expected), scale)
      const relative = apart === 0 ? 0 : apart / size
      most = Number.isNaN(relative) ? Infinity : Math.max(most, relative)
    }
  }
  return most
}
