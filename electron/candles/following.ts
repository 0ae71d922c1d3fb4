/** Who follows which series live: one follower a series, shared by all that want it, and by the intervals made of it. */
import type { EventPayload } from '../../shared/contract/events.ts'
import type { Candle, CandleUpdate } from '../../shared/model/candle.ts'
import type { InstrumentId, ProviderId } from '../../shared/model/ids.ts'
import type { Instrument } from '../../shared/model/instrument.ts'
import { nextOpenAt, type Interval } from '../../shared/model/interval.ts'
import type { Trade } from '../../shared/model/quote.ts'
import type { Clock } from '../lib/clock.ts'
import type { Log } from '../lib/log.ts'
import { baseInterval, createDerivedCandle, type DerivedCandle } from './derived.ts'
import { createFollower, type Follower } from './follower.ts'
import { createRecentIds } from './recent-ids.ts'
import type { Series } from './series.ts'

export type FollowingDeps = {
  readonly clock: Clock
  readonly log: Log
  readonly random: () => number
  seriesOf(instrument: Instrument, interval: Interval): Series
  /** The exchange's time has come to `at`. */
  reach(instrument: InstrumentId, at: number): void
  streams(instrument: Instrument, interval: Interval): boolean
  subscribe(instrument: Instrument, need: 'quotes' | `candles:${Interval}`): () => void
  changed(event: EventPayload<'candles'>): void
}

export type Following = {
  /** Answers the release; calling that twice does nothing. */
  subscribe(instrument: Instrument, interval: Interval): () => void
  of(series: Series): Follower | undefined
  onCandles(updates: readonly CandleUpdate[]): void
  onTrades(trades: readonly Trade[]): void
  onResumed(gap: { readonly provider: ProviderId; readonly fromAt: number }): void
  /** Begins anew with an instrument of which nothing is known any more. */
  restart(instrument: InstrumentId): void
  stop(): void
}

type Target = { refs: number; readonly derive: DerivedCandle | null }
type Followed = {
  follower: Follower
  readonly again: () => Follower
  readonly release: () => void
  readonly targets: Map<Interval, Target>
}

export function createFollowing(deps: FollowingDeps): Following {
  const { clock, log, random } = deps
  const followed = new Map<InstrumentId, Map<Interval, Followed>>()
  const tradeIds = createRecentIds()

  const follow = (instrument: Instrument, interval: Interval): Followed => {
    const series = deps.seriesOf(instrument, interval)
    const targets = new Map<Interval, Target>()
    const announce = (newest: Candle | null, reset: boolean): void => {
      for (const [target, { derive }] of targets) {
        const candle = newest === null || derive === null ? newest : derive(newest, reset)
        if (candle !== null || reset)
          deps.changed({ instrument: instrument.id, interval: target, candle, reset })
      }
    }
    const from = deps.streams(instrument, interval) ? 'candles' : 'trades'
    const again = (): Follower => {
      const follower: Follower = createFollower({
        series,
        from,
        clock,
        log,
        random,
        moved: (candle) => announce(candle, false),
        reset: () => announce(follower.live(), true),
      })
      return follower
    }
    const release = deps.subscribe(instrument, from === 'candles' ? `candles:${interval}` : 'quotes')
    return { follower: again(), again, release, targets }
  }

  const drop = (instrument: InstrumentId, interval: Interval, { follower, release }: Followed): void => {
    const byInterval = followed.get(instrument)
    byInterval?.delete(interval)
    if (byInterval?.size === 0) {
      followed.delete(instrument)
      tradeIds.forget(instrument)
    }
    follower.stop()
    release()
  }

  return {
    subscribe(instrument, interval) {
      const base = baseInterval(instrument, interval)
      let byInterval = followed.get(instrument.id)
      if (byInterval === undefined) followed.set(instrument.id, (byInterval = new Map<Interval, Followed>()))
      const entry = byInterval.get(base) ?? follow(instrument, base)
      byInterval.set(base, entry)
      const derive = interval === base ? null : createDerivedCandle(entry.follower.series, interval)
      const target = entry.targets.get(interval) ?? { refs: 0, derive }
      entry.targets.set(interval, target)
      target.refs += 1
      let isReleased = false
      return () => {
        if (isReleased) return
        isReleased = true
        target.refs -= 1
        if (target.refs > 0) return
        entry.targets.delete(interval)
        if (entry.targets.size === 0) drop(instrument.id, base, entry)
      }
    },
    of: (series) => followed.get(series.instrument.id)?.get(series.interval)?.follower,
    onCandles(updates) {
      for (const { instrument, interval, candle } of updates) {
        const byInterval = followed.get(instrument)
        if (byInterval === undefined) continue
        deps.reach(instrument, candle.closed ? nextOpenAt(interval, candle.openAt) : candle.openAt)
        const entry = byInterval.get(interval)
        if (entry?.follower.from === 'candles') entry.follower.onCandle(candle)
      }
    },
    onTrades(trades) {
      for (const trade of trades) {
        const byInterval = followed.get(trade.instrument)
        if (byInterval === undefined) continue
        if (!tradeIds.isNew(trade.instrument, trade.tradeId) || trade.snapshot) continue
        deps.reach(trade.instrument, trade.exchangeAt)
        for (const { follower } of byInterval.values())
          if (follower.from === 'trades') follower.onTrade(trade)
      }
    },
    onResumed({ provider, fromAt }) {
      for (const byInterval of followed.values()) {
        for (const { follower } of byInterval.values()) {
          if (follower.series.instrument.provider === provider) follower.resumed(fromAt)
        }
      }
    },
    restart(instrument) {
      tradeIds.forget(instrument)
      for (const entry of followed.get(instrument)?.values() ?? []) {
        entry.follower.stop()
        entry.follower = entry.again()
      }
    },
    stop() {
      for (const [instrument, byInterval] of followed) {
        for (const [interval, entry] of byInterval) drop(instrument, interval, entry)
      }
    },
  }
}
