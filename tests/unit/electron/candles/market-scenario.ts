/** What may happen in a life of the candle service: where its candles come from, and how often what goes wrong. */
import fc from 'fast-check'
import type { Interval } from '../../../../shared/model/interval.ts'

export const minuteMs = 60_000
export const hourMs = 60 * minuteMs

/** A month's end, a common evening, and the last and the first hour of a stock market's day. */
const starts = [
  Date.UTC(2026, 1, 28, 23, 25),
  Date.UTC(2026, 2, 4, 18, 3),
  Date.UTC(2026, 2, 4, 20, 35),
  Date.UTC(2026, 2, 5, 14, 10),
]

export const scenarioArbitrary = fc.record({
  seed: fc.integer({ min: 1, max: 12 }),
  dice: fc.nat(2 ** 31 - 1),
  kind: fc.constantFrom('crypto' as const, 'crypto' as const, 'stock' as const),
  start: fc.constantFrom(...starts),
  from: fc.constantFrom('trades' as const, 'candles' as const),
  /** Whether stream candles, and REST's, say when they are closed. */
  streamMarks: fc.boolean(),
  restMarks: fc.boolean(),
  windowed: fc.boolean(),
  native: fc.constantFrom<readonly Interval[]>(
    ['1m', '5m', '1h'],
    ['1m', '15m'],
    ['1m'],
    ['1m', '3m', '10m', '30m'],
  ),
  wanted: fc.uniqueArray(fc.constantFrom<Interval>('1m', '3m', '5m', '10m', '15m'), {
    minLength: 1,
    maxLength: 2,
  }),
  maxRows: fc.integer({ min: 12, max: 60 }),
  minutes: fc.integer({ min: 8, max: 22 }),
  skewMs: fc.constantFrom(0, -hourMs, hourMs, 2500, -7 * minuteMs),
  /** Chances, in percent. */
  duplicates: fc.constantFrom(0, 10, 40),
  lateTrades: fc.constantFrom(0, 5, 25),
  brokenTimes: fc.constantFrom(0, 0, 3),
  restFaults: fc.constantFrom(0, 20, 50),
  outages: fc.nat(2),
  jumps: fc.nat(2),
  restarts: fc.nat(1),
  reads: fc.nat(3),
})
export type Scenario = typeof scenarioArbitrary extends fc.Arbitrary<infer T> ? T : never
