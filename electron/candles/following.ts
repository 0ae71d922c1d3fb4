/** Who follows which series live: one follower a series, shared by all that want it, and by the intervals made of it. */
import type { EventPayload } from '../../shared/contract/events.ts'
import type { Candle, CandleUpdate } from '../../shared/model/candle.ts'
import type { InstrumentId, ProviderId } from '../../shared/model/ids.ts'
import type { Instrument } from '../../shared/model/instrument.ts'
import { nextOpenAt, type Interval } from '../../shared/model/interval.ts'
import type { Trade } from '../../shared/model/quote.ts'
import type { Clock } from '../lib/clock.ts'
import type { Log } from '../lib/log.ts'
import { createRecentIds } from '../lib/recent-ids.ts'
import { baseInterval, createDerivedCandle, type DerivedCandle } from './derived.ts'
import { createFollower, type Follower } from './follower.ts'
import { latestMs } from './live.ts'
import type { Series } from './series.ts'
import { createVenueTime, type VenueTime } from './venue-time.ts'

export type FollowingDeps = {
  readonly clock: Clock
  readonly log: Log
  readonly random: () => number
  seriesOf(instrument: Instrument, interval: Interval): Series
  /** The exchange's time has come to `at`. */
  reach(instrument: InstrumentId, at: number): void
  /** What is known from `at` on came from a clock that ran ahead. */
  unlearn(instrument: InstrumentId, at: number): void
  /** Whether its times are to be checked: those of a replay may run at any speed. */
  isTimed(instrument: Instrument): boolean
  streams(instrument: Instrument, interval: Interval): boolean
  subscribe(instrument: Instrument, need: 'quotes' | `candles:${Interval}`): () => void
  changed(event: EventPayload<'candles'>): void
}

export type Following = {
  /** Answers the release; calling that twice does nothing. */
  subscribe(instrument: Instrument, interval: Interval): () => void
  of(series: Series): Follower | undefined
  /** Tells who follows it that there is more to be read than they were told. */
  announce(series: Series): void
  onCandles(updates: readonly CandleUpdate[]): void
  onTrades(trades: readonly Trade[]): void
  onDown(provider: ProviderId): void
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
  readonly announce: (newest: Candle | null, reset: boolean) => void
  readonly isTimed: boolean
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
    return { follower: again(), again, release, announce, isTimed: deps.isTimed(instrument), targets }
  }

  const venueTimes = new Map<ProviderId, VenueTime>()
  const venueTimeOf = (provider: ProviderId): VenueTime => {
    const known = venueTimes.get(provider)
    if (known !== undefined) return known
    const made = createVenueTime(clock, (at) => {
      log.warn(
        { provider, at },
        'the clock of the venue was set back; candles from then on are asked for again',
      )
      for (const [instrument, byInterval] of followed) {
        const entries = [...byInterval.values()].filter(
          ({ follower }) => follower.series.instrument.provider === provider,
        )
        if (entries.length === 0) continue
        deps.unlearn(instrument, at)
        for (const entry of entries) {
          beginAnew(entry)
          entry.announce(null, true)
        }
      }
    })
    venueTimes.set(provider, made)
    return made
  }
  const beginAnew = (entry: Followed): void => {
    entry.follower.stop()
    entry.follower = entry.again()
  }
  const refused = (instrument: InstrumentId, provider: ProviderId, at: number): void => {
    log.warn({ instrument, provider, at }, 'a time far ahead of the venue was left out')
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

  const followersOf = (provider: ProviderId): Follower[] =>
    [...followed.values()]
      .flatMap((byInterval) => [...byInterval.values()])
      .map(({ follower }) => follower)
      .filter(({ series }) => series.instrument.provider === provider)

  const takeCandle = ({ instrument, interval, candle }: CandleUpdate, isSure: boolean): void => {
    if (isSure) deps.reach(instrument, candle.closed ? nextOpenAt(interval, candle.openAt) : candle.openAt)
    const follower = followed.get(instrument)?.get(interval)?.follower
    if (follower?.from === 'candles') follower.onCandle(candle)
  }
  const takeTrade = (trade: Trade, isSure: boolean): void => {
    if (isSure) deps.reach(trade.instrument, trade.exchangeAt)
    for (const { follower } of followed.get(trade.instrument)?.values() ?? [])
      if (follower.from === 'trades') follower.onTrade(trade)
  }

  return {
    subscribe(instrument, interval) {
      const base = baseInterval(instrument, interval)
      let byInterval = followed.get(instrument.id)
      if (byInterval === undefined) followed.set(instrument.id, (byInterval = new Map<Interval, Followed>()))
      const entry = byInterval.get(base) ?? follow(instrument, base)
      byInterval.set(base, entry)
      const derive =
        interval === base
          ? null
          : createDerivedCandle(entry.follower.series, interval, () => entry.follower.doubted())
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
    announce: (series) => {
      const entry = followed.get(series.instrument.id)?.get(series.interval)
      entry?.announce(entry.follower.live(), true)
    },
    onCandles(updates) {
      for (const update of updates) {
        const { instrument, interval, candle } = update
        const [any] = followed.get(instrument)?.values() ?? []
        if (any === undefined) continue
        if (!any.isTimed) {
          takeCandle(update, true)
          continue
        }
        const { provider } = any.follower.series.instrument
        venueTimeOf(provider).hear({
          at: candle.openAt,
          untilAt: candle.closed ? Infinity : nextOpenAt(interval, candle.openAt),
          source: `${instrument} ${interval}`,
          accept: (isSure) => takeCandle(update, isSure),
          refuse: () => refused(instrument, provider, candle.openAt),
        })
      }
    },
    onTrades(trades) {
      for (const trade of trades) {
        const { instrument, exchangeAt } = trade
        const [any] = followed.get(instrument)?.values() ?? []
        if (any === undefined) continue
        if (!tradeIds.isNew(instrument, trade.tradeId) || trade.snapshot) continue
        if (!any.isTimed) {
          takeTrade(trade, true)
          continue
        }
        const { provider } = any.follower.series.instrument
        venueTimeOf(provider).hear({
          at: exchangeAt,
          untilAt: exchangeAt,
          source: instrument,
          accept: (isSure) => takeTrade(trade, isSure),
          refuse(heardAt) {
            refused(instrument, provider, exchangeAt)
            // When it really happened nobody knows: shortly before it came.
            const span = { fromAt: heardAt - latestMs, toAt: heardAt + 1 }
            for (const { follower } of followed.get(instrument)?.values() ?? []) follower.spoil(span)
          },
        })
      }
    },
    onDown(provider) {
      venueTimes.get(provider)?.interrupt()
      for (const follower of followersOf(provider)) follower.lost()
    },
    onResumed({ provider, fromAt }) {
      venueTimes.get(provider)?.interrupt()
      for (const follower of followersOf(provider)) follower.resumed(fromAt)
    },
    restart(instrument) {
      tradeIds.forget(instrument)
      for (const entry of followed.get(instrument)?.values() ?? []) beginAnew(entry)
    },
    stop() {
      for (const [instrument, byInterval] of followed) {
        for (const [interval, entry] of byInterval) drop(instrument, interval, entry)
      }
    },
  }
}
