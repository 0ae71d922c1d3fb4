/** An explainer with all around it made by hand, for its tests. */
import {
  createExplainer,
  type ExplainerDeps,
} from '../../../../../electron/alerts/explaining/explain-rule.ts'
import { firingSchema, type Firing } from '../../../../../shared/alerts/firing.ts'
import type { AlertMemory } from '../../../../../shared/alerts/memory.ts'
import type { AlertRule } from '../../../../../shared/alerts/rule.ts'
import type { Candle } from '../../../../../shared/model/candle.ts'
import { testInstrument } from '../../../../support/instruments.ts'
import { createManualClock } from '../../../../support/manual-clock.ts'
import { names } from '../../../shared/alerts/samples.ts'
import { bitcoin, condition, play, rule, ticks, watched } from '../language/tapes.ts'
import { candle, minuteAt } from '../rehearsal/tapes.ts'

/** A grid of 0.1, on which the sentences show one decimal. */
const tickSize = 0.1
export const up = rule({ conditions: [condition({ operands: [64_200] })] })
const flatBar = (minute: number, price: number): Candle => candle(minute, price, price, price, price)
/** Up to 63,998.2 in the third minute, over the level in the sixth. */
const bars = [
  flatBar(0, 63_900),
  flatBar(1, 63_950),
  candle(2, 63_950, 63_960, 63_940, 63_950),
  candle(3, 63_950, 63_998.2, 63_940, 63_990),
  flatBar(4, 63_900),
  flatBar(5, 64_210),
  flatBar(6, 64_215),
]

export function bench(changes: Partial<ExplainerDeps> & { readonly nowMinute?: number } = {}) {
  const { nowMinute = 10, ...others } = changes
  const clock = createManualClock(minuteAt(nowMinute))
  const asked: [number, number][] = []
  const explainer = createExplainer({
    clock,
    names: { ...names, tickSize: () => tickSize },
    instrument: (id) => (id === bitcoin ? testInstrument('BTCUSDT', { tickSize }) : undefined),
    stale: () => false,
    firingsOf: () => [],
    unwatched: () => null,
    holes: () => [],
    quietAt: () => false,
    pausedNow: () => false,
    async history(_instrument, _interval, fromAt, toAt) {
      asked.push([fromAt, toAt])
      return { candles: bars.filter(({ openAt }) => openAt >= fromAt && openAt < toAt), gaps: [] }
    },
    ...others,
  })
  return { explainer, asked }
}

export function memoryOf(of: AlertRule, ...prices: number[]): AlertMemory {
  return play(watched(of), ticks(...prices)).memory
}

export function firing(changes: Partial<Firing> = {}): Firing {
  const at = minuteAt(3) + 7000
  return firingSchema.parse({
    id: 'f1',
    rule: 'r1',
    ruleVersion: 1,
    instrument: bitcoin,
    sentence: 'BTCUSDT last crosses up 64,200, every time',
    note: '',
    price: 64_200.5,
    level: 64_200,
    firedAt: at,
    happenedAt: at,
    evidence: {
      before: { price: 64_198, exchangeAt: at - 1000, receivedAt: at - 1000 },
      at: { price: 64_200.5, exchangeAt: at, receivedAt: at },
    },
    late: false,
    simulated: true,
    acknowledgedAt: null,
    ...changes,
  })
}

/** As the log answers: what was told in [`fromAt`, `toAt`), the newest first. */
export function log(...firings: Firing[]): ExplainerDeps['firingsOf'] {
  return (_rule, _subject, fromAt, toAt) =>
    firings
      .filter(({ firedAt }) => firedAt >= fromAt && firedAt < toAt)
      .toSorted((a, b) => b.firedAt - a.firedAt)
}
