/** How far a value has moved within a time: the window's lowest or highest value, kept in at most a few dozen pieces. */
import type { Condition } from '../../../shared/alerts/condition.ts'
import type { OperatorSpec } from '../../../shared/alerts/operators.ts'
import { openAtOf, shiftOpenAt } from '../../../shared/model/interval.ts'

const pieces = 60

/**
 * The piece of time that holds `at`, and the first that still counts. N bars are the open one and the N − 1 before it. N
 * minutes are counted in pieces of N seconds, so that the window reaches back between 59/60 and 60/60 of its length.
 */
export function piecesAt(condition: Condition, at: number): { startAt: number; fromAt: number } {
  const { within, interval } = condition
  if (within?.unit === 'bars' && interval !== null)
    return { startAt: openAtOf(interval, at), fromAt: shiftOpenAt(interval, at, 1 - within.count) }
  const pieceMs = (within?.count ?? 1) * 1000
  const startAt = Math.floor(at / pieceMs) * pieceMs
  return { startAt, fromAt: startAt - (pieces - 1) * pieceMs }
}

/** The window with a value taken in: starts ascend, and extremes only get worse towards the front's. All in ticks. */
export function takeIn(
  window: readonly [number, number][],
  condition: Condition,
  direction: 1 | -1,
  at: number,
  now: number,
): [number, number][] {
  const newest = window.at(-1)
  // Time never runs backwards: a value without the venue's clock may be dated before one that has it.
  const { startAt, fromAt } = piecesAt(condition, newest === undefined ? at : Math.max(at, newest[0]))
  const kept = window.filter(([start]) => start >= fromAt)
  while (kept.length > 0 && ((kept.at(-1)?.[1] ?? now) - now) * direction >= 0) kept.pop()
  if (kept.at(-1)?.[0] !== startAt) kept.push([startAt, now])
  return kept
}

/** The move so far, in ticks or in percent of where it began; NaN where percent means nothing. */
export function moved(window: readonly [number, number][], spec: OperatorSpec, now: number): number {
  const from = window[0]?.[1] ?? now
  const by = (now - from) * (spec.direction ?? 1)
  if (spec.percent !== true) return by
  return from > 0 ? (by / from) * 100 : NaN
}

/** Whether a move has come to `amount`; percents are compared without their last binary digits. */
export function isMoved(by: number, amount: number): boolean {
  return by >= amount - amount * 1e-12
}
