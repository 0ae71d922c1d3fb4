/** Follows one series live: feeds it updates, and after an outage gets what was missed from REST before it goes on. */
import { toAppError } from '../../shared/errors.ts'
import type { Candle } from '../../shared/model/candle.ts'
import { candlesIn } from '../../shared/model/interval.ts'
import type { Trade } from '../../shared/model/quote.ts'
import type { Clock } from '../lib/clock.ts'
import type { Log } from '../lib/log.ts'
import { fillGaps, retryDelayMs } from './backfill.ts'
import { createDoubts, type Doubt } from './doubts.ts'
import { missingIn, spanBelow, spanUpTo, type Span } from './gaps.ts'
import { createLiveCandles } from './live-candles.ts'
import { createLiveTrades } from './live-trades.ts'
import type { Series } from './series.ts'

export type FollowerDeps = {
  readonly series: Series
  /** What the stream carries for it. */
  readonly from: 'candles' | 'trades'
  readonly clock: Clock
  readonly log: Log
  readonly random: () => number
  moved(candle: Candle): void
  /** What was answered before may have changed. */
  reset(): void
}

export type Follower = {
  readonly series: Series
  readonly from: 'candles' | 'trades'
  /** The newest candle where it is true now. */
  live(): Candle | null
  isFresh(): boolean
  onCandle(candle: Candle): void
  onTrade(trade: Trade): void
  /** A trade of this time was lost. */
  spoil(span: Span): void
  /** Candles that were shown and are being confirmed. */
  doubted(): readonly Doubt[]
  /** The stream is down: what comes before `resumed` may have a hole before it. */
  lost(): void
  /** The stream is back; it was down since `sinceAt` of our clock. */
  resumed(sinceAt: number): void
  stop(): void
}

/** A series that has not moved for so long is asked for again, in case the stream is down and nobody knows yet. */
const freshForMs = 5000
/** Rows that are asked for to go on from; more are paged in if the outage was longer. */
const seedRows = 100
/** Rounds of a backfill without progress before the gap is left for later. */
const patience = 5
/** REST shows what the stream has shown only after a while: to ask at once would be to ask twice. */
const confirmAfterMs = 2000
/** A gap that was left is tried again when a candle closes, first after a minute, then ever more rarely. */
const firstRetryMs = 60_000
const lastRetryMs = 3_600_000

