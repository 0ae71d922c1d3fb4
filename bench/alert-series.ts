/** Indicator rules of one series compute it once: a hundred rules on one series beside a hundred on a series each. */
import { createRuleBook } from '../electron/alerts/engine/rule-book.ts'
import type { TickInput } from '../electron/alerts/language/input.ts'
import { createSeriesBook, type CandleEvent } from '../electron/alerts/series/live-series.ts'
import { systemClock } from '../electron/lib/clock.ts'
import { silentLog } from '../electron/lib/log.ts'
import { alertDraftSchema, type AlertRule } from '../shared/alerts/rule.ts'
import type { Candle } from '../shared/model/candle.ts'
import { instrumentId } from '../shared/model/ids.ts'
import { compare, print, type Way } from './measure.ts'

const instrument = instrumentId('simulated', 'BTCUSDT')
const minuteMs = 60_000
const openAt = Date.UTC(2026, 0, 5)

function candle(at: number, price: number, closed: boolean): Candle {
  return {
    ...{ openAt: at, open: price, high: price + 5, low: price - 5, close: price, volume: 1 },
    ...{ closed, source: 'rest' },
  }
}

function rule(id: string, length: number): AlertRule {
  const draft = alertDraftSchema.parse({
    scope: { kind: 'instruments', instruments: [instrument] },
    conditions: [
      {
        source: {
          kind: 'indicator',
          name: 'bollinger',
          inputs: { length, deviations: 2 },
          output: 'upper',
        },
        operator: 'less-than',
        operands: [1],
        within: null,
        interval: '1m',
        instrument: null,
      },
    ],
    frequency: { kind: 'every-time', coolDownMs: 0 },
  })
  return { ...draft, id, language: 2, state: 'armed', createdAt: 0, armedAt: 0, version: 1 }
}

/** `lengthOf`: the length of each rule's bands. Resolves when all have their bars. */
async function way(name: string, lengthOf: (number: number) => number): Promise<Way> {
  const listeners = new Set<(event: CandleEvent) => void>()
  const series = createSeriesBook({
    clock: systemClock,
    log: silentLog,
    async history(_instrument, _interval, fromAt, toAt) {
      const candles: Candle[] = []
      for (let at = fromAt; at < toAt; at += minuteMs)
        candles.push(candle(at, 60_000 + 50 * Math.sin(at / 7e5), true))
      return { candles, gaps: [] }
    },
    follow(_instrument, _interval, listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  })
  const book = createRuleBook({
    tickSize: () => 0.01,
    market: { stale: () => false, derived: series.derived },
    subjectsOf: () => [instrument],
  })
  for (let number = 0; number < 100; number += 1) book.put(rule(`r${number}`, lengthOf(number)), new Map())
  for (const each of book.series()) series.want(each)
  for (const listener of listeners) listener({ candle: candle(openAt, 60_000, false), reset: false })
  while (book.series().some((each) => series.problem(each) !== null)) await systemClock.sleep(5)
  let step = 0
  return {
    name,
    run() {
      step += 1
      const at = openAt + (step % 50_000)
      const tick: TickInput = {
        ...{ kind: 'tick', instrument, last: 60_000 + (step % 7) },
        ...{ exchangeAt: null, receivedAt: at },
      }
      if (book.input(tick).length > 0) throw new Error('a rule was triggered')
    },
  }
}

export async function benchAlertSeries(): Promise<void> {
  print(
    'a tick for 100 rules on Bollinger bands of about 200 bars',
    compare([
      await way('all on the same bands', () => 200),
      await way('each on its own', (number) => 150 + number),
    ]),
  )
}
