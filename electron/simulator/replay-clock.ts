/** The replay's own clock: runs through the recorded candles at a speed, and skips the holes between them. */
import { intervalMs, nextOpenAt, type Interval } from '../../shared/model/interval.ts'

export type ReplayClock = {
  readonly fromAt: number
  /** End of the last candle, where the clock stops. */
  readonly toAt: number
  timeAt(exchangeAt: number): number
  /** Infinity for what is past the end. A moment in a hole is reached when the hole is skipped. */
  exchangeAtOf(time: number): number
  ended(exchangeAt: number): boolean
}

export type ReplayClockOptions = {
  /** Opening moments of all recorded candles, ascending, at least one. */
  readonly openAts: readonly number[]
  readonly interval: Interval
  readonly speed: number
  /** Exchange time at which the replay was started. */
  readonly startedAt: number
}

/** Index of the last of the ascending `values` that is not above `value`; -1 if all are. */
export function lastNotAbove(
  values: { readonly length: number; at(index: number): number | undefined },
  value: number,
): number {
  let low = 0
  let high = values.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((values.at(middle) ?? Infinity) <= value) low = middle + 1
    else high = middle
  }
  return low - 1
}

/** Play starts after 60 % of the candles: enough history to look at, the rest to watch; one candle at least on either side. */
export function startIndexOf(count: number): number {
  return Math.min(count - 1, Math.max(1, Math.floor(count * 0.6)))
}

/** Every candle takes the same time to play, months too. */
export function createReplayClock({ openAts, interval, speed, startedAt }: ReplayClockOptions): ReplayClock {
  const candleMs = intervalMs(interval)
  const lengthOf = (openAt: number) => nextOpenAt(interval, openAt) - openAt
  const count = openAts.length
  const startIndex = startIndexOf(count)
  const toAt = nextOpenAt(interval, openAts.at(-1) ?? 0)
  const played = (exchangeAt: number) => Math.max(0, ((exchangeAt - startedAt) * speed) / candleMs)
  return {
    fromAt: openAts[0] ?? 0,
    toAt,
    timeAt(exchangeAt) {
      const candles = played(exchangeAt)
      const openAt = openAts[startIndex + Math.floor(candles)]
      return openAt === undefined ? toAt : Math.floor(openAt + (candles % 1) * lengthOf(openAt))
    },
    exchangeAtOf(time) {
      if (time > toAt) return Infinity
      const index = lastNotAbove(openAts, time)
      const openAt = openAts[index] ?? time
      const lengthMs = lengthOf(openAt)
      const within = Math.min(lengthMs, time - openAt) * (candleMs / lengthMs)
      return Math.ceil(startedAt + ((index - startIndex) * candleMs + within) / speed)
    },
    ended: (exchangeAt) => played(exchangeAt) >= count - startIndex,
  }
}