export function createFollower(deps: FollowerDeps): Follower {
  const { series, clock, log, random } = deps
  const { book } = series
  const controller = new AbortController()
  const { signal } = controller
  const wakers = new Set<() => void>()
  let isFilling = false
  /** Counts outages: the repair of an older one gives way. */
  let outage = 0
  /** Since when nothing is certain, until the hole is known and noted. */
  let holeFrom: number | null = null
  let movedAt = -Infinity
  /** A hole is being filled, not only doubts: who looked must look again. */
  let holeNoted = false
  let retryAtMs = -Infinity
  let retryMs = firstRetryMs
  const doubts = createDoubts(book)

  const pause = (delayMs: number): Promise<void> =>
    new Promise((resolve) => {
      const wake = () => {
        cancel()
        wakers.delete(wake)
        resolve()
      }
      const cancel = clock.after(delayMs, wake)
      wakers.add(wake)
    })
  const wakeAll = (): void => {
    for (const wake of wakers) wake()
  }

  const inBackground = (work: Promise<void>): void => {
    work.catch((error: unknown) => {
      log.error(
        { instrument: series.instrument.id, interval: series.interval, error },
        'candles could not be repaired',
      )
    })
  }

  const fill = async (afterMs = 0): Promise<void> => {
    if (isFilling || series.askable(book.gaps()).length === 0) return
    isFilling = true
    if (afterMs > 0) await pause(afterMs)
    const missing = () => series.askable(book.gaps())
    const { end } = await fillGaps({ series, missing, pause, random, log, patience }, signal)
    isFilling = false
    if (end === 'stopped') return
    if (doubts.settle() || holeNoted) deps.reset()
    holeNoted = false
    if (end === 'filled') {
      retryMs = firstRetryMs
      // One that was noted in the very last moment.
      await fill()
    } else {
      retryAtMs = clock.monotonicMs() + retryMs
      retryMs = Math.min(lastRetryMs, retryMs * 2)
    }
  }

  const noteHole = (toAt: number): void => {
    const isKnownUpTo = spanUpTo(book.covered(), toAt) !== undefined
    const knownTo = isKnownUpTo ? toAt : spanBelow(book.covered(), toAt)?.toAt
    // A short hole is filled at once; what was not looked at for long is left until somebody scrolls there.
    const isNear = knownTo !== undefined && candlesIn(series.interval, knownTo, toAt) <= series.maxRows
    const fromAt = holeFrom ?? (isNear ? knownTo : toAt)
    holeFrom = null
    if (missingIn(book.covered(), { fromAt, toAt }).length > 0) holeNoted = true
    book.addGap({ fromAt, toAt })
    // REST has just answered, or the stream is back: a fill that waits need not.
    if (isFilling) wakeAll()
    else inBackground(fill())
  }

  const live = (deps.from === 'candles' ? createLiveCandles : createLiveTrades)({
    interval: series.interval,
    clock,
    sink: {
      closed(candle, known) {
        book.add([candle])
        book.cover(known)
        if (clock.monotonicMs() >= retryAtMs) inBackground(fill())
      },
      moved(candle) {
        movedAt = clock.monotonicMs()
        deps.moved(candle)
      },
      doubtful(span, shown) {
        if (!doubts.add(span, shown)) return
        book.uncover(span)
        book.addGap(span)
        inBackground(fill(confirmAfterMs))
      },
      joined: noteHole,
    },
  })

  /** Whether there was anything to lose. */
  const interrupt = (sinceAt: number): boolean => {
    const certainTo = live.interrupt(sinceAt)
    if (certainTo === null) return false
    movedAt = -Infinity
    holeFrom = Math.min(certainTo, holeFrom ?? certainTo)
    book.uncover({ fromAt: holeFrom, toAt: Infinity })
    return true
  }

  /** Gets REST's newest rows: the open candle to go on from, and the end of the hole. */
  const repair = async (): Promise<void> => {
    outage += 1
    const mine = outage
    for (let attempt = 0; ; attempt += 1) {
      try {
        const page = await series.ask(
          { fromAt: null, toAt: null, limit: Math.min(series.maxRows, seedRows) },
          signal,
        )
        if (signal.aborted || mine !== outage) return
        const isRepair = holeFrom !== null
        const endAt = page.open?.openAt ?? page.covered?.toAt
        if (endAt !== undefined && (holeFrom === null || endAt >= holeFrom)) noteHole(endAt)
        live.seed(page.open)
        if (isRepair && !isFilling) deps.reset()
        return
      } catch (thrown) {
        if (signal.aborted || mine !== outage) return
        const error = toAppError(thrown)
        log.warn(
          { instrument: series.instrument.id, interval: series.interval, error },
          'no open candle from REST yet',
        )
        if (error.retry === 'no') {
          live.seed(null)
          return
        }
        await pause(retryDelayMs(error.retry, attempt, random))
        if (signal.aborted || mine !== outage) return
      }
    }
  }

  // Stream candles are whole by themselves; a sum of trades has to begin somewhere.
  if (deps.from === 'trades') inBackground(repair())
  inBackground(fill())

  return {
    series,
    from: deps.from,
    live: () => (live.isCurrent() ? live.newest() : null),
    isFresh: () => clock.monotonicMs() - movedAt < freshForMs,
    onCandle: (candle) => live.onCandle(candle),
    onTrade: (trade) => live.onTrade(trade),
    spoil: (span) => live.spoil(span),
    doubted: () => doubts.list(),
    lost: () => void interrupt(clock.now()),
    resumed(sinceAt) {
      if (interrupt(sinceAt)) inBackground(repair())
      else wakeAll()
    },
    stop() {
      controller.abort()
      wakeAll()
    },
  }
}
