/** One walk of minutes, a book that watches a series on it, and what it should say. */
import type { Series } from '../../../../../electron/alerts/language/input.ts'
import type { Candle } from '../../../../../shared/model/candle.ts'
import { createLive, expected, indicator, minutesFrom, minuteMs, near, startAt, tickAt } from './market.ts'

export const count = 3000
export const minutes = minutesFrom(1, count)
export const at = (place: number): number => startAt + place * minuteMs
export const opening = (place: number): Candle => ({ ...minute(place), closed: false })
export const rsi = indicator('rsi', { length: 14 })

export function minute(place: number): Candle {
  const found = minutes[place]
  if (found === undefined) throw new Error(`no minute ${place}`)
  return found
}

/** Watched, loaded, and the bar at `place` open. */
export async function running(series: Series = rsi, place = 2000) {
  const live = createLive(() => minutes, at(place))
  const release = live.book.want(series)
  await live.settle()
  live.tell(opening(place))
  await live.settle()
  return { ...live, release, place }
}

export const valueAfter = (place: number, series: Series = rsi): number =>
  near(expected(series, minutes.slice(0, place + 1)))
export const closeTick = (place: number) => tickAt(at(place) + 59_999, minute(place).close)
