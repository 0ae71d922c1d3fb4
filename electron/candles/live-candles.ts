/** A live series of a venue's own stream candles. Each update is the whole candle, so nothing is ever summed here. */
import type { Candle } from '../../shared/model/candle.ts'
import { nextOpenAt } from '../../shared/model/interval.ts'
import { createClosings, type LiveInput, type LiveSeries } from './live.ts'

export function createLiveCandles(input: LiveInput): LiveSeries {
  const { interval, sink } = input
  const closings = createClosings(input)
  let newest: Candle | null = null
  /** Since when every candle was seen; null before the first update and after an outage. */
  let joinedAt: number | null = null
  /** Up to where it was said what is known. */
  let toldTo = 0

  const spanOf = ({ openAt }: Candle) => ({ fromAt: openAt, toAt: nextOpenAt(interval, openAt) })

  const close = (candle: Candle): void => {
    const { toAt } = spanOf(candle)
    // Between two closed candles of one unbroken stream there was nothing.
    sink.closed(candle, { fromAt: Math.min(toldTo, candle.openAt), toAt })
    closings.add(candle.openAt)
    toldTo = toAt
  }

  return {
    newest: () => newest,
    isCurrent: () => newest !== null && joinedAt !== null,
    onTrade: () => {},
    // The next update of the candle is whole again.
    spoil: () => {},
    onCandle(candle) {
      if (newest !== null) {
        if (candle.openAt < newest.openAt) {
          if (candle.closed) sink.closed(candle, spanOf(candle))
          return
        }
        if (candle.openAt === newest.openAt && newest.closed) return
        if (candle.openAt > newest.openAt && !newest.closed) {
          // Its end was not seen (lost, or the venue does not mark it): what we have may not be final.
          sink.doubtful({ fromAt: newest.openAt, toAt: candle.openAt }, newest)
          toldTo = candle.openAt
        }
      }
      if (joinedAt === null) {
        joinedAt = candle.openAt
        toldTo = candle.openAt
        sink.joined(candle.openAt)
      }
      newest = candle
      if (candle.closed) close(candle)
      sink.moved(candle)
    },
    interrupt(sinceAt) {
      if (newest === null) return null
      const certainTo = closings.endBefore(sinceAt) ?? joinedAt ?? newest.openAt
      joinedAt = null
      return certainTo
    },
    seed(row) {
      if (row !== null && (newest === null || row.openAt > newest.openAt)) newest = row
    },
  }
}
