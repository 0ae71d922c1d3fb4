/** Rules, ticks and instruments for the tests of alerts. */
import fc from 'fast-check'
import { operators, type Rule, type RuleMemory } from '../../../../shared/model/alert.ts'
import { instrumentId } from '../../../../shared/model/ids.ts'
import type { Instrument } from '../../../../shared/model/instrument.ts'
import type { Tick } from '../../../../shared/model/quote.ts'

export const startAt = Date.UTC(2026, 0, 5, 12)
export const bitcoin = instrumentId('simulated', 'BTCUSDT')

export const instrument: Instrument = {
  id: bitcoin,
  provider: 'simulated',
  symbol: 'BTCUSDT',
  name: 'Bitcoin',
  kind: 'crypto',
  currency: 'USDT',
  tickSize: 0.01,
  session: { kind: 'always' },
  intervals: ['1m'],
  simulated: true,
}

export function rule(changes: Partial<Rule> = {}): Rule {
  return {
    id: 'r1',
    instrument: bitcoin,
    operator: 'crossing-up',
    level: 100,
    frequency: { kind: 'every-time', coolDownMs: 0 },
    note: '',
    expiresAt: null,
    state: 'armed',
    createdAt: startAt,
    armedAt: startAt,
    version: 1,
    ...changes,
  }
}

export const unseen: RuleMemory = { lastTick: null, lastFiredAt: null, firedCount: 0 }

/** Ticks one second apart. */
export function ticks(...prices: number[]): Tick[] {
  return prices.map((price, place) => tickAt(price, place))
}

export function tickAt(price: number, second: number): Tick {
  const at = startAt + second * 1000
  return { price, exchangeAt: at, receivedAt: at }
}

/** What can happen to a feed: a price, or a gap. Prices lie close around 100 on a 0.01 grid, so that touches are common. */
export type Step = { readonly kind: 'tick'; readonly tick: Tick } | { readonly kind: 'gap' }

const price = fc.oneof(
  { weight: 20, arbitrary: fc.integer({ min: 9996, max: 10_004 }).map((hundredths) => hundredths / 100) },
  { weight: 2, arbitrary: fc.integer({ min: 9000, max: 11_000 }).map((hundredths) => hundredths / 100) },
  { weight: 1, arbitrary: fc.constantFrom(NaN, Infinity, -Infinity) },
)

/** Steps whose local time moves on; the venue's time mostly does, is sometimes missing and sometimes older. */
export const steps: fc.Arbitrary<Step[]> = fc
  .array(
    fc.record({
      gap: fc.integer({ min: 0, max: 24 }),
      price,
      waitMs: fc.integer({ min: 0, max: 3000 }),
      venue: fc.constantFrom<'same' | 'none' | 'older'>('same', 'same', 'same', 'same', 'none', 'older'),
    }),
    { maxLength: 60 },
  )
  .map((raw) => {
    let at = startAt
    return raw.map(({ gap, price: value, waitMs, venue }): Step => {
      at += waitMs
      if (gap === 0) return { kind: 'gap' }
      const exchangeAt = venue === 'none' ? null : venue === 'older' ? at - 5000 : at
      return { kind: 'tick', tick: { price: value, exchangeAt, receivedAt: at } }
    })
  })

export const anyRule: fc.Arbitrary<Rule> = fc
  .record({
    operator: fc.constantFrom(...operators),
    level: fc.integer({ min: 9997, max: 10_003 }).map((hundredths) => hundredths / 100),
    frequency: fc.oneof(
      fc.constant({ kind: 'once' } as const),
      fc.constantFrom(0, 2000, 10_000).map((coolDownMs) => ({ kind: 'every-time', coolDownMs }) as const),
    ),
    expiresAt: fc.option(
      fc.integer({ min: 0, max: 120_000 }).map((after) => startAt + after),
      { nil: null },
    ),
  })
  .map((changes) => rule(changes))
