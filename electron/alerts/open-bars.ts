/** The open bars that messages speak of: followed for armed rules with a template, and for no others. */
import type { Candle } from '../../shared/model/candle.ts'
import type { InstrumentId } from '../../shared/model/ids.ts'
import type { Interval } from '../../shared/model/interval.ts'
import type { BookedRule } from './engine/rule-book.ts'
import type { AlertServiceDeps } from './service-deps.ts'

export type OpenBars = {
  of(instrument: InstrumentId, interval: Interval): Candle | null
  reconcile(rules: readonly BookedRule[]): void
}

type Followed = { candle: Candle | null; release: () => void }

export function createOpenBars(follow: AlertServiceDeps['follow']): OpenBars {
  const followed = new Map<string, Followed>()
  const keyOf = (instrument: InstrumentId, interval: Interval) => `${interval}|${instrument}`
  return {
    of: (instrument, interval) => followed.get(keyOf(instrument, interval))?.candle ?? null,
    reconcile(rules) {
      const wanted = new Map<string, [InstrumentId, Interval]>()
      for (const { rule, armed } of rules) {
        if (rule.state !== 'armed' || rule.message === null) continue
        const [first] = rule.conditions
        const interval = first?.interval ?? '1m'
        for (const subject of armed.keys()) {
          const instrument = subject ?? first?.instrument ?? null
          if (instrument !== null) wanted.set(keyOf(instrument, interval), [instrument, interval])
        }
      }
      for (const [key, { release }] of followed) {
        if (wanted.has(key)) continue
        followed.delete(key)
        release()
      }
      for (const [key, [instrument, interval]] of wanted) {
        if (followed.has(key)) continue
        const entry: Followed = { candle: null, release: () => {} }
        followed.set(key, entry)
        entry.release = follow(instrument, interval, ({ candle }) => {
          if (candle !== null) entry.candle = candle
        })
      }
    },
  }
}
