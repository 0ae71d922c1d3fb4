/**
 * A live series that is made of trades. A candle is closed by our own sum only if every one of its trades was seen:
 * the one during which we joined, or lost the stream, goes on from REST's numbers and is closed by REST.
 */
import type { Candle } from '../../shared/model/candle.ts'
import { nextOpenAt, openAtOf } from '../../shared/model/interval.ts'
import type { Trade } from '../../shared/model/quote.ts'
import { addTrade, type TradeSum } from './aggregate.ts'
import type { Span } from './gaps.ts'
import { createClosings, latestMs, type LiveInput, type LiveSeries } from './live.ts'

export function createLiveTrades(input: LiveInput): LiveSeries {
  const { interval, sink } = input
  const closings = createClosings(input)
  let sum: TradeSum | null = null
  /** Whether `sum` has seen all of its candle. */
  let whole = false
  /** When trades were lost: what is closed of that time is not to be trusted. */
  let spoilt: readonly Span[] = []
  /** Waiting for REST: the shown candle stands still, trades are held. */
  let frozen = true
  /** Trades of the candle in which we joined. */
  let held: TradeSum | null = null
  /** The first candle that is seen from its beginning; null before the first trade. */
  let wholeFrom: number | null = null
  let joinedAt: number | null = null
  /** Up to where it was said what is known. */
  let toldTo = 0

  /** Doubts what lies before `closedTo` and lacks a trade. */
  const doubtSpoilt = (closedTo: number): void => {
    for (const { fromAt, toAt } of spoilt) {
      for (let openAt = openAtOf(interval, fromAt); openAt < Math.min(toAt, closedTo);) {
        const endAt = nextOpenAt(interval, openAt)
        sink.doubtful({ fromAt: openAt, toAt: endAt }, null)
        openAt = endAt
      }
    }
    spoilt = spoilt
      .map(({ fromAt, toAt }) => ({ fromAt: Math.max(fromAt, closedTo), toAt }))
      .filter(({ fromAt, toAt }) => fromAt < toAt)
  }

  /** Exchange time has reached the candle that opens at `nextAt`. */
  const leave = (nextAt: number): void => {
    close(nextAt)
    if (spoilt.length > 0) doubtSpoilt(nextAt)
  }
  const close = (nextAt: number): void => {
    if (sum === null) return
    const { candle } = sum
    if (!whole) {
      sink.doubtful({ fromAt: candle.openAt, toAt: nextAt }, candle)
      toldTo = nextAt
      return
    }
    const closed = { ...candle, closed: true }
    closings.add(candle.openAt)
    sink.closed(closed, { fromAt: toldTo, toAt: nextAt })
    toldTo = nextAt
    sink.moved(closed)
  }

  const apply = (trade: Trade): void => {
    const openAt = openAtOf(interval, trade.exchangeAt)
    if (sum === null || openAt > sum.candle.openAt) {
      leave(openAt)
      sum = null
      whole = wholeFrom !== null && openAt >= wholeFrom
      if (whole && joinedAt === null) {
        joinedAt = openAt
        toldTo = openAt
        sink.joined(openAt)
      }
    }
    sum = addTrade(sum, interval, trade)
    sink.moved(sum.candle)
  }

  const hold = (trade: Trade, openAt: number): void => {
    held = addTrade(held?.candle.openAt === openAt ? held : null, interval, trade)
  }

  return {
    newest: () => sum?.candle ?? null,
    isCurrent: () => !frozen && sum !== null,
    onCandle: () => {},
    onTrade(trade) {
      if (trade.snapshot) return
      const openAt = openAtOf(interval, trade.exchangeAt)
      // The first trade may itself be late: what opens later than any can be is seen from its beginning.
      wholeFrom ??= nextOpenAt(interval, openAtOf(interval, trade.exchangeAt + latestMs - 1))
      if (openAt < Math.max(sum?.candle.openAt ?? -Infinity, held?.candle.openAt ?? -Infinity)) {
        // Late: what it belongs to may have been called known, and only REST can put that right.
        sink.doubtful({ fromAt: openAt, toAt: nextOpenAt(interval, openAt) }, null)
        return
      }
      if (!frozen) {
        apply(trade)
      } else if (openAt >= wholeFrom) {
        // A candle that is seen from its beginning needs no REST; what lies before it is a gap.
        frozen = false
        held = null
        sum = null
        apply(trade)
      } else {
        hold(trade, openAt)
      }
    },
    interrupt(sinceAt) {
      if (sum === null && held === null) return null
      const newestAt = sum?.candle.openAt ?? held?.candle.openAt ?? 0
      const certainTo = closings.endBefore(sinceAt) ?? joinedAt ?? newestAt
      frozen = true
      held = null
      wholeFrom = null
      joinedAt = null
      return Math.min(certainTo, newestAt)
    },
    spoil(span) {
      spoilt = [...spoilt, span]
      if (sum !== null) doubtSpoilt(sum.candle.openAt)
    },
    seed(row) {
      if (!frozen) return
      frozen = false
      whole = false
      sum = seeded(row, held)
      held = null
      if (sum !== null) sink.moved(sum.candle)
    },
  }
}

/**
 * REST's open candle with what the held trades add to it. Their volume may be in REST's already and is left out: too little
 * for the rest of this candle rather than counted twice, until REST closes it.
 */
function seeded(row: Candle | null, held: TradeSum | null): TradeSum | null {
  if (row === null || (held !== null && held.candle.openAt > row.openAt)) return held
  const same = held?.candle.openAt === row.openAt ? held.candle : row
  return {
    candle: { ...row, high: Math.max(row.high, same.high), low: Math.min(row.low, same.low), closed: false },
    first: null,
    last: null,
  }
}
